"""One EVSE: its cable, its car, its transaction, and the state that follows from them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from chargehouse.kernel.clock import Timer
from chargehouse.simulator.power import Car, Meter, Reading
from chargehouse.simulator.profile import Outlet

State = Literal[
    "available",
    "preparing",
    "charging",
    "suspended_ev",
    "suspended_evse",
    "finishing",
    "reserved",
    "unavailable",
    "faulted",
]

StopReason = Literal[
    "local",
    "remote",
    "unplugged",
    "deauthorised",
    "soft_reset",
    "hard_reset",
    "power_loss",
    "unlocked",
    "fault",
]

MIN_CHARGING_W = 1_000


@dataclass(frozen=True, slots=True)
class Token:
    """What a driver presents; `kind` is the id token type of OCPP 2.x."""

    value: str
    kind: str = "ISO14443"


@dataclass(slots=True)
class Transaction:
    """A charge from its start to its end.

    `local_id` is the charger's own (and the wire's in 2.x), `remote_id` what the other side
    answered in 1.6; `parent` is the group that the identifier belongs to.
    """

    local_id: str
    token: Token
    started_at: datetime
    meter_start_wh: int
    remote_start_id: int | None = None
    remote_id: int | None = None
    reservation_id: int | None = None
    authorised: bool = True
    next_seq_no: int = 0


@dataclass(slots=True)
class Waiting:
    """Somebody who may charge as soon as the cable is in."""

    token: Token
    remote_start_id: int | None
    timer: Timer


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in the protocol's word (1.6 `errorCode`) and the maker's own."""

    error_code: str
    vendor_code: str = ""
    info: str = ""


@dataclass(frozen=True, slots=True)
class Reservation:
    """An EVSE kept for one identifier."""

    id: int
    token: str
    until: datetime


@dataclass(slots=True)
class Evse:
    """The state of one EVSE."""

    id: int
    outlet: Outlet
    meter: Meter = field(init=False)
    car: Car | None = None
    transaction: Transaction | None = None
    waiting: Waiting | None = None
    fault: Fault | None = None
    reservation: Reservation | None = None
    operative: bool = True
    was_charged: bool = False
    limit_w: int | None = None
    metered_at_s: float = 0.0

    def __post_init__(self) -> None:
        self.meter = Meter(self.outlet.phases)

    @property
    def plugged(self) -> bool:
        """Whether a car is connected."""
        return self.car is not None

    @property
    def offered_w(self) -> int:
        """The power that a car may take now."""
        limit_w = self.outlet.max_power_w if self.limit_w is None else self.limit_w
        return min(limit_w, self.outlet.max_power_w)

    @property
    def energised(self) -> bool:
        """Whether a car may draw power now."""
        return self.plugged and self.transaction is not None and self.transaction.authorised

    @property
    def state(self) -> State:
        """The state that a charger would show."""
        if self.fault is not None:
            return "faulted"
        if self.transaction is not None:
            return self._transaction_state(self.transaction)
        if not self.operative:
            return "unavailable"
        if self.plugged:
            return "finishing" if self.was_charged else "preparing"
        if self.waiting is not None:
            return "preparing"
        return "available" if self.reservation is None else "reserved"

    def _transaction_state(self, transaction: Transaction) -> State:
        if not transaction.authorised or self.car is None:
            return "preparing"
        if self.offered_w < MIN_CHARGING_W:
            return "suspended_evse"
        return "suspended_ev" if self.car.draws_w(1000, 1, 60) == 0 else "charging"

    def meter_until(self, now_s: float, time_scale: float) -> None:
        """Bring the meter up to `now_s`, as if `time_scale` times as much time had passed."""
        elapsed_ms = int((now_s - self.metered_at_s) * time_scale * 1000)
        self.metered_at_s = now_s
        if self.car is None or not self.energised or self.offered_w < MIN_CHARGING_W:
            self.meter.rest()
        else:
            self.meter.advance(self.car, self.offered_w, elapsed_ms)

    def reading(self, sag_volts: int) -> Reading:
        """Return what the meter shows."""
        return self.meter.reading(self.car, sag_volts)
