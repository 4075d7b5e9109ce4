"""Sessions and CDRs of a partner's drivers, said in the version that it changed to."""

from typing import Final
from uuid import UUID

import structlog

from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.repository import publications
from chargehouse.contexts.publishing.service.cdr_telling import CDRS, CdrTelling
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.publishing.service.session_telling import SessionTelling
from chargehouse.contexts.roaming.public import PartnerLine
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.jobs.queue import Job, Jobs
from chargehouse.platform.postgres.database import Database, UnitOfWork

REWORD: Final = "publishing.reword"
AT_ONCE: Final = 100

log = structlog.get_logger(__name__)


class Rewording:
    """Keeps what a partner alone is told in the version that it speaks: 2.1.1 says less.

    What was told stays as old as it was, and is not sent again; what the version cannot say stays
    in the one it was told in.
    """

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        book: PublicationBook,
        *,
        line: PartnerLine,
        sessions: SessionTelling,
        cdrs: CdrTelling,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._book = book
        self._line = line
        self._sessions = sessions
        self._cdrs = cdrs
        jobs.register(REWORD, self._do)

    async def met(self, work: UnitOfWork, partner_id: UUID) -> None:
        """Have what a partner is told looked at: it may speak another version now."""
        await self._jobs.enqueue(work, REWORD, partner_id)

    async def reword(self, actor: Actor, partner_id: UUID) -> int:
        """Say in the partner's version what is kept in another; return how much was."""
        partner = await self._line.partner(actor, partner_id)
        if partner is None:
            return 0
        count, after = 0, None
        while found := await self._page(actor, partner_id, partner.version, after):
            for each in found:
                count += await self._one(actor, each, partner.version)
            after = found[-1].id
        return count

    async def _page(
        self, actor: Actor, partner_id: UUID, version: VersionName, after: UUID | None
    ) -> list[Publication]:
        async with self._database.reading(actor) as connection:
            return await publications.in_other_versions(
                connection, actor.tenant_id, partner_id, version, after=after, limit=AT_ONCE
            )

    async def _one(self, actor: Actor, held: Publication, version: VersionName) -> bool:
        telling = self._cdrs if held.module == CDRS else self._sessions
        try:
            async with self._database.transaction(actor) as work:
                document = await telling.in_version(work, held.subject_id, version)
                if document is not None:
                    await self._book.reword(work, held, document, version)
        except (NotSayable, InvalidParameters) as error:
            log.info("not said in another version", module=held.module, reason=error.message)
            return False
        return document is not None

    async def _do(self, job: Job) -> None:
        await self.reword(system_actor("job", job.tenant_id, REWORD), job.read(UUID))
