"""What holds of every price, whatever the tariff and the session."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.tariffs.drawn import (
    BEGINS,
    BRUSSELS,
    DIMENSIONS,
    Leg,
    courses,
    metered,
    reserved,
    tariffs,
    tariffs_of_sessions,
)

from chargehouse.contexts.tariffs.model.amounts import Amount, total
from chargehouse.contexts.tariffs.model.breakdown import CostBreakdown
from chargehouse.contexts.tariffs.model.metered import MeteredSession, MeterReading, Reservation
from chargehouse.contexts.tariffs.model.pricing import price
from chargehouse.contexts.tariffs.model.tariff import (
    PriceComponent,
    Restrictions,
    Tariff,
    TariffElement,
)

begins = st.sampled_from(BEGINS)
in_peace = settings(deadline=None)
often = settings(deadline=None, max_examples=300)


def halved(session: MeteredSession, seconds: set[int]) -> MeteredSession:
    """Return a session with a reading more at each of some seconds, saying what is known."""
    found: list[MeterReading] = []
    for reading, following in pairwise(session.readings):
        found.append(reading)
        lasts = int((following.at - reading.at).total_seconds())
        for second in sorted(second % lasts for second in seconds):
            flowed = (following.energy_wh - reading.energy_wh) * second / lasts
            at = reading.at + timedelta(seconds=second)
            found.append(replace(reading, at=at, energy_wh=reading.energy_wh + flowed))
    return replace(session, readings=(*found, session.readings[-1]))


def known(amount: Amount) -> list[Decimal]:
    """Return the figures that are known."""
    return [figure for figure in (amount.excl, amount.incl) if figure is not None]


@often
@given(tariffs, begins, courses, reserved, st.sets(st.integers(1, 700), max_size=6))
def test_readings_in_between_that_say_nothing_new_change_nothing(
    tariff: Tariff,
    begun: datetime,
    course: list[Leg],
    held: tuple[int, bool] | None,
    seconds: set[int],
) -> None:
    session = metered(begun, course, held)
    assert price(tariff, halved(session, seconds)) == price(tariff, session)


@often
@given(tariffs, begins, courses, st.integers(0, 5))
def test_an_element_that_never_matches_changes_nothing(
    tariff: Tariff, begun: datetime, course: list[Leg], place: int
) -> None:
    """Its taxes are the tariff's, because a least price for nothing is taxed by the only rate."""
    taxes = tariff.elements[0].components[0].taxes
    never = TariffElement(
        tuple(PriceComponent(each, Decimal(99), 1, taxes) for each in DIMENSIONS),
        Restrictions(
            min_kwh=Decimal("0.123"),
            max_kwh=Decimal("0.123"),
            start_time="02:20",
            end_time="02:40",
            min_power=Decimal(5),
            max_duration=333,
            day_of_week=(1, 2, 3, 4, 5, 6, 7),
        ),
    )
    elements = (*tariff.elements[:place], never, *tariff.elements[place:])
    session = metered(begun, course)
    before, after = price(tariff, session), price(replace(tariff, elements=elements), session)
    assert (after.total, after.due, after.costs) == (before.total, before.due, before.costs)
    assert [line.amount for line in after.lines] == [line.amount for line in before.lines]
    assert volumes(after) == volumes(before)


def volumes(breakdown: CostBreakdown) -> list[tuple[datetime, Decimal, Decimal, Decimal]]:
    """Return what the periods say that does not depend on which restrictions there are."""
    return [
        (one.begins, one.energy_kwh, one.charging_h, one.parking_h) for one in breakdown.periods
    ]


@in_peace
@given(tariffs, begins, courses, courses, reserved)
def test_what_it_costs_so_far_is_what_it_costs_if_it_ends(
    tariff: Tariff,
    begun: datetime,
    course: list[Leg],
    rest: list[Leg],
    held: tuple[int, bool] | None,
) -> None:
    """The price after each reading is that of a session of those readings, whatever follows."""
    whole = metered(begun, course + rest, held)
    so_far = replace(whole, readings=whole.readings[: len(course) + 1])
    ended = metered(begun, course, held)
    assert price(tariff, so_far) == price(tariff, ended)


