"""What happens to sessions."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Event


class SessionEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What every event of a session tells."""

    wire_name: ClassVar[str] = "session"

    location_id: UUID
    evse_id: int | None = None
    connector_id: int | None = None
    transaction_id: str | None = None
    status: str
    charging_state: str | None = None
    started_at: datetime
    ended_at: datetime | None = None
    energy_wh: int | None = None
    energy_rule: str | None = None
    power_w: int | None = None
    soc_percent: Decimal | None = None
    masked_identifier: str | None = None
    vehicle_id: UUID | None = None
    attempt_id: UUID | None = None
    decision_id: UUID | None = None
    stop_reason: str | None = None
    offline: bool = False
    flags: tuple[str, ...] = ()
    problem: str | None = None
    resolution: str | None = None


class SessionStarted(SessionEvent, frozen=True, kw_only=True):
    """A session was opened, by its start or by whatever of it came first."""

    wire_name: ClassVar[str] = "session.started"


class SessionChargingStateChanged(SessionEvent, frozen=True, kw_only=True):
    """Charging began, was suspended or went on."""

    wire_name: ClassVar[str] = "session.charging_state_changed"
    audited: ClassVar[bool] = False


class SessionProgressed(SessionEvent, frozen=True, kw_only=True):
    """Energy, power or state of charge moved; told at most every 10 s of a session."""

    wire_name: ClassVar[str] = "session.progressed"
    audited: ClassVar[bool] = False


class SessionTerminated(SessionEvent, frozen=True, kw_only=True):
    """A session ended; `problem` says what is in doubt about it, if anything."""

    wire_name: ClassVar[str] = "session.terminated"


class SessionNeedsRepair(SessionEvent, frozen=True, kw_only=True):
    """Something about a session is in doubt and waits for an operator."""

    wire_name: ClassVar[str] = "session.needs_repair"


class SessionSettled(SessionEvent, frozen=True, kw_only=True):
    """What was in doubt about an ended session was told by its station after all."""

    wire_name: ClassVar[str] = "session.settled"


class SessionRepaired(SessionEvent, frozen=True, kw_only=True):
    """An operator closed a session or settled a doubt."""

    wire_name: ClassVar[str] = "session.repaired"
    personal: ClassVar[frozenset[str]] = frozenset({"resolution"})
