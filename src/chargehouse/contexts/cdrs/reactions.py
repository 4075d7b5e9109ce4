"""What is done about what sessions cost when something happened to them."""

from typing import Final

from chargehouse.contexts.cdrs.public import ExpiredReservation
from chargehouse.contexts.cdrs.service import ReservationBilling, SessionFollowing
from chargehouse.contexts.remote.events import PartnerReservationExpired
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


def consumers(following: SessionFollowing, billing: ReservationBilling) -> tuple[Consumer, ...]:
    """Return the listeners that follow sessions to their end, and reservations to theirs."""

    async def react(work: UnitOfWork, event: RecordedEvent) -> None:
        await following.went_on(work, event.aggregate_id)

    async def expired(work: UnitOfWork, event: RecordedEvent) -> None:
        said = event.read(PartnerReservationExpired)
        if said.station_id is None:
            return
        reserved = ExpiredReservation(
            id=event.aggregate_id,
            location_id=said.location_id,
            station_id=said.station_id,
            evse_id=said.evse_id,
            begins=said.held_since,
            ends=said.expired_at,
        )
        await billing.expired(work, reserved)

    return (
        Consumer("cdrs.session_went_on", HEARD, react),
        Consumer("cdrs.reservation_expired", (PartnerReservationExpired.wire_name,), expired),
    )
