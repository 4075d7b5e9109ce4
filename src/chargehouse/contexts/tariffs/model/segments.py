"""A session cut at every change that a tariff can tell: of the clock, energy, power and so on."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from chargehouse.contexts.tariffs.model.clock import MILLION, Struck, strikes
from chargehouse.contexts.tariffs.model.matching import UNKNOWN, Bands, Circumstances
from chargehouse.contexts.tariffs.model.metered import MeterReading

HOUR_US: Final = 3600 * MILLION

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MILLION: Final = Decimal(MILLION)


class UnorderedReadings(ValueError):  # noqa: N818  it is what is so
    """Readings, or the ends of a reservation, are not in the order of their time."""


class Point(NamedTuple):
    """A reading: its instant and the Wh since the start, in millionths; power and current."""

    at_us: int
    uwh: int
    wants_power: bool
    power_w: Decimal | None = None
    current_a: Decimal | None = None


class Range(NamedTuple):
    """The least and the greatest that was measured."""

    least: Decimal
    greatest: Decimal


@dataclass(slots=True)
class Segment:
    """A part of a session in which circumstances stay the same, and what it took and lasted.

    Power and current are there only where the tariff asks for them and they are known.
    """

    begins_us: int
    ends_us: int
    from_uwh: int
    to_uwh: int
    wants_power: bool
    now: Circumstances
    power_w: Range | None = None
    current_a: Range | None = None

    @property
    def lasted_us(self) -> int:
        """How long it is."""
        return self.ends_us - self.begins_us

    @property
    def taken_uwh(self) -> int:
        """How much was charged in it."""
        return self.to_uwh - self.from_uwh


class _Moment(NamedTuple):
    """When the clock strikes what matters, or a duration is reached, and how things stand then."""

    at_us: int
    minute: int
    day: int
    lasted: int


def microseconds(at: datetime) -> int:
    """Return an instant as microseconds since 1970, UTC. Raises `TypeError` without a time zone."""
    return (at - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)
def instant(at_us: int) -> datetime:
    """Return the instant of so many microseconds since 1970, in UTC."""
    return _EPOCH + timedelta(microseconds=at_us)


def points(readings: Iterable[MeterReading]) -> list[Point]:
    """Return readings in millionths, with the energy since the first.

    A register that goes back counts for nothing until it is where it was. Raises
    `UnorderedReadings`.
    """
    found: list[Point] = []
    base: int | None = None
    last_us = highest = 0
    for each in readings:
        at_us, register = microseconds(each.at), int(each.energy_wh * _MILLION)
        if base is None:
            base, last_us = register, at_us
        if at_us < last_us:
            raise UnorderedReadings("Readings are not in the order of their time.")
        last_us, highest = at_us, max(highest, register - base)
        found.append(Point(at_us, highest, each.wants_power, each.power_w, each.current_a))
    return found


def segments(bands: Bands, timezone: str, course: Sequence[Point]) -> list[Segment]:
    """Return the parts of a session or a reservation, in their order; there is at least one.

    What took neither time nor energy is no part, unless there is nothing else.
    Where a reading lies between two others and says what they say, the parts are the same
    without it.
    """
    moments = _moments(bands, timezone, course[0].at_us, course[-1].at_us)
    struck = [moment.at_us for moment in moments]
    found: list[Segment] = []
    held: tuple[int, int, bool, int, int] | None = None
    part = Segment(0, 0, 0, 0, course[0].wants_power, Circumstances(0, 0, 0, 0, 0, 0))
    for point, following in pairwise(course if len(course) > 1 else (*course, *course)):
        power_w = _power(bands, point, following)
        power = _band(bands.power, power_w)
        current = _band(bands.current, point.current_a)
        for at_us, uwh in _cuts(point, following, struck, bands.energy):
            place = bisect_right(struck, at_us) - 1
            energy = bisect_right(bands.energy, uwh)
            holds = place, energy, point.wants_power, power, current
            if holds != held:
                _, minute, day, lasted = moments[place]
                now = Circumstances(minute, day, lasted, energy, power, current)
                part.ends_us, part.to_uwh = at_us, uwh
                part = Segment(at_us, at_us, uwh, uwh, point.wants_power, now)
                found.append(part)
                held = holds
            if power_w is not None:
                part.power_w = _widened(part.power_w, power_w)
            if bands.current and point.current_a is not None:
                part.current_a = _widened(part.current_a, point.current_a)
    part.ends_us, part.to_uwh = course[-1].at_us, course[-1].uwh
    return [each for each in found if each.lasted_us or each.taken_uwh] or found[:1]


def _cuts(
    point: Point, following: Point, struck: Sequence[int], thresholds: Sequence[int]
) -> Sequence[tuple[int, int]]:
    """Return where a reading is, and where to cut before the next one: instants and energies.

    Between two readings energy flows evenly. What is cut by the clock is rounded down to a
    millionth of a Wh; what is cut by energy is exact, and its instant rounded down.
    """
    begins_us, from_uwh = point.at_us, point.uwh
    ends_us, to_uwh = following.at_us, following.uwh
    place, band = bisect_right(struck, begins_us), bisect_right(thresholds, from_uwh)
    cuts = [(begins_us, from_uwh)]
    lasts, takes = ends_us - begins_us, to_uwh - from_uwh
    while True:
        by_clock = place < len(struck) and struck[place] < ends_us
        by_energy = band < len(thresholds) and thresholds[band] < to_uwh
        if not by_clock and not by_energy:
            return cuts
        reached = begins_us + (thresholds[band] - from_uwh) * lasts // takes if by_energy else 0
        if by_clock and not (by_energy and reached < struck[place]):
            flowed = (struck[place] - begins_us) * takes // lasts
            cuts.append((struck[place], from_uwh + flowed))
            place += 1
        else:
            cuts.append((reached, thresholds[band]))
            band += 1


def _moments(bands: Bands, timezone: str, begins_us: int, ends_us: int) -> list[_Moment]:
    """Return the begin, and every instant in which the clock or how long it lasted changes."""
    if bands.minutes:
        shown = strikes(timezone, begins_us, ends_us, bands.minutes)
    else:
        shown = [Struck(begins_us, 0, 0)]
    lasting = [begins_us + lasted for lasted in bands.lasted if lasted < ends_us - begins_us]
    struck = [each.at_us for each in shown]
    found = []
    for at_us in sorted({*struck, *(at_us for at_us in lasting if at_us > begins_us)}):
        _, minute, day = shown[bisect_right(struck, at_us) - 1]
        found.append(_Moment(at_us, minute, day, bisect_right(bands.lasted, at_us - begins_us)))
    return found


def _power(bands: Bands, point: Point, following: Point) -> Decimal | None:
    """Return the power that is held from a reading on, where the tariff asks for it."""
    if not bands.power or point.power_w is not None:
        return point.power_w if bands.power else None
    lasts = following.at_us - point.at_us
    return Decimal((following.uwh - point.uwh) * 3600) / lasts if lasts else None


def _band(bounds: Sequence[Decimal], measured: Decimal | None) -> int:
    if not bounds:
        return 0
    return UNKNOWN if measured is None else bisect_right(bounds, measured)


def _widened(range_: Range | None, measured: Decimal) -> Range:
    if range_ is None:
        return Range(measured, measured)
    if range_.least <= measured <= range_.greatest:
        return range_
    return Range(min(range_.least, measured), max(range_.greatest, measured))
