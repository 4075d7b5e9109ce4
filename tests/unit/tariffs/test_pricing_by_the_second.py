"""Prices against somebody who looks at everything once a second, and knows no shortcuts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.tariffs.drawn import BEGINS, BRUSSELS, Leg, courses, metered, tariffs

from chargehouse.contexts.tariffs.model.pricing import price
from chargehouse.contexts.tariffs.model.tariff import (
    Dimension,
    PriceComponent,
    PriceLimit,
    Restrictions,
    Tariff,
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


def chosen(tariff: Tariff, dimension: Dimension, now: Second) -> tuple[int, PriceComponent] | None:
    """Return the first element that prices a dimension and holds, with its component."""
    for place, element in enumerate(tariff.elements, 1):
        of_dimension = [each for each in element.components if each.dimension == dimension]
        if of_dimension and holds(element.restrictions, now):
            return place, of_dimension[0]
    return None


def bills(tariff: Tariff, begun: datetime, course: list[Leg]) -> list[Bill]:
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
            choice = chosen(tariff, dimension, now)
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


def cost(tariff: Tariff, bill: Bill) -> tuple[Fraction, Fraction]:
    """Return what a bill comes to without and with its tax."""
    amount = four(Fraction(bill.component.price) * bill.units / PER[bill.dimension])
    rate = sum((Fraction(tax.percent) for tax in bill.component.taxes or ()), Fraction(0)) / 100
    if tariff.tax_included == "yes":
        return amount - four(amount / (1 + rate) * rate), amount
    if tariff.tax_included == "no":
        return amount, amount + four(amount * rate)
    return amount, amount


def limited(
    amount: Fraction, tariff: Tariff, figure: Callable[[PriceLimit], Decimal | None]
) -> Fraction:
    """Return an amount within the limits."""
    if tariff.min_price is not None:
        amount = max(amount, Fraction(figure(tariff.min_price) or 0))
    if tariff.max_price is not None:
        amount = min(amount, Fraction(figure(tariff.max_price) or 0))
    return amount


@settings(deadline=None, max_examples=200)
@given(tariffs, st.sampled_from(BEGINS), courses)
def test_a_price_is_what_somebody_finds_who_looks_every_second(
    tariff: Tariff, begun: datetime, course: list[Leg]
) -> None:
    breakdown = price(tariff, metered(begun, course))
    expected = bills(tariff, begun, course)
    assert sorted(
        (line.dimension, line.element, int(line.billed))
        for line in breakdown.lines
        if line.occasion == "session"
    ) == sorted((bill.dimension, bill.element, bill.units) for bill in expected)
    amounts = [cost(tariff, bill) for bill in expected]
    excl = sum((without for without, _ in amounts), Fraction(0))
    incl = sum((with_tax for _, with_tax in amounts), Fraction(0))
    assert breakdown.total.excl == limited(excl, tariff, lambda limit: limit.excl)
    assert breakdown.total.incl == limited(incl, tariff, lambda limit: limit.incl)
