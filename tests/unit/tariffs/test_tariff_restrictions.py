"""When elements are active: OCPI 2.2.1, "TariffRestrictions class" and "Tariff object"."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from tests.unit.tariffs.charging import (
    BRUSSELS,
    MONDAY,
    charge,
    costs,
    element,
    energy,
    flat,
    lines,
    on,
    park,
    parking,
    session,
    tariff,
    time,
)

from chargehouse.contexts.tariffs.model.breakdown import CostBreakdown
from chargehouse.contexts.tariffs.model.metered import MeteredSession, MeterReading
from chargehouse.contexts.tariffs.model.pricing import price

DEAR, CHEAP = energy("1.00"), energy("0.10")
BY_THE_HOUR = time("60.00")


def dear_minutes(breakdown: CostBreakdown) -> int:
    """Return how many minutes were priced by the first element."""
    return sum(int(line.used) // 60 for line in lines(breakdown, "time") if line.element == 1)


@pytest.mark.parametrize(
    ("start", "end", "begins", "minutes"),
    [
        ("17:00", "20:00", "16:30", 30),
        ("17:00", "20:00", "19:30", 30),
        ("17:00", "20:00", "12:00", 0),
        ("22:00", "06:00", "21:30", 30),
        ("22:00", "06:00", "05:30", 30),
        ("22:00", "06:00", "23:30", 60),
        ("20:00", "00:00", "23:30", 30),
        ("00:00", "04:00", "23:30", 30),
        ("00:00", "00:00", "23:30", 60),
        ("20:00", None, "23:30", 30),
        (None, "04:00", "23:30", 30),
        (None, "04:00", "03:30", 30),
        ("08:00", "08:00", "07:30", 60),
    ],
)
def test_times_of_day(start: str | None, end: str | None, begins: str, minutes: int) -> None:
    """An hour of charging: from the start inclusive until the end, past midnight where it is less.

    An end of 00:00 is the end of the day; what is not said is the day's begin or end.
    """
    restricted = tariff(element(BY_THE_HOUR, start_time=start, end_time=end))
    breakdown = price(restricted, session(on(MONDAY, begins), charge(60, "1")))
    assert dear_minutes(breakdown) == minutes


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("02:30", "03:00", 60),
        ("02:00", "03:00", 120),
        ("01:30", "02:30", 90),
        ("02:30", "03:30", 90),
        ("03:00", "04:00", 60),
        ("01:00", "02:00", 60),
    ],
)
def test_an_hour_that_comes_twice(start: str, end: str, minutes: int) -> None:
    """On 25 October 2026 in Brussels it is 02:30 twice; restrictions are about what clocks show."""
    restricted = tariff(element(BY_THE_HOUR, start_time=start, end_time=end))
    night = session(on("2026-10-25", "00:00"), charge(8 * 60, "8"))
    assert dear_minutes(price(restricted, night)) == minutes


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [("02:00", "03:00", 0), ("01:30", "02:30", 30), ("02:30", "03:30", 30), ("03:00", "04:00", 60)],
)
def test_an_hour_that_is_skipped(start: str, end: str, minutes: int) -> None:
    """On 29 March 2026 in Brussels 03:00 follows 01:59."""
    restricted = tariff(element(BY_THE_HOUR, start_time=start, end_time=end))
    night = session(on("2026-03-29", "00:00"), charge(8 * 60, "8"))
    assert dear_minutes(price(restricted, night)) == minutes


def test_the_second_half_past_two_is_another_instant() -> None:
    """From the second 02:30 to 03:30 is one hour, from the first it is two."""
    restricted = tariff(element(BY_THE_HOUR, end_time="04:00"))
    first = on("2026-10-25", "02:30")
    second = on("2026-10-25", "02:30", again=True)
    assert dear_minutes(price(restricted, session(first, charge(300, "1")))) == 150
    assert dear_minutes(price(restricted, session(second, charge(300, "1")))) == 90


def test_times_are_those_of_the_location() -> None:
    """16:30 UTC is 18:30 in Brussels and 12:30 in New York."""
    evening = tariff(element(DEAR, start_time="17:00", end_time="20:00"), element(CHEAP))
    begins = datetime(2026, 6, 1, 16, 30, tzinfo=UTC)
    assert costs(evening, session(begins, charge(30, "10")))[0] == "10.00"
    assert costs(evening, session(begins, charge(30, "10"), zone="America/New_York"))[0] == "1.00"


def test_zones_with_odd_minutes() -> None:
    """In Kathmandu (UTC+05:45) it strikes 17:00 at 11:15 UTC."""
    evening = tariff(element(BY_THE_HOUR, start_time="17:00", end_time="20:00"))
    begins = datetime(2026, 6, 1, 11, 0, tzinfo=UTC)
    breakdown = price(evening, session(begins, charge(60, "1"), zone="Asia/Kathmandu"))
    assert dear_minutes(breakdown) == 45
    assert lines(breakdown, "time")[0].begins == datetime(2026, 6, 1, 11, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "minutes"), [(5, 30), (6, 60), (7, 30)], ids=["Friday", "Saturday", "Sunday"]
)
def test_days_change_at_midnight(day: int, minutes: int) -> None:
    """Half an hour of Friday, Saturday's first and last half hour, half an hour of Sunday."""
    one_day = tariff(element(BY_THE_HOUR, day_of_week=(day,)))
    into = session(on("2026-06-05", "23:30"), charge(60, "1"))
    out_of = session(on("2026-06-06", "23:30"), charge(60, "1"))
    assert dear_minutes(price(one_day, into)) + dear_minutes(price(one_day, out_of)) == minutes


