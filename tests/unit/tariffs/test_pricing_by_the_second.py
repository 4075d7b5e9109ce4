"""Prices against somebody who looks at everything once a second, and knows no shortcuts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.tariffs.drawn import BEGINS, BRUSSELS, Leg, courses, metered, reserved, tariffs

from chargehouse.contexts.tariffs.model.pricing import price
from chargehouse.contexts.tariffs.model.tariff import (
    Dimension,
    PriceComponent,
    PriceLimit,
    Restrictions,
    Tariff,
    TariffElement,
    Tax,
)

ZONE = ZoneInfo(BRUSSELS)
PER: dict[Dimension, int] = {"energy": 1000, "time": 3600, "parking_time": 3600, "flat": 1}


@dataclass(frozen=True)
class Second:
    """How things stand in one second."""

    clock: datetime
    lasted: int
    kwh: Fraction
    kw: Fraction
    amperes: int | None
    wants_power: bool
    wh: int


@dataclass
class Bill:
    """What one element prices without a break, in Wh, seconds, or once."""

    dimension: Dimension
    element: int
    component: PriceComponent
    units: int


def seconds(begun: datetime, course: list[Leg]) -> Iterator[Second]:
    """Yield every second of a course."""
    lasted = wh = 0
    for leg in course:
        for _ in range(leg.seconds):
            yield Second(
                clock=(begun + timedelta(seconds=lasted)).astimezone(ZONE),
                lasted=lasted,
                kwh=Fraction(wh, 1000),
                kw=Fraction(leg.wh_a_second * 3600, 1000),
                amperes=leg.amperes,
                wants_power=leg.wants_power,
                wh=leg.wh_a_second,
            )
            lasted += 1
            wh += leg.wh_a_second


def holds(said: Restrictions, now: Second) -> bool:
    """Tell whether everything that is said holds in a second."""
    return (
        by_the_clock(said, now.clock)
        and within(said.min_kwh, now.kwh, said.max_kwh)
        and within(said.min_power, now.kw, said.max_power)
        and within(said.min_current, now.amperes, said.max_current)
        and within(said.min_duration, now.lasted, said.max_duration)
    )


def within(
    least: Decimal | int | None, now: Fraction | int | None, below: Decimal | int | None
) -> bool:
    """Tell whether a figure lies within; what is unknown lies nowhere."""
    if least is None and below is None:
        return True
    if now is None:
        return False
    return (least is None or now >= Fraction(least)) and (below is None or now < Fraction(below))


def by_the_clock(said: Restrictions, clock: datetime) -> bool:
    """Tell whether a clock shows what is asked for."""
    start = time.fromisoformat(said.start_time or "00:00")
    end = time.fromisoformat(said.end_time or "00:00")
    shown = clock.time()
    if end == time(0):
        in_hours = shown >= start
    elif end > start:
        in_hours = start <= shown < end
    else:
        in_hours = shown >= start or shown < end
    return (
        in_hours
        and (not said.day_of_week or clock.isoweekday() in said.day_of_week)
        and (said.start_date is None or clock.date() >= said.start_date)
        and (said.end_date is None or clock.date() < said.end_date)
    )


Asked = Sequence[tuple[int, TariffElement]]
"""Elements by their places, in the order in which they are asked."""


def asked_for(tariff: Tariff, *kinds: str | None) -> Asked:
    """Return the elements for sessions (None) or for reservations, kind after kind."""
    every = list(enumerate(tariff.elements, 1))
    return [each for kind in kinds for each in every if each[1].restrictions.reservation == kind]


def chosen(asked: Asked, dimension: Dimension, now: Second) -> tuple[int, PriceComponent] | None:
    """Return the first element that prices a dimension and holds, with its component."""
    for place, element in asked:
        of_dimension = [each for each in element.components if each.dimension == dimension]
        if of_dimension and holds(element.restrictions, now):
            return place, of_dimension[0]
    return None


def bills(asked: Asked, begun: datetime, course: list[Leg]) -> list[Bill]:
    """Return what is billed, with its steps."""
    found: list[Bill] = []
    going: dict[Dimension, Bill | None] = {}
    for now in seconds(begun, course):
        uses: dict[Dimension, int] = {"energy": now.wh}
        uses["time" if now.wants_power else "parking_time"] = 1
        going["parking_time" if now.wants_power else "time"] = None
        if not any(bill.dimension == "flat" for bill in found):
            uses["flat"] = 1
        for dimension, units in uses.items():
            choice = chosen(asked, dimension, now)
            bill = going.get(dimension)
            if choice is None:
                bill = None
            elif bill is not None and bill.element == choice[0]:
                bill.units += units
            else:
                bill = Bill(dimension, *choice, units)
                found.append(bill)
            going[dimension] = bill
    found = [bill for bill in found if bill.units]
    for dimensions in (["energy"], ["parking_time", "time"]):
        stepped = next(
            (
                of
                for dimension in dimensions
                if (of := [bill for bill in found if bill.dimension == dimension])
            ),
            [],
        )
        if stepped and stepped[-1].component.step_size:
            together = sum(bill.units for bill in stepped)
            stepped[-1].units += -together % stepped[-1].component.step_size
    return found


def four(value: Fraction) -> Fraction:
    """Return a value rounded to four decimals, a half away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP))


