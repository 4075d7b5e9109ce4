"""Writes an export."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from chargehouse.contexts.audit.model.bodies import Secret, stamp
from chargehouse.contexts.audit.model.exports.lines import (
    AnchorLine,
    EntryLine,
    FooterLine,
    HeaderLine,
    HeadLine,
    Line,
    SecretTold,
    written,
)
from chargehouse.contexts.audit.model.statements import Export, Keys, Signed


class Writer:
    """Makes the lines of an export, and the digest over them."""

    def __init__(self) -> None:
        self._digest = sha256()
        self.entries = 0

    def header(self, tenant_id: UUID, at: datetime, keys: Keys) -> bytes:
        """Return the first line."""
        return self._line(
            HeaderLine(
                tenant=str(tenant_id),
                at=stamp(at),
                keys={id_: key.hex() for id_, key in sorted(keys.items())},
            )
        )

    def anchor(self, signed: Signed) -> bytes:
        """Return the line of an anchor."""
        return self._line(AnchorLine(text=signed.text, signature=signed.signature))

    def head(self, signed: Signed) -> bytes:
        """Return the line of a head."""
        return self._line(HeadLine(text=signed.text, signature=signed.signature))

    def entry(
        self, index: int, leaf: bytes, body: bytes | None, secrets: Mapping[str, Secret]
    ) -> bytes:
        """Return the line of an entry."""
        self.entries += 1
        return self._line(
            EntryLine(
                index=index,
                leaf=leaf.hex(),
                body=None if body is None else body.decode(),
                personal={
                    field: SecretTold(salt=secret.salt.hex(), value=secret.value.decode())
                    for field, secret in secrets.items()
                },
            )
        )

    @property
    def sha256(self) -> str:
        """The digest over all lines so far."""
        return self._digest.hexdigest()

    def footer(self, signed: Signed) -> bytes:
        """Return the last line, given the signed statement over all lines before it."""
        return self._line(FooterLine(text=signed.text, signature=signed.signature))

    def _line(self, line: Line) -> bytes:
        encoded = written(line)
        self._digest.update(encoded)
        return encoded


def export(tenant_id: UUID, writer: Writer, *, root: bytes, at: datetime, key: str) -> Export:
    """Return the statement over what a writer has written."""
    return Export(
        tenant=str(tenant_id),
        size=writer.entries,
        root=root.hex(),
        sha256=writer.sha256,
        at=stamp(at),
        key=key,
    )


def anchor_line(signed: Signed) -> bytes:
    """Return an anchor as a line: so it stands in exports, and so it is sent outside."""
    return written(AnchorLine(text=signed.text, signature=signed.signature))
