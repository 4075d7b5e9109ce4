"""What was metered of a session: the only thing besides the tariff that its price depends on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct

from chargehouse.contexts.tariffs.model.tariff import Instant


class MeterReading(Struct, frozen=True, gc=False):
    """A meter's register at an instant, and how things stand from then until the next reading.

    `energy_wh` is the register, or what was charged so far: differences count. A vehicle that
    does not ask for power parks; one that is held back by smart charging does ask. Where power is
    not said, it is what the registers make it on average until the next reading; a current that
    is not said is unknown, and no restriction on current matches.
    """

    at: Instant
    energy_wh: Decimal
    wants_power: bool = True
    power_w: Decimal | None = None
    current_a: Decimal | None = None


class Reservation(Struct, frozen=True):
    """A reservation from when it was made until charging began, or it ended otherwise."""

    begins: Instant
    ends: Instant
    expired: bool = False


class MeteredSession(Struct, frozen=True, kw_only=True):
    """A session, or what there is of it so far, with its location's time zone (an IANA name).

    The first reading is its start, the last its end or now. Without readings there was only a
    reservation.
    """

    timezone: str
    readings: tuple[MeterReading, ...] = ()
    reserved: Reservation | None = None


class MeteredPeriod(Struct, frozen=True, kw_only=True):
    """A charging period as a CDR has it: it ends where the next one begins.

    In a period with both, the vehicle parks after it has charged.
    """

    begins: datetime
    energy_kwh: Decimal = Decimal(0)
    charging_h: Decimal = Decimal(0)
    parking_h: Decimal = Decimal(0)
    power_kw: Decimal | None = None
    current_a: Decimal | None = None


def readings_of(periods: Sequence[MeteredPeriod], ends: datetime) -> tuple[MeterReading, ...]:
    """Return what a meter would have said at the begin of each period, and at the end."""
    readings: list[MeterReading] = []
    wh = Decimal(0)
    limits = [*(period.begins for period in periods[1:]), ends]
    for period, until in zip(periods, limits, strict=True):
        power_w = None if period.power_kw is None else period.power_kw * 1000
        parks_from = period.begins
        if period.charging_h or not period.parking_h:
            readings.append(_reading(period.begins, wh, power_w, period.current_a))
            parks_from = min(until, period.begins + _hours(period.charging_h))
        wh += period.energy_kwh * 1000
        if period.parking_h:
            readings.append(_reading(parks_from, wh, power_w, period.current_a, parks=True))
    return (*readings, MeterReading(ends, wh))


def _reading(
    at: datetime,
    wh: Decimal,
    power_w: Decimal | None,
    current_a: Decimal | None,
    *,
    parks: bool = False,
) -> MeterReading:
    return MeterReading(at, wh, wants_power=not parks, power_w=power_w, current_a=current_a)


def _hours(hours: Decimal) -> timedelta:
    return timedelta(microseconds=int(hours * 3_600_000_000))
