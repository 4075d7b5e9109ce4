"""A session cut at every change that a tariff can tell: of the clock, energy, power and so on."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from msgspec import Struct

from chargehouse.contexts.tariffs.model.clock import MILLION, Struck, strikes
from chargehouse.contexts.tariffs.model.matching import UNKNOWN, Bands, Circumstances
from chargehouse.contexts.tariffs.model.metered import MeterReading

HOUR_US: Final = 3600 * MILLION

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MILLION: Final = Decimal(MILLION)
_NEVER: Final = 1 << 80
"""Later than any instant, and more than any energy."""


class UnorderedReadings(ValueError):  # noqa: N818  it is what is so
    """Readings, or the ends of a reservation, are not in the order of their time."""


Point = tuple[int, int, bool, Decimal | None, Decimal | None]
"""A reading: its instant and the Wh since the start, in millionths; whether the vehicle wants
power, and what power (W) and current (A) were said.
"""


class Range(Struct, frozen=True, gc=False):
    """The least and the greatest that was measured."""

    least: Decimal
    greatest: Decimal


class Segment(Struct, gc=False):
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
        at_us, register = (each.at - _EPOCH) // _MICROSECOND, int(each.energy_wh * _MILLION)
        if base is None:
            base, last_us = register, at_us
        if at_us < last_us:
            raise UnorderedReadings("Readings are not in the order of their time.")
        last_us = at_us
        highest = max(highest, register - base)
        found.append((at_us, highest, each.wants_power, each.power_w, each.current_a))
    return found


def segments(bands: Bands, timezone: str, course: Sequence[Point]) -> list[Segment]:
    """Return the parts of a session or a reservation, in their order; there is at least one.

    What took neither time nor energy is no part, unless there is nothing else.
    Where a reading lies between two others and says what they say, the parts are the same
    without it.
    """
    parts = _Parts(bands, _moments(bands, timezone, course[0][0], course[-1][0]))
    powers, currents = bands.power, bands.current
    for point, following in pairwise(course if len(course) > 1 else (*course, *course)):
        power_w = current_a = None
        power = current = 0
        if powers:
            power_w = _average_w(point, following) if point[3] is None else point[3]
            power = UNKNOWN if power_w is None else bisect_right(powers, power_w)
        if currents:
            current_a = point[4]
            current = UNKNOWN if current_a is None else bisect_right(currents, current_a)
        at_us, uwh = point[:2]
        while True:
            part = parts.at(at_us, uwh, point[2], power, current)
            if power_w is not None:
                part.power_w = _widened(part.power_w, power_w)
            if current_a is not None:
                part.current_a = _widened(part.current_a, current_a)
            if following[0] <= parts.strike_us and following[1] <= parts.threshold:
                break
            at_us, uwh = _cut(point, following, parts.strike_us, parts.threshold)
    return parts.until(course[-1])


class _Parts:
    """Begins another part wherever circumstances are others, and goes on with the last elsewhere.

    `strike_us` and `threshold` are what comes next: of the clock, and of the bounds of energy.
    """

    def __init__(self, bands: Bands, moments: Sequence[_Moment]) -> None:
        self._moments = moments
        self._struck = [*(moment.at_us for moment in moments), _NEVER]
        self._thresholds = (*bands.energy, _NEVER)
        self._place = self._band = 0
        self.strike_us, self.threshold = self._struck[0], self._thresholds[0]
        self._found: list[Segment] = []
        self._held: tuple[int, int, bool, int, int] | None = None
        self._known: dict[tuple[int, int, bool, int, int], Circumstances] = {}

    def at(self, at_us: int, uwh: int, wants_power: bool, power: int, current: int) -> Segment:  # noqa: FBT001  as the point has it
        """Return the part in an instant at which so much was charged; it may be a new one."""
        while self.strike_us <= at_us:
            self._place += 1
            self.strike_us = self._struck[self._place]
        while self.threshold <= uwh:
            self._band += 1
            self.threshold = self._thresholds[self._band]
        holds = self._place, self._band, wants_power, power, current
        if holds == self._held:
            return self._found[-1]
        self._held = holds
        now = self._known.get(holds)
        if now is None:
            _, minute, day, lasted = self._moments[self._place - 1]
            now = Circumstances(minute, day, lasted, self._band, power, current)
            self._known[holds] = now
        if self._found:
            self._found[-1].ends_us, self._found[-1].to_uwh = at_us, uwh
        self._found.append(Segment(at_us, at_us, uwh, uwh, wants_power, now))
        return self._found[-1]

    def until(self, last: Point) -> list[Segment]:
        """Return the parts; the last one ends with the last reading."""
        self._found[-1].ends_us, self._found[-1].to_uwh = last[:2]
        return [
            part
            for part in self._found
            if part.ends_us != part.begins_us or part.to_uwh != part.from_uwh
        ] or self._found[:1]


def _cut(point: Point, following: Point, strike_us: int, threshold: int) -> tuple[int, int]:
    """Return where to cut first between two readings: an instant, and the energy in it.

    Between two readings energy flows evenly. What is cut by the clock is rounded down to a
    millionth of a Wh; what is cut by energy is exact, and its instant rounded down.
    """
    begins_us, from_uwh = point[:2]
    lasts, takes = following[0] - begins_us, following[1] - from_uwh
    if threshold < following[1]:
        reached = begins_us + (threshold - from_uwh) * lasts // takes
        if following[0] <= strike_us or reached < strike_us:
            return reached, threshold
    return strike_us, from_uwh + (strike_us - begins_us) * takes // lasts


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


def _average_w(point: Point, following: Point) -> Decimal | None:
    """Return the power between two readings, where it cannot be told otherwise."""
    lasts = following[0] - point[0]
    return Decimal((following[1] - point[1]) * 3600) / lasts if lasts else None


def _widened(range_: Range | None, measured: Decimal) -> Range:
    if range_ is None:
        return Range(measured, measured)
    if range_.least <= measured <= range_.greatest:
        return range_
    return Range(min(range_.least, measured), max(range_.greatest, measured))
