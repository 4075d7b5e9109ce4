"""Where anchors go outside, so that whoever holds database and key cannot take them back."""

import asyncio
import os
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol
from uuid import UUID

import httpx
import structlog

from chargehouse.contexts.audit.model.exports import anchor_line
from chargehouse.contexts.audit.public import SignedAnchor
from chargehouse.contexts.audit.repository import statements as repository
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.kernel.setting import SettingValues
from chargehouse.platform.mail.message import Attachment, Mail, as_sent
from chargehouse.platform.mail.server import Mailer, server_of
from chargehouse.platform.postgres.database import Database

FILE_NAME: Final = "anchors.ndjson"
TIMEOUT_S: Final = 15.0
AT_ONCE: Final = 100
MAIL_TEXT: Final = """\
Keep this mail: it proves what the audit log held, even if somebody rewrites log and signatures.

Tenant: {tenant}
Anchor: {number}
Day: {day}
Entries: {size}
Root: {root}

The attached file holds the signed anchor. Such files, one after another, are what
`chargehouse audit verify EXPORT --anchor FILE` takes.
"""

log = structlog.get_logger(__name__)


class Witness(Protocol):
    """Keeps anchors somewhere else. It may be told of one twice."""

    @property
    def name(self) -> str:
        """By what it is known; what it was told is kept under this name."""

    async def tell(self, tenant_id: UUID, anchor: SignedAnchor) -> None:
        """Keep an anchor of a tenant's log.

        Raises `OSError`, `httpx.HTTPError`, `httpx.InvalidURL` or `ChargehouseError`.
        """


class FileWitness:
    """A file that anchors are added to, in a folder that is best another machine's."""

    name = "file"

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    async def tell(self, tenant_id: UUID, anchor: SignedAnchor) -> None:  # noqa: ARG002  the anchor names it
        """Add an anchor, and wait until it is on the disk."""
        await asyncio.to_thread(self._add, line_of(anchor))

    def _add(self, line: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


class HttpWitness:
    """An address that anchors are posted to; any status from 200 to 299 means that it has it."""

    name = "http"

    def __init__(self, url: str) -> None:
        self._url = url

    async def tell(self, tenant_id: UUID, anchor: SignedAnchor) -> None:  # noqa: ARG002  as above
        """Post an anchor."""
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
            answer = await client.post(
                self._url, content=line_of(anchor), headers={"Content-Type": "application/x-ndjson"}
            )
        if not answer.is_success:
            raise httpx.HTTPError(f"The witness answered {answer.status_code}.")


class MailWitness:
    """A mailbox that anchors are sent to, each as a file, by the mail server of the log's tenant.

    It was told of one when the server took the mail. The mail of an anchor has always the same id.
    """

    name = "mail"

    def __init__(self, mailer: Mailer, values: SettingValues, *, to: str) -> None:
        self._mailer = mailer
        self._values = values
        self._to = to

    async def tell(self, tenant_id: UUID, anchor: SignedAnchor) -> None:
        """Send an anchor. Raises `MailNotSetUp`, and `MailFailed` where it was not taken."""
        server, line = server_of(self._values, tenant_id), line_of(anchor)
        text = MAIL_TEXT.format(
            tenant=tenant_id,
            number=anchor.number,
            day=anchor.day,
            size=anchor.size,
            root=anchor.root,
        )
        mail = Mail(
            to=self._to,
            subject=f"Anchor {anchor.number} of the audit log, {anchor.day}",
            text=text,
            attachments=(
                Attachment(
                    name=f"anchor-{anchor.number:06}.ndjson", subtype="x-ndjson", content=line
                ),
            ),
        )
        message = as_sent(
            mail,
            sender=server.sender,
            sender_name=server.sender_name,
            message_id=UUID(bytes=sha256(line).digest()[:16]),
            at=anchor.at,
        )
        await self._mailer.send(server, message)


def line_of(anchor: SignedAnchor) -> bytes:
    """Return an anchor as a line of JSON, which `chargehouse audit verify` reads."""
    return anchor_line(repository.signed(anchor))


class WitnessService:
    """Tells witnesses of anchors, in their order; what failed is tried again at the next run."""

    def __init__(self, database: Database, witnesses: list[Witness]) -> None:
        self._database = database
        self._witnesses = witnesses

    async def tell(self, tenant_id: UUID) -> None:
        """Tell every witness of the anchors that it was not told of."""
        for witness in self._witnesses:
            try:
                await self._tell(witness, tenant_id)
            except (OSError, httpx.HTTPError, httpx.InvalidURL, ChargehouseError) as error:
                log.warning(
                    "a witness was not told of an anchor",
                    witness=witness.name,
                    error=type(error).__name__,
                )

    async def _tell(self, witness: Witness, tenant_id: UUID) -> None:
        actor = system_actor("job", tenant_id, "audit.witness")
        async with self._database.reading(actor) as connection:
            told = await repository.told(connection, tenant_id)
            after = told[witness.name][0] if witness.name in told else -1
            waiting = await repository.anchors(connection, tenant_id, after=after, limit=AT_ONCE)
        for anchor in waiting:
            await witness.tell(tenant_id, anchor)
            async with self._database.transaction(actor) as work:
                await repository.tell(
                    work.connection, tenant_id, witness.name, anchor.number, work.now()
                )
