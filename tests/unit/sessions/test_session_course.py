"""A session's course for the price engine: energy, power and parking by the instant."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.sessions.facts import NOON, fact, register, session_of

from chargehouse.contexts.sessions.model import Metered, Session, course_of
from chargehouse.contexts.sessions.model.samples import current_of
from chargehouse.contexts.sessions.public import Ended, Fact, Sample, Started, Updated
from chargehouse.contexts.tariffs.public import MeterReading

Told = tuple[float, int]


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def course(session: Session, *metered: Metered, now: float = 60) -> list[MeterReading]:
    return list(course_of(session.record, session.memory, metered, at(now)))


def told(readings: list[MeterReading]) -> list[tuple[float, float, bool]]:
    """Return minutes after noon, Wh and whether power is wanted."""
    return [
        ((each.at - NOON).total_seconds() / 60, float(each.energy_wh), each.wants_power)
        for each in readings
    ]


def state(minute: float, what: str) -> Updated:
    return fact(Updated, minute, charging_state=what, transaction_id="1")


def session(*between: Fact, energy_wh: int = 9000, minutes: float = 60) -> Session:
    """Return a session from noon that took so much by the meter's own start and stop."""
    return session_of(
        fact(Started, 0, meter_start_wh=1000),
        *between,
        fact(Ended, minutes, meter_stop_wh=1000 + energy_wh),
    )


def test_a_session_without_readings_is_its_start_and_its_end() -> None:
    assert told(course(session())) == [(0, 0, True), (60, 9000, True)]


def test_registers_are_what_was_charged_by_then() -> None:
    metered = [Metered(at(20), 4000, 7200), Metered(at(40), 7000)]
    found = course(session(), *metered)
    assert told(found) == [(0, 0, True), (20, 3000, True), (40, 6000, True), (60, 9000, True)]
    assert [each.power_w for each in found] == [None, 7200, None, None]


def test_a_course_comes_to_the_sessions_own_energy() -> None:
    """Registers of before, beyond and after the session do not add to it, nor do steps back."""
    metered = [
        Metered(at(-5), 90_000),
        Metered(at(10), 500),
        Metered(at(20), 4000),
        Metered(at(30), 2000),
        Metered(at(40), 99_000),
        Metered(at(70), 99_000),
    ]
    assert told(course(session(), *metered)) == [
        (0, 0, True),
        (10, 0, True),
        (20, 3000, True),
        (30, 3000, True),
        (40, 9000, True),
        (60, 9000, True),
    ]


def test_a_vehicle_that_asks_for_no_power_parks_and_one_that_is_held_back_does_not() -> None:
    changes = [
        state(10, "SuspendedEVSE"),
        state(20, "Charging"),
        state(30, "SuspendedEV"),
        state(50, "Charging"),
    ]
    found = course(session(*changes), Metered(at(30), 10_000))
    assert told(found) == [
        (0, 0, True),
        (10, 3000, True),
        (20, 6000, True),
        (30, 9000, False),
        (50, 9000, True),
        (60, 9000, True),
    ]


def test_between_registers_energy_flows_evenly() -> None:
    found = course(session(state(7, "SuspendedEV"), energy_wh=1000))
    assert told(found)[1] == (7, 116.666666, False)


def test_a_live_session_goes_on_until_now() -> None:
    live = session_of(
        fact(Started, 0, meter_start_wh=1000, transaction_id="1"),
        fact(Updated, 30, transaction_id="1", readings=(register(30, 4000),)),
    )
    found = course(live, Metered(at(30), 4000, 6000), now=45)
    assert told(found) == [(0, 0, True), (30, 3000, True), (45, 3000, True)]


def test_readings_of_one_instant_are_one() -> None:
    metered = [Metered(at(20), 4000), Metered(at(20), None, 7200), Metered(at(20), 3900)]
    (_, both, _) = course(session(), *metered)
    assert (both.energy_wh, both.power_w) == (Decimal(3000), Decimal(7200))


def test_energy_that_nobody_knows_is_none() -> None:
    unknown = session_of(fact(Started, 0, meter_start_wh=1000), fact(Ended, 60, meter_stop_wh=500))
    assert told(course(unknown, Metered(at(20), 4000))) == [
        (0, 0, True),
        (20, 0, True),
        (60, 0, True),
    ]


@given(
    st.lists(st.tuples(st.floats(-10, 70), st.integers(0, 20_000)), max_size=12),
    st.lists(st.tuples(st.floats(0, 60), st.sampled_from(("Charging", "SuspendedEV"))), max_size=6),
)
def test_a_course_is_in_order_and_never_takes_back(
    readings: list[Told], changes: list[tuple[float, str]]
) -> None:
    metered = [Metered(at(minute), wh) for minute, wh in sorted(readings)]
    found = course(session(*(state(minute, what) for minute, what in changes)), *metered)
    instants = [each.at for each in found]
    energies = [each.energy_wh for each in found]
    assert instants == sorted(set(instants))
    assert energies == sorted(energies)
    assert (found[0].at, found[-1].at) == (at(0), at(60))
    assert (energies[0], energies[-1]) == (Decimal(0), Decimal(9000))


@pytest.mark.parametrize(
    ("samples", "amperes"),
    [
        ([("16", None)], "16"),
        ([("16", "L1"), ("15.5", "L2"), ("16", "L3")], "47.5"),
        ([("48", None), ("16", "L1")], "48"),
        ([("16", "N")], None),
        ([("much", None)], None),
        ([], None),
    ],
)
def test_current_is_that_of_all_phases(
    samples: list[tuple[str, str | None]], amperes: str | None
) -> None:
    said = [Sample(value, "Current.Import", "A", phase=phase) for value, phase in samples]
    other = Sample("400", "Current.Import", "A", location="Inlet")
    assert current_of([*said, other]) == (None if amperes is None else Decimal(amperes))
