"""Readings that say nothing new are left out of a session's course, and its price is the same."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.sessions.facts import NOON, fact, register, session_of
from tests.unit.sessions.test_session_course import at, session, state

from chargehouse.contexts.sessions.model import Metered, Session, Thinning, course_of
from chargehouse.contexts.sessions.public import Fact, Started, Updated
from chargehouse.contexts.tariffs.public import (
    CostBreakdown,
    MeteredSession,
    PriceComponent,
    Restrictions,
    Tariff,
    TariffElement,
    price,
)


def element(euro: str, **said: object) -> TariffElement:
    components = (
        PriceComponent("energy", Decimal(euro)),
        PriceComponent("time", Decimal(euro)),
        PriceComponent("parking_time", Decimal(euro)),
    )
    return TariffElement(components, Restrictions(**said))  # type: ignore[arg-type]


ODD = Tariff(
    currency="EUR",
    elements=(
        element("0.90", min_current=Decimal(20)),
        element("0.80", min_power=Decimal(5)),
        element("0.70", start_time="13:20", end_time="13:40"),
        element("0.60", min_kwh=Decimal(4), max_kwh=Decimal(6)),
        element("0.50", min_duration=2700),
        element("0.40"),
    ),
)
"""Its price depends on whatever a price may depend on."""


def live(*between: Fact) -> Session:
    """Return a session from noon that goes on, and took 8 kWh in its first half an hour."""
    read = fact(Updated, 30, transaction_id="1", readings=(register(30, 9000),))
    begun = fact(Started, 0, meter_start_wh=1000, transaction_id="1")
    return session_of(begun, *between, read)


def kept(of: Session, *metered: Metered) -> list[Metered]:
    thinning = Thinning(of.record, of.memory, at(60))
    for each in metered:
        thinning.add(each)
    found = thinning.readings()
    assert len(thinning) == len(found)
    return found


def cost(of: Session, *metered: Metered) -> CostBreakdown:
    readings = course_of(of.record, of.memory, metered, at(60))
    return price(ODD, MeteredSession(timezone="Europe/Berlin", readings=readings))


def test_of_readings_that_say_the_same_the_first_and_the_last_are_kept() -> None:
    parked = [Metered(NOON + timedelta(seconds=second), 9000, 0) for second in range(60, 3000)]
    found = kept(session(), Metered(at(0.5), 9000, 7200), *parked, Metered(at(55), 9500, 7200))
    assert [(each.at, each.power_w) for each in found] == [
        (at(0.5), 7200),
        (parked[0].at, 0),
        (parked[-1].at, 0),
        (at(55), 7200),
    ]


def test_what_a_change_of_state_lies_between_is_kept() -> None:
    metered = [Metered(at(minute), 5000, 7200) for minute in (10, 20, 30, 40, 50)]
    assert kept(session(state(25, "SuspendedEV")), *metered) == [*metered[:3], metered[4]]
    assert kept(session(), *metered) == [metered[0], metered[-1]]


def test_readings_of_before_and_after_a_session_stand_for_none_within() -> None:
    metered = [Metered(at(minute), 5000) for minute in (-10, 20, 70)]
    assert kept(session(), *metered) == metered


def test_readings_of_one_instant_are_one_before_they_are_compared() -> None:
    twice = [
        one
        for minute in (10, 20, 30)
        for one in (Metered(at(minute), 5000), Metered(at(minute), None, 7200))
    ]
    assert kept(session(), *twice) == [Metered(at(10), 5000, 7200), Metered(at(30), 5000, 7200)]


FIGURES = st.tuples(
    st.integers(-5, 65),
    st.sampled_from((None, 1000, 4000, 6000, 8000)),
    st.sampled_from((None, 0, 7200)),
    st.sampled_from((None, Decimal(32))),
)
STATES = st.tuples(st.integers(0, 60), st.sampled_from(("Charging", "SuspendedEV")))


@given(st.lists(FIGURES, max_size=40), st.lists(STATES, max_size=4), st.booleans())
def test_a_session_costs_the_same_without_what_says_nothing_new(
    figures: list[tuple[int, int | None, int | None, Decimal | None]],
    states: list[tuple[int, str]],
    ends: bool,  # noqa: FBT001  drawn
) -> None:
    changes: list[Fact] = [state(minute, what) for minute, what in sorted(states)]
    of = session(*changes) if ends else live(*changes)
    metered = [
        Metered(at(minute), wh, watts, amperes)
        for minute, wh, watts, amperes in sorted(figures, key=lambda each: each[0])
    ]
    whole, thin = cost(of, *metered), cost(of, *kept(of, *metered))
    assert (thin.total, thin.energy_kwh, thin.parking_h) == (
        whole.total,
        whole.energy_kwh,
        whole.parking_h,
    )
