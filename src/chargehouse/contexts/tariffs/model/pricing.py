"""The price of a session: one function, for what it costs so far and for what it did cost."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from chargehouse.contexts.tariffs.model.amounts import (
    Amount,
    in_currency,
    taxed,
    to_the_limit,
    total,
)
from chargehouse.contexts.tariffs.model.breakdown import (
    CostBreakdown,
    CostLine,
    Costs,
    Note,
    Occasion,
    Unit,
)
from chargehouse.contexts.tariffs.model.clock import MILLION
from chargehouse.contexts.tariffs.model.matching import (
    THOUSAND_MILLIONS,
    UNKNOWN,
    Elements,
    of_reservation,
    of_session,
)
from chargehouse.contexts.tariffs.model.metered import MeteredSession, Reservation
from chargehouse.contexts.tariffs.model.periods import Volumes, stretches
from chargehouse.contexts.tariffs.model.runs import Choices, Run, runs
from chargehouse.contexts.tariffs.model.segments import (
    HOUR_US,
    Point,
    Segment,
    UnorderedReadings,
    instant,
    microseconds,
    points,
    segments,
)
from chargehouse.contexts.tariffs.model.tariff import Dimension, PriceLimit, Tariff, Tax

RAISED: Final = "Raised to the least that a session costs."
LOWERED: Final = "Lowered to the most that a session costs."
_PER: Final[dict[Dimension, int]] = {
    "energy": THOUSAND_MILLIONS,
    "time": HOUR_US,
    "parking_time": HOUR_US,
    "flat": MILLION,
}
_UNITS: Final[dict[Dimension, Unit]] = {"energy": "Wh", "time": "s", "parking_time": "s"}


class _Use(NamedTuple):
    """A reservation or a session, cut, and what is priced of it."""

    occasion: Occasion
    elements: Elements
    parts: list[Segment]
    choices: Choices
    runs: list[Run]


def price(tariff: Tariff, metered: MeteredSession) -> CostBreakdown:
    """Return what a session costs by a tariff, or would if it ended with its last reading.

    What is metered is all that counts: the same readings always cost the same, and readings in
    between that say nothing new change nothing. Limits hold for sessions, not for a reservation
    without one. Raises `UnorderedReadings`, also where nothing was metered at all, and `KeyError`
    for a currency that is none.
    """
    uses: list[_Use] = []
    lines: list[CostLine] = []
    notes: list[Note] = []
    if metered.reserved is not None:
        uses.append(_reservation(tariff, metered.timezone, metered.reserved))
        lines += _lines(tariff, uses[-1])
    if metered.readings:
        uses.append(_session(tariff, metered))
        lines += _lines(tariff, uses[-1])
    if not uses:
        raise UnorderedReadings("There is neither a session nor a reservation.")
    cost = total(line.amount for line in lines)
    limits: list[CostLine] = []
    if metered.readings:
        notes += _notes(tariff, uses[-1], cost)
        limits += _limits(tariff, cost, uses[-1].parts[-1].ends_us)
    cost = total((cost, *(line.amount for line in limits)))
    return _breakdown(tariff, uses, [*lines, *limits], cost, notes)


def _breakdown(
    tariff: Tariff,
    uses: Sequence[_Use],
    lines: Sequence[CostLine],
    cost: Amount,
    notes: Iterable[Note],
) -> CostBreakdown:
    volumes = Volumes()
    periods = [
        volumes.period(stretch)
        for use in uses
        for stretch in stretches(use.parts, use.choices, reserved=use.occasion == "reservation")
    ]
    return CostBreakdown(
        currency=tariff.currency,
        begins=periods[0].begins,
        ends=periods[-1].ends,
        lines=tuple(lines),
        periods=tuple(periods),
        costs=_costs(lines),
        total=cost,
        due=in_currency(cost, tariff.currency),
        energy_kwh=volumes.energy.total,
        charging_h=volumes.of_use["charging"].total,
        parking_h=volumes.of_use["parking"].total,
        reservation_h=volumes.of_use["reservation"].total,
        notes=tuple(notes),
    )


def _session(tariff: Tariff, metered: MeteredSession) -> _Use:
    return _use("session", of_session(tariff), metered.timezone, points(metered.readings))


def _reservation(tariff: Tariff, timezone: str, reserved: Reservation) -> _Use:
    begins_us, ends_us = microseconds(reserved.begins), microseconds(reserved.ends)
    if ends_us < begins_us:
        raise UnorderedReadings("A reservation ends before it begins.")
    course: list[Point] = [(at_us, 0, True, None, None) for at_us in (begins_us, ends_us)]
    elements = of_reservation(tariff, expired=reserved.expired)
    return _use("reservation", elements, timezone, course)


def _use(occasion: Occasion, elements: Elements, timezone: str, course: Sequence[Point]) -> _Use:
    parts, choices = segments(elements.bands, timezone, course), Choices(elements)
    return _Use(occasion, elements, parts, choices, runs(parts, choices))


def _lines(tariff: Tariff, use: _Use) -> Iterator[CostLine]:
    for run in use.runs:
        element, component, passed_over, why = run.chosen
        unit = _UNITS.get(run.dimension)
        billed = run.used + run.extra
        used = _plain(run.used)
        if run.extra:
            why += f" Steps of {component.step_size} {unit} add {_plain(run.extra)} {unit}."
        cost = component.price * billed / _PER[run.dimension]
        yield CostLine(
            occasion=use.occasion,
            begins=instant(run.begins_us),
            ends=instant(run.ends_us),
            dimension=run.dimension,
            element=element,
            passed_over=passed_over,
            unit=unit,
            used=used,
            billed=_plain(billed) if run.extra else used,
            step_size=None if unit is None else component.step_size,
            price=component.price,
            amount=taxed(cost, component.taxes, tariff.tax_included),
            why=why,
        )


def _limits(tariff: Tariff, cost: Amount, ended_us: int) -> Iterator[CostLine]:
    """Yield what the least and the most that a session costs add to its cost, or take away."""
    limits: tuple[tuple[Occasion, PriceLimit | None, Callable[..., Decimal], str], ...] = (
        ("min_price", tariff.min_price, max, RAISED),
        ("max_price", tariff.max_price, min, LOWERED),
    )
    for occasion, limit, choose, why in limits:
        change = to_the_limit(cost, limit, choose, _only_taxes(tariff), tariff.tax_included)
        if change.excl or change.incl:
            at = instant(ended_us)
            yield CostLine(occasion=occasion, begins=at, ends=at, amount=change, why=why)
            cost = total((cost, change))


def _only_taxes(tariff: Tariff) -> tuple[Tax, ...] | None:
    """Return the taxes of a tariff whose prices all have the same."""
    taxes = {component.taxes for element in tariff.elements for component in element.components}
    return taxes.pop() if len(taxes) == 1 else None


def _notes(tariff: Tariff, session: _Use, cost: Amount) -> Iterator[Note]:
    lasting = [part for part in session.parts if part.lasted_us]
    if any(part.now.power == UNKNOWN for part in lasting):
        yield "power_unknown"
    if any(part.now.current == UNKNOWN for part in lasting):
        yield "current_unknown"
    for limit in (tariff.min_price, tariff.max_price):
        if limit is not None and not (
            (limit.excl is not None and cost.excl is not None)
            or (limit.incl is not None and cost.incl is not None)
        ):
            yield "limit_unknown"
            return


def _costs(lines: Iterable[CostLine]) -> Costs:
    amounts: dict[Dimension | Occasion | None, list[Amount]] = defaultdict(list)
    for line in lines:
        kind = line.dimension if line.occasion == "session" else line.occasion
        amounts[kind].append(line.amount)
    return Costs(
        fixed=total(amounts["flat"]),
        energy=total(amounts["energy"]),
        time=total(amounts["time"]),
        parking=total(amounts["parking_time"]),
        reservation=total(amounts["reservation"]),
    )


@lru_cache(maxsize=4096)
def _plain(millionths: int) -> Decimal:
    """Return millionths as a number without needless zeros."""
    whole, rest = divmod(millionths, MILLION)
    return Decimal(whole) if not rest else Decimal(millionths).scaleb(-6).normalize()
