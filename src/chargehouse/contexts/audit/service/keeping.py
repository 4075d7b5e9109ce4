"""What may be taken from the log, and only so: old bodies by retention, personal fields."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.audit.errors import FieldsUnknown
from chargehouse.contexts.audit.events import (
    EntriesRetained,
    ErasedField,
    PersonalFieldsScrubbed,
)
from chargehouse.contexts.audit.public import AUDIT_ERASE
from chargehouse.contexts.audit.repository import reading, writing
from chargehouse.contexts.audit.service.log import AuditLog
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.platform.postgres.database import Database

FIELDS_AN_ENTRY: Final = 1000
EMPTIED_AT_ONCE: Final = 10_000


class ErasureService:
    """Erases personal fields; the log goes on to verify, for an entry names what is gone."""

    def __init__(self, database: Database, log: AuditLog) -> None:
        self._database = database
        self._log = log

    async def personal_fields(self, actor: Actor, ids: Iterable[UUID]) -> list[ErasedField]:
        """Return what is personal, and still there, in entries by or about these ids."""
        actor.require(AUDIT_ERASE)
        async with self._database.reading(actor) as connection:
            return await reading.personal_about(connection, actor.tenant_id, list(ids))

    async def erase(self, actor: Actor, fields: Iterable[ErasedField], *, request_id: UUID) -> int:
        """Erase fields for a request; return how many were still there.

        Those that are gone already are passed over, so that this may be repeated. Raises
        `FieldsUnknown` for entries that are not in the log.
        """
        actor.require(AUDIT_ERASE)
        erased = 0
        asked = sorted(set(fields), key=lambda each: (each.index, each.field))
        for at in range(0, len(asked), FIELDS_AN_ENTRY):
            erased += await self._erase(actor, asked[at : at + FIELDS_AN_ENTRY], request_id)
        return erased

    async def _erase(self, actor: Actor, fields: Sequence[ErasedField], request_id: UUID) -> int:
        async with self._database.transaction(actor) as work:
            state = await writing.lock(work.connection, work.tenant_id)
            if any(not 0 <= each.index < state.frontier.size for each in fields):
                raise FieldsUnknown("Some of these entries are not in the log.")
            there = await reading.still_there(work.connection, work.tenant_id, fields)
            if not there:
                return 0
            event = PersonalFieldsScrubbed(
                aggregate_id=request_id, fields=[each for each in fields if each in there]
            )
            entry = await self._log.append_own(work, state, event)
            return await writing.erase(work.connection, work.tenant_id, entry)


class RetentionService:
    """Empties entries whose time has come; their hashes stay, so that proofs go on to hold."""

    def __init__(self, database: Database, log: AuditLog, *, days: int) -> None:
        self._database = database
        self._log = log
        self._days = days

    async def retain(self, tenant_id: UUID) -> int:
        """Empty what is older than the log is kept; return how many entries were emptied.

        The entry that says so comes first, and what it says is then done in steps: a run that
        was broken off is finished by the next one.
        """
        actor = system_actor("job", tenant_id, "audit.retain")
        async with self._database.transaction(actor) as work:
            state = await writing.lock(work.connection, tenant_id)
            since = work.now() - timedelta(days=self._days)
            first = await reading.first_since(work.connection, tenant_id, state.first_kept, since)
            first_kept = state.frontier.size if first is None else first
            if first_kept <= state.first_kept:
                return 0
            event = EntriesRetained(aggregate_id=tenant_id, first_kept=first_kept, kept_since=since)
            entry = await self._log.append_own(work, state, event)
        return await self._empty(actor, entry, state.first_kept, first_kept)

    async def _empty(self, actor: Actor, entry: int, first: int, first_kept: int) -> int:
        at = first
        while at < first_kept:
            async with self._database.transaction(actor) as work:
                at = await writing.retain(
                    work.connection,
                    actor.tenant_id,
                    entry,
                    from_index=at,
                    many=EMPTIED_AT_ONCE,
                )
                await writing.note(work.connection, actor.tenant_id, first_kept=at)
        return at - first
