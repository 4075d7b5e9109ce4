"""The lines of an export, and their one form."""

from typing import Final

import msgspec

from chargehouse.contexts.audit.model.bodies import VERSION

FORMAT: Final = "chargehouse audit log"


class HeaderLine(msgspec.Struct, frozen=True, kw_only=True, tag="header", tag_field="line"):
    """Whose log it is, when it was exported, and the public keys by their ids."""

    format: str = FORMAT
    v: int = VERSION
    tenant: str
    at: str
    keys: dict[str, str]


class AnchorLine(msgspec.Struct, frozen=True, kw_only=True, tag="anchor", tag_field="line"):
    """An anchor's text and its signature."""

    text: str
    signature: str


class HeadLine(msgspec.Struct, frozen=True, kw_only=True, tag="head", tag_field="line"):
    """A head's text and its signature."""

    text: str
    signature: str


class SecretTold(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A personal value, as canonical JSON, and its salt."""

    salt: str
    value: str


class EntryLine(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag="entry",
    tag_field="line",
    omit_defaults=True,
    gc=False,
):
    """An entry: its hash, its body, and what is personal of it and still there.

    Retention leaves the hash alone.
    """

    index: int
    leaf: str
    body: str | None = None
    personal: dict[str, SecretTold] = {}


class FooterLine(msgspec.Struct, frozen=True, kw_only=True, tag="footer", tag_field="line"):
    """The statement over the whole file, and its signature."""

    text: str
    signature: str


Line = HeaderLine | AnchorLine | HeadLine | EntryLine | FooterLine


class FileUnreadable(Exception):  # noqa: N818  it is what is so
    """A line of the file is not what stands there in an export."""

    def __init__(self, line: int, detail: str) -> None:
        super().__init__(f"Line {line} {detail}.")
        self.line = line


class LineMalformed(Exception):  # noqa: N818  it is what is so
    """It is no line of an export."""


ENTRY: Final = b'{"line":"entry"'
"""How the line of an entry begins."""

_encode = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(Line).decode
_decode_entry = msgspec.json.Decoder(EntryLine).decode


def written(line: Line) -> bytes:
    """Return a line in its one form, with its end."""
    return _encode(line) + b"\n"


def read(line: bytes) -> Line:
    """Return what a line says. Raises `LineMalformed`."""
    try:
        return _decode_entry(line) if line.startswith(ENTRY) else _decode(line)
    except (msgspec.MsgspecError, ValueError):
        raise LineMalformed from None
