"""What happens to commands across platforms."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Event


class PartnerCommandReceived(Event, frozen=True, kw_only=True):
    """A partner asked something of a charger of ours; `response` is what it was told at once."""

    wire_name: ClassVar[str] = "partner_command.received"

    partner_id: UUID
    kind: str
    response: str
    command_id: UUID | None


class PartnerCommandAnswered(Event, frozen=True, kw_only=True):
    """What a partner asked of a charger of ours came to its end, by the charger or without it."""

    wire_name: ClassVar[str] = "partner_command.answered"

    partner_id: UUID
    kind: str
    result: str


class PartnerCommandUntold(Event, frozen=True, kw_only=True):
    """A partner could not be told what came of its command; nothing more is tried."""

    wire_name: ClassVar[str] = "partner_command.untold"

    partner_id: UUID
    kind: str
    result: str
    error: str


class PartnerCommandSent(Event, frozen=True, kw_only=True):
    """We asked something of a partner's charger; `state` is what the partner made of it at once."""

    wire_name: ClassVar[str] = "partner_command.sent"

    partner_id: UUID
    kind: str
    state: str
    response: str | None


class PartnerCommandEnded(Event, frozen=True, kw_only=True):
    """What came of our wish at a partner's charger: its result, or none in time."""

    wire_name: ClassVar[str] = "partner_command.ended"

    partner_id: UUID
    kind: str
    state: str
    result: str | None


class PartnerReservationExpired(Event, frozen=True, kw_only=True):
    """Nobody came for what a partner had reserved; the aggregate is its command to reserve."""

    wire_name: ClassVar[str] = "partner_reservation.expired"

    partner_id: UUID
    location_id: UUID
    evse_id: int
    held_since: datetime
    expired_at: datetime
