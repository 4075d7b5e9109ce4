"""A session's charging periods, as a CDR has them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

from chargehouse.contexts.tariffs.model.amounts import DIGITS
from chargehouse.contexts.tariffs.model.breakdown import ChargingPeriod
from chargehouse.contexts.tariffs.model.matching import THOUSAND_MILLIONS, Chosen
from chargehouse.contexts.tariffs.model.runs import Choices
from chargehouse.contexts.tariffs.model.segments import HOUR_US, Range, Segment, instant
from chargehouse.kernel.money import rounded

Use = Literal["charging", "parking", "reservation"]

_PRECISION: Final = 10**DIGITS
_NONE: Final = rounded(Decimal(0), DIGITS)


class Stretch(Struct, gc=False):
    """Parts that follow one another, of one use, in which the same components are active."""

    use: Use
    by_energy: Chosen | None
    by_time: Chosen | None
    begins_us: int
    ends_us: int
    uwh: int
    power_w: Range | None
    current_a: Range | None


class Volume:
    """Rounds a sum that grows to four decimals, so that what it grew by adds up to what it is."""

    def __init__(self, per: int) -> None:
        self._per = per
        self._sum = self._rounded = 0

    @property
    def total(self) -> Decimal:
        """Return the sum, rounded."""
        return _decimal(self._rounded)

    def more(self, millionths: int) -> Decimal:
        """Add to the sum, and return by how much it is more now, rounded."""
        before = self._rounded
        self._sum += millionths
        self._rounded = (self._sum * 2 * _PRECISION + self._per) // (2 * self._per)
        return _decimal(self._rounded - before)


class Volumes:
    """What was charged (kWh), and how long a vehicle charged, parked and was waited for (h)."""

    def __init__(self) -> None:
        self.energy = Volume(THOUSAND_MILLIONS)
        self.of_use: dict[Use, Volume] = {
            "charging": Volume(HOUR_US),
            "parking": Volume(HOUR_US),
            "reservation": Volume(HOUR_US),
        }

    def period(self, stretch: Stretch) -> ChargingPeriod:
        """Add a stretch, and return it as a charging period."""
        lasted = self.of_use[stretch.use].more(stretch.ends_us - stretch.begins_us)
        least_kw, greatest_kw = _shown(stretch.power_w, 1000)
        least_a, greatest_a = _shown(stretch.current_a, 1)
        return ChargingPeriod(
            begins=instant(stretch.begins_us),
            ends=instant(stretch.ends_us),
            energy_kwh=self.energy.more(stretch.uwh),
            charging_h=lasted if stretch.use == "charging" else _NONE,
            parking_h=lasted if stretch.use == "parking" else _NONE,
            reservation_h=lasted if stretch.use == "reservation" else _NONE,
            min_power_kw=least_kw,
            max_power_kw=greatest_kw,
            min_current_a=least_a,
            max_current_a=greatest_a,
        )


def stretches(parts: Sequence[Segment], choices: Choices, *, reserved: bool) -> list[Stretch]:
    """Return parts joined wherever the same components are active."""
    found: list[Stretch] = []
    for part in parts:
        active = choices.at(part.now)
        use: Use = "reservation" if reserved else "charging" if part.wants_power else "parking"
        by_time = active.parking_time if use == "parking" else active.time
        if found and (found[-1].use, found[-1].by_energy, found[-1].by_time) == (
            use,
            active.energy,
            by_time,
        ):
            _lengthen(found[-1], part)
        else:
            found.append(_begun(part, use, active.energy, by_time))
    return found


def _begun(part: Segment, use: Use, by_energy: Chosen | None, by_time: Chosen | None) -> Stretch:
    return Stretch(
        use,
        by_energy,
        by_time,
        part.begins_us,
        part.ends_us,
        part.taken_uwh,
        part.power_w,
        part.current_a,
    )


def _lengthen(stretch: Stretch, part: Segment) -> None:
    stretch.ends_us = part.ends_us
    stretch.uwh += part.taken_uwh
    stretch.power_w = _joined((stretch.power_w, part.power_w))
    stretch.current_a = _joined((stretch.current_a, part.current_a))


def _joined(ranges: Iterable[Range | None]) -> Range | None:
    known = [range_ for range_ in ranges if range_ is not None]
    if not known:
        return None
    return Range(min(range_.least for range_ in known), max(range_.greatest for range_ in known))


def _shown(range_: Range | None, per: int) -> tuple[Decimal | None, Decimal | None]:
    if range_ is None:
        return None, None
    least = _in_units(range_.least, per)
    if range_.greatest is range_.least:
        return least, least
    return least, _in_units(range_.greatest, per)


@lru_cache(maxsize=1024)
def _in_units(measured: Decimal, per: int) -> Decimal:
    return rounded(measured / per, DIGITS)


@lru_cache(maxsize=1024)
def _decimal(parts: int) -> Decimal:
    return Decimal(parts).scaleb(-DIGITS)
