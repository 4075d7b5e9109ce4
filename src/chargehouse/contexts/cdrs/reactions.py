"""What is done about what sessions cost when something happened to them."""

from typing import Final

from chargehouse.contexts.cdrs.service import SessionFollowing
from chargehouse.contexts.sessions.events import (
    SessionChargingStateChanged,
    SessionRepaired,
    SessionSettled,
    SessionStarted,
    SessionTerminated,
)
from chargehouse.platform.outbox.consumers import Consumer
from chargehouse.platform.outbox.recorded import RecordedEvent
from chargehouse.platform.postgres.database import UnitOfWork

HEARD: Final = (
    SessionStarted.wire_name,
    SessionChargingStateChanged.wire_name,
    SessionTerminated.wire_name,
    SessionSettled.wire_name,
    SessionRepaired.wire_name,
)


def consumers(following: SessionFollowing) -> tuple[Consumer, ...]:
    """Return the listener that follows sessions to their end."""

    async def react(work: UnitOfWork, event: RecordedEvent) -> None:
        await following.went_on(work, event.aggregate_id)

    return (Consumer("cdrs.session_went_on", HEARD, react),)
