"""Which elements of a tariff are active: their restrictions, made ready to be asked often.

Whatever an element can depend on is cut into bands by the bounds that any element of the tariff
names. Within a band nothing changes, and to match is to compare whole numbers.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from chargehouse.contexts.tariffs.model.clock import DAY_MINUTES, MILLION
from chargehouse.contexts.tariffs.model.tariff import (
    Dimension,
    PriceComponent,
    Restrictions,
    Tariff,
    TariffElement,
)
from chargehouse.contexts.tariffs.model.wording import NAMES, in_words
from chargehouse.kernel.weekly_hours import Clock

UNKNOWN: Final = -1
"""The band of what nobody measured; no restriction on it matches."""

THOUSAND_MILLIONS: Final = 1000 * MILLION
_DIMENSIONS: Final[tuple[Dimension, ...]] = ("flat", "energy", "time", "parking_time")
_EPOCH: Final = date(1970, 1, 1).toordinal()
_EVERY_DAY: Final = frozenset(range(1, 8))

_Pair = tuple[Decimal | int | None, Decimal | int | None]


class Circumstances(NamedTuple):
    """How things stand: what the clock shows, and the bands of everything else."""

    minute: int
    day: int
    lasted: int
    energy: int
    power: int
    current: int


class Chosen(NamedTuple):
    """A component that prices, its element's place in the tariff, from 1, and why it is that one.

    The elements passed over price the same dimension and stand before it, so did not match.
    """

    element: int
    component: PriceComponent
    passed_over: tuple[int, ...]
    why: str


class Bands(NamedTuple):
    """The bounds that any element names, in order: millionths of s and Wh, W, A.

    `minutes` of the day are those at which an element may begin or end to be active.
    """

    minutes: tuple[int, ...]
    lasted: tuple[int, ...]
    energy: tuple[int, ...]
    power: tuple[Decimal, ...]
    current: tuple[Decimal, ...]


class _Bound(NamedTuple):
    """From the least band in which something matches to the first in which it no longer does."""

    least: int
    below: int | None

    def holds(self, band: int) -> bool:
        """Tell whether a band is within."""
        return band >= self.least and (self.below is None or band < self.below)


class _Condition(NamedTuple):
    """An element's restrictions in bands; a bound that is none holds in any."""

    from_minute: int
    to_minute: int
    from_day: int | None
    to_day: int | None
    weekdays: frozenset[int]
    lasted: _Bound | None
    energy: _Bound | None
    power: _Bound | None
    current: _Bound | None

    def holds(self, now: Circumstances) -> bool:
        """Tell whether everything holds."""
        return (
            (self.lasted is None or self.lasted.holds(now.lasted))
            and (self.energy is None or self.energy.holds(now.energy))
            and (self.power is None or self.power.holds(now.power))
            and (self.current is None or self.current.holds(now.current))
            and self._holds_by_the_clock(now)
        )

    def _holds_by_the_clock(self, now: Circumstances) -> bool:
        if self.from_minute < self.to_minute:
            within = self.from_minute <= now.minute < self.to_minute
        else:
            within = now.minute >= self.from_minute or now.minute < self.to_minute
        return (
            within
            and (self.from_day is None or now.day >= self.from_day)
            and (self.to_day is None or now.day < self.to_day)
            and (now.day + 3) % 7 + 1 in self.weekdays
        )


