"""Sessions that do not end by themselves, and those that are in doubt."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chargehouse.contexts.sessions.errors import NothingToRepair, SessionNotFound
from chargehouse.contexts.sessions.model import Doubted, Repaired, Session, apply
from chargehouse.contexts.sessions.public import SESSIONS_REPAIR, Fact
from chargehouse.contexts.sessions.repository import reading, repairing
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.reach import Place
from chargehouse.platform.postgres.database import Database, UnitOfWork


class SessionRepairs:
    """Closes and settles, always by somebody and for a reason.

    To make a charger stop, send it a command (stations); this changes only what we hold.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def repair(
        self,
        actor: Actor,
        session_id: UUID,
        *,
        reason: str,
        ended_at: datetime | None = None,
        meter_stop_wh: int | None = None,
    ) -> Session:
        """Close a live session, or settle what is in doubt about an ended one.

        `ended_at` is by default when the session was last heard of; `meter_stop_wh` gives the
        energy where no better figure is known. Raises `SessionNotFound`, `NothingToRepair`, and
        `Invalid` for an end before the start or in the future, or a stop below the start.
        """
        actor.require_somewhere(SESSIONS_REPAIR)
        now = self._clock.now()
        async with self._database.transaction(actor) as work:
            session = await _locked(work, session_id)
            actor.require(SESSIONS_REPAIR, at=Place(session.location_id))
            record = session.record
            if session.is_over:
                if record.problem is None or record.resolved_at is not None:
                    raise NothingToRepair("Nothing about this session waits to be settled.")
                ended_at = None
            else:
                ended_at = ended_at or max(record.last_fact_at, record.started_at)
                _require(record.started_at <= ended_at <= now, "ended_at", "start to now")
            if meter_stop_wh is not None:
                low = record.meter_start_wh or 0
                _require(meter_stop_wh >= low, "meter_stop_wh", f"{low} or more")
            fact = Repaired(
                station_id=session.station_id,
                location_id=session.location_id,
                protocol=session.protocol,
                received_at=now,
                operator=f"{actor.kind}:{actor.name}",
                reason=reason,
                settles=record.problem,
                ended_at=ended_at,
                meter_stop_wh=meter_stop_wh,
            )
            return await _apply(work, session, fact)

    async def doubt(self, actor: Actor, session_ids: Sequence[UUID], doubt: str) -> int:
        """Put live sessions up for repair; return how many were not so already."""
        actor.require(SESSIONS_REPAIR)
        count = 0
        for session_id in session_ids:
            async with self._database.transaction(actor) as work:
                session = await _locked(work, session_id)
                if session.is_over or session.record.problem is not None:
                    continue
                fact = Doubted(
                    station_id=session.station_id,
                    location_id=session.location_id,
                    protocol=session.protocol,
                    received_at=self._clock.now(),
                    doubt=doubt,
                )
                await _apply(work, session, fact)
                count += 1
        return count


async def _locked(work: UnitOfWork, session_id: UUID) -> Session:
    row = await reading.session_row(work.connection, work.tenant_id, session_id, lock=True)
    if row is None:
        raise SessionNotFound("There is no such session.")
    return repairing.session_of(row)


async def _apply(work: UnitOfWork, session: Session, fact: Fact) -> Session:
    change = apply(session, fact)
    await repairing.save(work.connection, work.tenant_id, change.session)
    if change.event is not None:
        work.record(change.event)
    return change.session


def _require(fine: bool, field: str, allowed: str) -> None:  # noqa: FBT001  the condition itself
    if not fine:
        raise Invalid(
            f"The field {field} must be {allowed}.",
            {"errors": [{"field": field, "message": f"must be {allowed}"}]},
        )