Figure = Fraction | None
"""An amount; None where it cannot be known."""


def on_top(amount: Fraction, taxes: tuple[Tax, ...] | None) -> Figure:
    """Return what an amount is with taxes that come on top of it."""
    if taxes is None:
        return None if amount else amount
    return amount + sum((four(amount * Fraction(tax.percent) / 100) for tax in taxes), Fraction(0))


def without(amount: Fraction, taxes: tuple[Tax, ...] | None) -> Figure:
    """Return what an amount is without the taxes in it."""
    if taxes is None:
        return None if amount else amount
    base = amount / (1 + sum((Fraction(tax.percent) for tax in taxes), Fraction(0)) / 100)
    return amount - sum((four(base * Fraction(tax.percent) / 100) for tax in taxes), Fraction(0))


def cost(tariff: Tariff, bill: Bill) -> tuple[Figure, Figure]:
    """Return what a bill comes to without and with its taxes."""
    amount = four(Fraction(bill.component.price) * bill.units / PER[bill.dimension])
    if tariff.tax_included == "yes":
        return without(amount, bill.component.taxes), amount
    if tariff.tax_included == "no":
        return amount, on_top(amount, bill.component.taxes)
    return amount, amount


def together(amounts: Sequence[Figure]) -> Figure:
    """Return a sum, which is not known where a part of it is not."""
    found = Fraction(0)
    for amount in amounts:
        if amount is None:
            return None
        found += amount
    return found


def limited(
    excl: Figure,
    incl: Figure,
    tariff: Tariff,
    limit: PriceLimit | None,
    choose: Callable[[Fraction, Fraction], Fraction],
) -> tuple[Figure, Figure]:
    """Return amounts within a limit: what it does not say goes where the other one goes."""
    if limit is None:
        return excl, incl
    said = {each.taxes for element in tariff.elements for each in element.components}
    taxes = said.pop() if len(said) == 1 else None
    plain = tariff.tax_included == "not_applicable"
    below = excl if excl is None or limit.excl is None else choose(excl, Fraction(limit.excl))
    above = incl if incl is None or limit.incl is None else choose(incl, Fraction(limit.incl))
    if limit.incl is None and excl is not None and below not in {None, excl} and incl is not None:
        assert below is not None
        from_nothing = below if plain else on_top(below, taxes)
        return below, four(incl * below / excl) if excl else from_nothing
    if limit.excl is None and incl is not None and above not in {None, incl} and excl is not None:
        assert above is not None
        from_nothing = above if plain else without(above, taxes)
        return four(excl * above / incl) if incl else from_nothing, above
    return below, above


@settings(deadline=None, max_examples=300)
@given(tariffs, st.sampled_from(BEGINS), courses, reserved)
def test_a_price_is_what_somebody_finds_who_looks_every_second(
    tariff: Tariff, begun: datetime, course: list[Leg], held: tuple[int, bool] | None
) -> None:
    breakdown = price(tariff, metered(begun, course, held))
    expected = [("session", each) for each in bills(asked_for(tariff, None), begun, course)]
    if held is not None:
        lasted, expired = held
        kinds = ("reservation_expires", "reservation") if expired else ("reservation",)
        waited = [Leg(lasted, 0, wants_power=True, amperes=None, says_power=False)]
        began = begun - timedelta(seconds=lasted)
        priced = bills(asked_for(tariff, *kinds), began, waited)
        expected += [("reservation", each) for each in priced]
    assert sorted(
        (line.occasion, line.dimension, line.element, int(line.billed))
        for line in breakdown.lines
        if line.occasion in {"session", "reservation"}
    ) == sorted((use, bill.dimension, bill.element, bill.units) for use, bill in expected)
    amounts = [cost(tariff, bill) for _, bill in expected]
    excl = together([without_tax for without_tax, _ in amounts])
    incl = together([with_tax for _, with_tax in amounts])
    excl, incl = limited(excl, incl, tariff, tariff.min_price, max)
    excl, incl = limited(excl, incl, tariff, tariff.max_price, min)
    assert (breakdown.total.excl, breakdown.total.incl) == (excl, incl)