@in_peace
@given(tariffs, begins, courses, reserved)
def test_lines_add_up_to_the_total_and_taxes_lie_between(
    tariff: Tariff, begun: datetime, course: list[Leg], held: tuple[int, bool] | None
) -> None:
    breakdown = price(tariff, metered(begun, course, held))
    assert total(line.amount for line in breakdown.lines) == breakdown.total
    for amount in (breakdown.total, breakdown.due, *(line.amount for line in breakdown.lines)):
        if amount.excl is not None and amount.incl is not None:
            together = sum((tax.amount for tax in amount.taxes), Decimal(0))
            assert amount.excl + together == amount.incl
    for figure, due in zip(known(breakdown.total), known(breakdown.due), strict=True):
        assert abs(figure - due) <= Decimal("0.005")


@in_peace
@given(tariffs, begins, courses)
def test_limits_are_kept(tariff: Tariff, begun: datetime, course: list[Leg]) -> None:
    """Where both are said the greatest is the last word; each figure is judged for itself."""
    cost = price(tariff, metered(begun, course)).total
    for figure in ("excl", "incl"):
        amount = getattr(cost, figure)
        most = getattr(tariff.max_price, figure, None)
        least = getattr(tariff.min_price, figure, None)
        if amount is not None and most is not None:
            assert amount <= most
        if amount is not None and least is not None and tariff.max_price is None:
            assert amount >= least


@in_peace
@given(tariffs, begins, courses, reserved)
def test_periods_fill_the_session_and_add_up(
    tariff: Tariff, begun: datetime, course: list[Leg], held: tuple[int, bool] | None
) -> None:
    breakdown = price(tariff, metered(begun, course, held))
    periods = breakdown.periods
    assert (periods[0].begins, periods[-1].ends) == (breakdown.begins, breakdown.ends)
    assert all(one.ends == following.begins for one, following in pairwise(periods))
    assert sum(one.energy_kwh for one in periods) == breakdown.energy_kwh
    assert sum(one.charging_h for one in periods) == breakdown.charging_h
    assert sum(one.parking_h for one in periods) == breakdown.parking_h
    assert sum(one.reservation_h for one in periods) == breakdown.reservation_h


@in_peace
@given(tariffs, begins, courses, reserved)
def test_no_line_bills_less_than_was_used(
    tariff: Tariff, begun: datetime, course: list[Leg], held: tuple[int, bool] | None
) -> None:
    """Steps only add, to one line of a dimension at most, and never as much as a step.

    What is reserved is rounded for itself.
    """
    lines = price(tariff, metered(begun, course, held)).lines
    for use in product(("session", "reservation"), ("energy", "time", "parking_time")):
        of_use = [one for one in lines if (one.occasion, one.dimension) == use]
        added = [one for one in of_use if one.billed != one.used]
        assert len(added) <= 1
        assert all(0 < one.billed - one.used < (one.step_size or 0) for one in added)


@in_peace
@given(
    tariffs_of_sessions, begins, courses, st.integers(0, 90), st.sampled_from(("used", "expired"))
)
def test_a_tariff_without_reservation_costs_nothing_for_one(
    tariff: Tariff, begun: datetime, course: list[Leg], minutes: int, how: str
) -> None:
    session = metered(begun, course)
    reserved = Reservation(begun - timedelta(minutes=minutes), begun, how == "expired")
    breakdown = price(tariff, replace(session, reserved=reserved))
    assert breakdown.due == price(tariff, session).due
    assert breakdown.lines == price(tariff, session).lines


@often
@given(tariffs, begins, st.integers(1, 5400))
def test_what_expired_costs_what_its_own_elements_say(
    tariff: Tariff, begun: datetime, lasted: int
) -> None:
    """Nobody came: no limit holds, nothing is charged, and no element of a session is asked."""
    ends = begun + timedelta(seconds=lasted)
    gone = MeteredSession(timezone=BRUSSELS, reserved=Reservation(begun, ends, expired=True))
    breakdown = price(tariff, gone)
    assert not any((breakdown.energy_kwh, breakdown.charging_h, breakdown.parking_h))
    assert {line.occasion for line in breakdown.lines} <= {"reservation"}
    assert total(line.amount for line in breakdown.lines) == breakdown.total
    assert breakdown.costs.reservation == breakdown.total
    kinds = {
        tariff.elements[line.element - 1].restrictions.reservation
        for line in breakdown.lines
        if line.element is not None
    }
    assert None not in kinds
