"""What access does when something happened elsewhere."""

from uuid import UUID

import msgspec

from chargehouse.contexts.access import repository
from chargehouse.platform.outbox.consumers import Consumer
from chargehouse.platform.outbox.recorded import RecordedEvent
from chargehouse.platform.postgres.database import UnitOfWork


class _SessionFact(msgspec.Struct, frozen=True):
    aggregate_id: UUID
    attempt_id: UUID | None = None
    decision_id: UUID | None = None


async def _session_started(work: UnitOfWork, event: RecordedEvent) -> None:
    """Keep that an attempt became a session."""
    fact = msgspec.json.decode(event.payload, type=_SessionFact)
    if fact.attempt_id is None:
        return
    await repository.add_outcome(
        work.connection,
        work.tenant_id,
        id=event.event_id,
        attempt_id=fact.attempt_id,
        decision_id=fact.decision_id,
        kind="session_started",
        session_id=fact.aggregate_id,
        details=None,
        at=event.occurred_at,
    )


CONSUMERS = (Consumer("access.session_started", ("session.started",), _session_started),)