def test_a_day_is_that_of_the_instant_also_in_a_range_past_midnight() -> None:
    """Monday 22:00 to 06:00 is Monday's first six and last two hours: both must hold."""
    monday_night = tariff(
        element(BY_THE_HOUR, start_time="22:00", end_time="06:00", day_of_week=(1,))
    )
    from_sunday = session(on("2026-05-31", "22:00"), charge(36 * 60, "1"))
    assert dear_minutes(price(monday_night, from_sunday)) == 8 * 60


def test_dates_are_from_the_first_until_before_the_last() -> None:
    """From 2 June until before 4 June: two days of five."""
    dated = tariff(element(BY_THE_HOUR, start_date=date(2026, 6, 2), end_date=date(2026, 6, 4)))
    week = session(on(MONDAY, "00:00"), charge(5 * 1440, "1"))
    breakdown = price(dated, week)
    assert dear_minutes(breakdown) == 2 * 1440
    assert [(line.begins, line.ends) for line in breakdown.lines] == [
        (on("2026-06-02", "00:00"), on("2026-06-04", "00:00"))
    ]


@pytest.mark.parametrize(
    ("kwh", "cost"),
    [("5", "0.50"), ("10", "1.00"), ("12", "3.00"), ("30", "21.00"), ("31", "21.10")],
)
def test_energy_from_inclusive_to_exclusive(kwh: str, cost: str) -> None:
    """The first 10 kWh and what is above 30 cost 0.10, the 20 in between 1.00."""
    tiers = tariff(element(DEAR, min_kwh="10", max_kwh="30"), element(CHEAP))
    assert costs(tiers, session(on(MONDAY, "12:00"), charge(60, kwh)))[0] == cost


def test_energy_is_reached_between_readings() -> None:
    """At an even flow half of 20 kWh is reached after half of the time."""
    breakdown = price(
        tariff(element(BY_THE_HOUR, max_kwh="10")),
        session(on(MONDAY, "12:00"), charge(40, "20")),
    )
    assert dear_minutes(breakdown) == 20


@pytest.mark.parametrize(
    ("kw", "cost"), [("9.999", "1.00"), ("10", "10.00"), ("49", "10.00"), ("50", "1.00")]
)
def test_power_from_inclusive_to_exclusive(kw: str, cost: str) -> None:
    by_power = tariff(element(DEAR, min_power="10", max_power="50"), element(CHEAP))
    assert costs(by_power, session(on(MONDAY, "12:00"), charge(30, "10", kw)))[0] == cost


def test_power_that_nobody_measured_is_what_the_registers_say() -> None:
    """10 kWh in 30 minutes are 20 kW, 2 in 30 are 4."""
    by_power = tariff(element(DEAR, min_power="20"), element(CHEAP))
    two = session(on(MONDAY, "12:00"), charge(30, "10"), charge(30, "2"))
    breakdown = price(by_power, two)
    assert [str(line.used) for line in breakdown.lines if line.element == 1] == ["10000"]
    assert breakdown.notes == ()


@pytest.mark.parametrize(
    ("a", "cost"), [("31.9", "1.00"), ("32", "10.00"), ("63", "10.00"), ("64", "1.00")]
)
def test_current_from_inclusive_to_exclusive(a: str, cost: str) -> None:
    by_current = tariff(element(DEAR, min_current="32", max_current="64"), element(CHEAP))
    assert costs(by_current, session(on(MONDAY, "12:00"), charge(30, "10", a=a)))[0] == cost


@pytest.mark.parametrize("restriction", [{"min_current": "6"}, {"max_current": "600"}])
def test_a_current_that_nobody_measured_matches_nothing_and_is_told(
    restriction: dict[str, str],
) -> None:
    by_current = tariff(element(DEAR, **restriction), element(CHEAP))
    breakdown = price(by_current, session(on(MONDAY, "12:00"), charge(30, "10")))
    assert [line.element for line in breakdown.lines] == [2]
    assert breakdown.notes == ("current_unknown",)


def test_a_duration_is_the_sessions_with_its_parking() -> None:
    """Parking costs from the third hour of the session on, however long it was charged."""
    later = tariff(element(parking("6.00"), min_duration=7200))
    assert costs(later, session(on(MONDAY, "12:00"), charge(30, "5"), park(120)))[0] == "3.00"
    assert costs(later, session(on(MONDAY, "12:00"), charge(119, "5"), park(1)))[0] == "0.00"


