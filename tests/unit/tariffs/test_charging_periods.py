"""What a CDR needs of a session: OCPI 2.2.1 "CDR object", "ChargingPeriod class"."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.unit.tariffs.charging import (
    BRUSSELS,
    MONDAY,
    billed,
    charge,
    element,
    energy,
    flat,
    on,
    park,
    parking,
    session,
    shown,
    tariff,
    time,
)

from chargehouse.contexts.tariffs.model.metered import (
    MeteredPeriod,
    MeteredSession,
    MeterReading,
    readings_of,
)
from chargehouse.contexts.tariffs.model.pricing import price
from chargehouse.contexts.tariffs.model.segments import UnorderedReadings

EVENING = tariff(
    element(energy("0.50"), start_time="17:00", end_time="20:00"),
    element(flat("1.00"), energy("0.30"), parking("6.00", 600)),
)
SIXTEEN = on(MONDAY, "16:00")
STAYED = session(SIXTEEN, charge(90, "9"), park(45))


def test_a_period_begins_whenever_another_component_is_active() -> None:
    """6 kWh until 17:00, 3 until 17:30, then 45 minutes of parking."""
    periods = price(EVENING, STAYED).periods
    assert [(period.begins, str(period.energy_kwh)) for period in periods] == [
        (on(MONDAY, "16:00"), "6.0000"),
        (on(MONDAY, "17:00"), "3.0000"),
        (on(MONDAY, "17:30"), "0.0000"),
    ]
    assert [str(period.charging_h) for period in periods] == ["1.0000", "0.5000", "0.0000"]
    assert [str(period.parking_h) for period in periods] == ["0.0000", "0.0000", "0.7500"]


def test_periods_follow_one_another_and_fill_the_session() -> None:
    breakdown = price(EVENING, STAYED)
    edges = [breakdown.begins, *(period.ends for period in breakdown.periods)]
    assert [period.begins for period in breakdown.periods] == edges[:-1]
    assert edges[-1] == breakdown.ends == SIXTEEN + timedelta(minutes=135)


def test_volumes_are_as_metered_whatever_the_steps() -> None:
    """45 minutes of parking are billed as 50, and stay 45 in the period and the totals."""
    breakdown = price(EVENING, STAYED)
    assert billed(breakdown)[-1] == ("parking_time", "3000", "5.0000")
    assert str(breakdown.parking_h) == "0.7500"
    assert str(breakdown.charging_h) == "1.5000"
    assert str(breakdown.energy_kwh) == "9.0000"


def test_costs_are_told_by_kind() -> None:
    by_kind = price(EVENING, STAYED).costs
    assert [
        shown(amount)[0]
        for amount in (
            by_kind.fixed,
            by_kind.energy,
            by_kind.time,
            by_kind.parking,
            by_kind.reservation,
        )
    ] == ["1.0000", "3.3000", "0.0000", "5.0000", "0.0000"]


def test_readings_that_change_nothing_make_no_period() -> None:
    stages = [charge(1, "0.1") for _ in range(30)]
    assert len(price(tariff(element(energy("0.30"))), session(SIXTEEN, *stages)).periods) == 1


def test_rounded_volumes_of_all_periods_are_the_rounded_total() -> None:
    """Three periods of 100 s are 0.0278 hours each, and 0.0833 together."""
    thirds = tariff(
        element(time("1.00"), max_duration=100),
        element(time("2.00"), max_duration=200),
        element(time("3.00")),
    )
    breakdown = price(thirds, session(SIXTEEN, charge(5, "0.1")))
    assert [str(period.charging_h) for period in breakdown.periods] == [
        "0.0278",
        "0.0278",
        "0.0277",
    ]
    assert str(breakdown.charging_h) == "0.0833"


def test_power_and_current_are_told_where_the_tariff_depends_on_them() -> None:
    """Least and greatest of each period, in kW and A; not where no restriction asks for them."""
    by_both = tariff(
        element(energy("0.30"), max_power="20"),
        element(energy("0.60")),
        element(time("1.00"), min_current="100"),
    )
    stages = (
        charge(5, "1", "12", "18"),
        charge(5, "1.2", "14.5", "21"),
        charge(5, "4", "48", "70"),
    )
    periods = price(by_both, session(SIXTEEN, *stages)).periods
    assert [(str(one.min_power_kw), str(one.max_power_kw)) for one in periods] == [
        ("12.0000", "14.5000"),
        ("48.0000", "48.0000"),
    ]
    assert [(str(one.min_current_a), str(one.max_current_a)) for one in periods] == [
        ("18.0000", "21.0000"),
        ("70.0000", "70.0000"),
    ]
    plain = price(EVENING, session(SIXTEEN, *stages)).periods[0]
    assert (plain.min_power_kw, plain.max_current_a) == (None, None)


def test_a_session_without_length_has_its_fee_and_one_period() -> None:
    at_once = MeteredSession(timezone=BRUSSELS, readings=(MeterReading(SIXTEEN, Decimal(5)),))
    breakdown = price(EVENING, at_once)
    assert billed(breakdown) == [("flat", "1", "1.0000")]
    assert [(one.begins, one.ends) for one in breakdown.periods] == [(SIXTEEN, SIXTEEN)]
    twice = MeteredSession(timezone=BRUSSELS, readings=at_once.readings * 2)
    assert price(EVENING, twice) == breakdown


def test_energy_between_two_readings_of_one_instant_is_billed() -> None:
    """A register that was corrected at the end: the 2 kWh are there, and took no time."""
    corrected = MeteredSession(
        timezone=BRUSSELS,
        readings=(
            MeterReading(SIXTEEN, Decimal(0)),
            MeterReading(SIXTEEN + timedelta(minutes=10), Decimal(1000)),
            MeterReading(SIXTEEN + timedelta(minutes=10), Decimal(3000)),
        ),
    )
    tiers = tariff(element(energy("0.10"), max_kwh="2"), element(energy("1.00")))
    assert billed(price(tiers, corrected)) == [
        ("energy", "2000", "0.2000"),
        ("energy", "1000", "1.0000"),
    ]


def test_a_register_counts_from_the_first_reading() -> None:
    later = MeteredSession(
        timezone=BRUSSELS,
        readings=(
            MeterReading(SIXTEEN, Decimal("812345.678")),
            MeterReading(SIXTEEN + timedelta(hours=1), Decimal("822345.678")),
        ),
    )
    assert str(price(EVENING, later).energy_kwh) == "10.0000"


def test_a_register_that_goes_back_counts_for_nothing_until_it_is_there_again() -> None:
    """0, 3 kWh, back to 1, then 4: four were charged."""
    registers = (0, 3000, 1000, 4000)
    back = MeteredSession(
        timezone=BRUSSELS,
        readings=tuple(
            MeterReading(SIXTEEN + timedelta(minutes=10 * place), Decimal(wh))
            for place, wh in enumerate(registers)
        ),
    )
    assert str(price(EVENING, back).energy_kwh) == "4.0000"


def test_readings_out_of_order_have_no_price() -> None:
    wrong = MeteredSession(
        timezone=BRUSSELS,
        readings=(MeterReading(SIXTEEN, Decimal(0)), MeterReading(on(MONDAY, "15:00"), Decimal(1))),
    )
    with pytest.raises(UnorderedReadings):
        price(EVENING, wrong)


def test_instants_are_told_in_utc() -> None:
    assert price(EVENING, STAYED).begins == datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
    assert price(EVENING, STAYED).begins.tzinfo is UTC


def test_charging_periods_are_priced_like_what_was_metered() -> None:
    """The periods of a CDR, priced again, come to the same."""
    first = price(EVENING, STAYED)
    again = MeteredSession(
        timezone=BRUSSELS,
        readings=readings_of(
            [
                MeteredPeriod(
                    begins=period.begins,
                    energy_kwh=period.energy_kwh,
                    charging_h=period.charging_h,
                    parking_h=period.parking_h,
                )
                for period in first.periods
            ],
            first.ends,
        ),
    )
    assert price(EVENING, again) == first


def test_in_a_period_with_both_the_vehicle_parks_after_it_has_charged() -> None:
    """An hour of charging and half an hour of parking in one period of ninety minutes."""
    mixed = MeteredPeriod(
        begins=SIXTEEN,
        energy_kwh=Decimal("7.5"),
        charging_h=Decimal(1),
        parking_h=Decimal("0.5"),
        power_kw=Decimal("7.5"),
    )
    readings = readings_of([mixed], SIXTEEN + timedelta(minutes=90))
    assert [(one.at, one.energy_wh, one.wants_power) for one in readings[:2]] == [
        (SIXTEEN, Decimal(0), True),
        (SIXTEEN + timedelta(hours=1), Decimal(7500), False),
    ]
    parked_only = MeteredPeriod(begins=SIXTEEN, parking_h=Decimal("0.5"))
    assert [one.wants_power for one in readings_of([parked_only], SIXTEEN)] == [False, True]