class Elements:
    """The elements of a tariff that can be active in one kind of use: in a session, say."""

    def __init__(self, elements: Iterable[tuple[int, TariffElement]]) -> None:
        self._elements = tuple(elements)
        said = [element.restrictions for _, element in self._elements]
        self.bands = Bands(
            minutes=tuple(sorted({minute for each in said for minute in _minutes(each)})),
            lasted=_whole(said, lambda r: (r.min_duration, r.max_duration), MILLION),
            energy=_whole(said, lambda r: (r.min_kwh, r.max_kwh), THOUSAND_MILLIONS),
            power=_bounds(said, lambda r: (r.min_power, r.max_power), 1000),
            current=_bounds(said, lambda r: (r.min_current, r.max_current), 1),
        )
        self._pricing = {dimension: tuple(self._that_price(dimension)) for dimension in _DIMENSIONS}

    def chosen(self, dimension: Dimension, now: Circumstances) -> Chosen | None:
        """Return the component of the first element that matches and prices a dimension."""
        for condition, chosen in self._pricing[dimension]:
            if condition.holds(now):
                return chosen
        return None

    def _that_price(self, dimension: Dimension) -> Iterator[tuple[_Condition, Chosen]]:
        passed_over: tuple[int, ...] = ()
        for place, element in self._elements:
            for component in element.components:
                if component.dimension == dimension:
                    why = (
                        f"Element {place} is the first that prices {NAMES[dimension]}"
                        f" and matches: {in_words(element.restrictions)}."
                    )
                    chosen = Chosen(place, component, passed_over, why)
                    yield self._condition(element.restrictions), chosen
                    passed_over = (*passed_over, place)
                    break

    def _condition(self, said: Restrictions) -> _Condition:
        bands = self.bands
        return _Condition(
            from_minute=_minute(said.start_time),
            to_minute=_minute(said.end_time) or DAY_MINUTES,
            from_day=_day(said.start_date),
            to_day=_day(said.end_date),
            weekdays=frozenset(said.day_of_week) or _EVERY_DAY,
            lasted=_bound(bands.lasted, (said.min_duration, said.max_duration), MILLION),
            energy=_bound(bands.energy, (said.min_kwh, said.max_kwh), THOUSAND_MILLIONS),
            power=_bound(bands.power, (said.min_power, said.max_power), 1000),
            current=_bound(bands.current, (said.min_current, said.max_current), 1),
        )


@lru_cache(maxsize=512)
def of_session(tariff: Tariff) -> Elements:
    """Return the elements that price a session."""
    return Elements(
        (place, element)
        for place, element in enumerate(tariff.elements, 1)
        if element.restrictions.reservation is None
    )


@lru_cache(maxsize=512)
def of_reservation(tariff: Tariff, *, expired: bool) -> Elements:
    """Return the elements that price a reservation.

    Of one that expired, those for that case come first, whatever their place: in each dimension
    that they price they stand instead of the others.
    """
    kinds = ("reservation_expires", "reservation") if expired else ("reservation",)
    return Elements(
        (place, element)
        for kind in kinds
        for place, element in enumerate(tariff.elements, 1)
        if element.restrictions.reservation == kind
    )


def _minutes(said: Restrictions) -> Iterator[int]:
    """Yield when an element may begin or end to be active: at its times, or at midnight."""
    if said.start_time or said.end_time:
        yield _minute(said.start_time)
        yield _minute(said.end_time)
    if said.start_date or said.end_date or said.day_of_week:
        yield 0


def _minute(said: Clock | None) -> int:
    return 0 if said is None else int(said[:2]) * 60 + int(said[3:])


def _day(said: date | None) -> int | None:
    return None if said is None else said.toordinal() - _EPOCH


def _bounds(
    said: Sequence[Restrictions], pair: Callable[[Restrictions], _Pair], scale: int
) -> tuple[Decimal, ...]:
    named = {bound for each in said for bound in pair(each) if bound is not None}
    return tuple(sorted(Decimal(bound) * scale for bound in named))


def _whole(
    said: Sequence[Restrictions], pair: Callable[[Restrictions], _Pair], scale: int
) -> tuple[int, ...]:
    return tuple(int(bound) for bound in _bounds(said, pair, scale))


def _bound(bounds: Sequence[Decimal] | Sequence[int], pair: _Pair, scale: int) -> _Bound | None:
    least, below = pair
    if least is None and below is None:
        return None
    return _Bound(
        0 if least is None else bisect_right(bounds, least * scale),
        None if below is None else bisect_right(bounds, below * scale),
    )