@pytest.mark.parametrize(("minutes", "cost"), [(29, "2.90"), (30, "3.00"), (31, "4.00")])
def test_durations_from_inclusive_to_exclusive(minutes: int, cost: str) -> None:
    dearer = tariff(
        element(time("6.00"), max_duration=1800), element(BY_THE_HOUR, min_duration=1800)
    )
    assert costs(dearer, session(on(MONDAY, "12:00"), charge(minutes, "1")))[0] == cost


def test_everything_that_is_said_must_hold() -> None:
    """On weekdays from 17:00, beyond 5 kWh: the last half of 20 kWh from 16:00 to 18:00."""
    both = tariff(
        element(DEAR, start_time="17:00", end_time="20:00", day_of_week=(1,), min_kwh="5"),
        element(CHEAP),
    )
    assert costs(both, session(on(MONDAY, "16:00"), charge(120, "20")))[0] == "11.00"
    assert costs(both, session(on("2026-06-02", "16:00"), charge(120, "20")))[0] == "2.00"


def test_each_dimension_has_its_own_first_element() -> None:
    """Tariff object: an element that is first for energy does not hide later ones for time."""
    mixed = tariff(
        element(energy("0.20"), start_time="17:00", end_time="20:00"),
        element(time("6.00")),
        element(energy("0.50"), time("60.00"), flat("1.00")),
    )
    breakdown = price(mixed, session(on(MONDAY, "17:00"), charge(60, "10")))
    assert [(line.dimension, line.element, line.passed_over) for line in breakdown.lines] == [
        ("flat", 3, ()),
        ("energy", 1, ()),
        ("time", 2, ()),
    ]


def test_a_line_tells_which_elements_did_not_match() -> None:
    breakdown = price(
        tariff(
            element(DEAR, start_time="17:00", end_time="20:00"),
            element(flat("1.00")),
            element(DEAR, min_kwh="50", max_kwh="60.5"),
            element(CHEAP, day_of_week=(2, 1), max_power="22"),
        ),
        session(on(MONDAY, "12:00"), charge(60, "10")),
    )
    (line,) = lines(breakdown, "energy")
    assert line.passed_over == (1, 3)
    assert line.why == (
        "Element 4 is the first that prices energy and matches: Mon, Tue; below 22 kW."
    )


def test_without_an_element_that_matches_there_are_no_costs() -> None:
    """Tariff object: no element for a dimension, no costs for it."""
    evening = tariff(element(DEAR, start_time="17:00", end_time="20:00"))
    breakdown = price(evening, session(on(MONDAY, "12:00"), charge(60, "10")))
    assert breakdown.lines == ()
    assert str(breakdown.energy_kwh) == "10.0000"


def test_one_fee_a_session_from_when_an_element_with_one_is_active() -> None:
    """The fee for more than 20 kWh is due when they are reached, and only once."""
    big = tariff(element(flat("5.00"), min_kwh="20"), element(CHEAP))
    assert costs(big, session(on(MONDAY, "12:00"), charge(60, "20")))[0] == "2.00"
    assert costs(big, session(on(MONDAY, "12:00"), charge(60, "40")))[0] == "9.00"
    day_and_night = tariff(
        element(flat("1.00"), start_time="06:00", end_time="18:00"), element(flat("2.00"))
    )
    assert costs(day_and_night, session(on(MONDAY, "17:00"), charge(120, "1")))[0] == "1.00"
    assert costs(day_and_night, session(on(MONDAY, "05:00"), charge(120, "1")))[0] == "2.00"


def test_a_pause_of_smart_charging_is_no_parking() -> None:
    """A vehicle that is held back still asks for power, so its time is charging time."""
    both = tariff(element(time("3.00"), parking("60.00")))
    paused = session(on(MONDAY, "12:00"), charge(30, "5"), charge(60, "0", "0"), charge(30, "5"))
    breakdown = price(both, paused)
    assert [(line.dimension, str(line.used)) for line in breakdown.lines] == [("time", "7200")]
    assert (str(breakdown.charging_h), str(breakdown.parking_h)) == ("2.0000", "0.0000")


def test_what_flows_while_parking_is_energy() -> None:
    """A vehicle that keeps its battery warm is billed for it."""
    warm = MeteredSession(
        timezone=BRUSSELS,
        readings=(
            MeterReading(on(MONDAY, "12:00"), Decimal(0), wants_power=False),
            MeterReading(on(MONDAY, "13:00"), Decimal(800), wants_power=False),
        ),
    )
    both = tariff(element(energy("0.50"), parking("6.00")))
    assert costs(both, warm)[0] == "6.40"


def test_a_tariff_is_valid_from_an_instant_until_before_another() -> None:
    """Tariff object, start and end: what counts is when a session starts."""
    begins, ends = on(MONDAY, "12:00"), on(MONDAY, "18:00")
    one = tariff(element(CHEAP), valid_from=begins, valid_to=ends)
    instants = (begins - timedelta(seconds=1), begins, ends - timedelta(seconds=1), ends)
    assert [one.is_valid_at(at) for at in instants] == [False, True, True, False]
    assert replace(one, valid_from=None, valid_to=None).is_valid_at(begins)
