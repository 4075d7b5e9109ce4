"""What waits for each partner, as people see it and set it going."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.publishing.errors import PartnerNotTold, QueueUnknown
from chargehouse.contexts.publishing.events import PushesRetried, ResyncBegun
from chargehouse.contexts.publishing.model.words import details_of, in_words
from chargehouse.contexts.publishing.public import PartnerQueue, Resync, WaitingPush
from chargehouse.contexts.publishing.repository import push_lines
from chargehouse.contexts.publishing.repository.push_lines import Waiting
from chargehouse.contexts.roaming.public import PARTNERS_EDIT, PARTNERS_READ, PartnerLine
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database, UnitOfWork

SHOWN: Final = 10


class QueueService:
    """Shows what waits for a partner, and has it tried or told again."""

    def __init__(self, database: Database, line: PartnerLine) -> None:
        self._database = database
        self._line = line
        self.on_wanted: list[Callable[[], None]] = []

    async def get(self, actor: Actor, partner_id: UUID) -> PartnerQueue:
        """Return what waits for a partner. Raises `QueueUnknown`."""
        actor.require(PARTNERS_READ)
        async with self._database.reading(actor) as connection:
            return await _queue(connection, actor.tenant_id, partner_id)

    async def retry(self, actor: Actor, partner_id: UUID) -> PartnerQueue:
        """Have all that waits tried at once, whatever pause there was. Raises `QueueUnknown`."""
        actor.require(PARTNERS_EDIT)
        async with self._database.transaction(actor) as work:
            await push_lines.try_now(work.connection, work.tenant_id, partner_id, work.now())
            queue = await _queue(work.connection, work.tenant_id, partner_id)
            work.record(PushesRetried(aggregate_id=partner_id, waiting=queue.waiting))
        self._tell()
        return queue

    async def resync(self, actor: Actor, partner_id: UUID) -> PartnerQueue:
        """Have a partner told everything again, behind whatever changes meanwhile.

        One that goes on begins anew. CDRs are told once, and wait until they are. Raises
        `QueueUnknown`, `PartnerNotTold`.
        """
        actor.require(PARTNERS_EDIT)
        async with self._database.transaction(actor) as work:
            line = await push_lines.find(work.connection, work.tenant_id, partner_id)
            if line is not None and not line.open:
                raise PartnerNotTold("Nothing is pushed to a partner that is not registered.")
            await push_lines.begin_resync(work.connection, work.tenant_id, partner_id, work.now())
            queue = await _queue(work.connection, work.tenant_id, partner_id)
            work.record(ResyncBegun(aggregate_id=partner_id))
        self._tell()
        return queue

    async def follow(self, work: UnitOfWork, partner_id: UUID, *, anew: bool) -> None:
        """Push to a partner as it is registered now; may be repeated at will.

        One that registered `anew`, or takes more modules than before, is told everything. Nothing
        is pushed to one that is not registered, and what waits for it is forgotten, but for CDRs.
        """
        connection, tenant_id = work.connection, work.tenant_id
        partner = await self._line.partner(work.actor, partner_id)
        if partner is None:
            await push_lines.close_line(connection, tenant_id, partner_id)
            return
        receives = {module for module, role in partner.modules if role == "RECEIVER"}
        more = await push_lines.open_line(connection, tenant_id, partner_id, receives)
        if more or anew:
            await push_lines.begin_resync(connection, tenant_id, partner_id, work.now())
        self._tell()

    def _tell(self) -> None:
        for tell in self.on_wanted:
            tell()


async def _queue(connection: AsyncConnection, tenant_id: UUID, partner_id: UUID) -> PartnerQueue:
    line = await push_lines.find(connection, tenant_id, partner_id)
    if line is None:
        raise QueueUnknown("There is no such partner, or it never registered.")
    waiting = await push_lines.waiting(connection, tenant_id, partner_id)
    rows = await push_lines.oldest(connection, tenant_id, partner_id, SHOWN)
    return PartnerQueue(
        partner_id=partner_id,
        receives=line.receives,
        waiting=waiting.changes,
        oldest_since=waiting.since,
        next_try_at=line.paused_until or waiting.due_at,
        failing_since=line.failing_since,
        last_pushed_at=line.last_pushed_at,
        last_error=None if line.last_error is None else in_words(line.last_error),
        last_error_details=None if line.last_error is None else details_of(line.last_error),
        last_error_at=line.last_error_at,
        resync=_resync(line, waiting),
        oldest=[
            WaitingPush(
                module=row.module,
                subject_id=row.subject_id,
                since=row.since,
                attempts=row.attempts,
                error=None if row.last_error is None else in_words(row.last_error),
                error_details=None if row.last_error is None else details_of(row.last_error),
                next_try_at=None if row.leased_until is not None else row.due_at,
            )
            for row in rows
        ],
    )


def _resync(line: Row[Any], waiting: Waiting) -> Resync | None:
    if line.resync_at is None:
        return None
    return Resync(
        begun_at=line.resync_at,
        done=line.resync_queued - waiting.resync,
        total=max(line.resync_total, line.resync_queued),
        finished=line.resync_after is None and not waiting.resync,
    )
