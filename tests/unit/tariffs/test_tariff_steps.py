"""Steps: OCPI 2.2.1, "CDR object", step_size, and "PriceComponent class"."""

import pytest
from tests.unit.tariffs.charging import (
    MONDAY,
    billed,
    charge,
    costs,
    element,
    energy,
    on,
    park,
    parking,
    session,
    tariff,
    time,
)

from chargehouse.contexts.tariffs.model.pricing import price

NOON = on(MONDAY, "12:00")


@pytest.mark.parametrize(
    ("step", "kwh", "wh"),
    [
        (1, "0.1152", "116"),
        (25, "0.1152", "125"),
        (500, "0.1152", "500"),
        (500, "0.5", "500"),
        (0, "0.1152", "115.2"),
    ],
)
def test_energy_is_billed_in_whole_steps(step: int, kwh: str, wh: str) -> None:
    """115.2 Wh are 116 single ones, 5 steps of 25 (125) and one of 500; a step of 0 is none."""
    by_energy = tariff(element(energy("0.40", step)))
    line = price(by_energy, session(NOON, charge(5, kwh))).lines[0]
    assert (str(line.billed), str(line.used)) == (wh, f"{float(kwh) * 1000:g}")


def test_the_total_of_energy_is_rounded_not_each_part() -> None:
    """4.1 kWh before 17:00 and 1.2 after are 5.3, in steps of 500 Wh 5.5: 1.4 after 17:00."""
    dearer = tariff(element(energy("0.20", 500), end_time="17:00"), element(energy("0.30", 500)))
    breakdown = price(dearer, session(on(MONDAY, "16:00"), charge(60, "4.1"), charge(60, "1.2")))
    assert billed(breakdown) == [("energy", "4100", "0.8200"), ("energy", "1400", "0.4200")]


def test_the_total_of_time_is_rounded_not_each_part() -> None:
    """7 minutes before 17:00 and 26 after are 33, in steps of 10 they are 40: 33 after 17:00."""
    dearer = tariff(element(time("6.00", 600), end_time="17:00"), element(time("9.00", 600)))
    breakdown = price(dearer, session(on(MONDAY, "16:53"), charge(33, "2")))
    assert billed(breakdown) == [("time", "420", "0.7000"), ("time", "1980", "4.9500")]


def test_the_last_component_says_how_long_a_step_is() -> None:
    """20 minutes, of which the last 5 at a price in steps of 15, are 30: 15 of them the last's."""
    steps = tariff(element(time("6.00", 3600), end_time="17:00"), element(time("3.00", 900)))
    breakdown = price(steps, session(on(MONDAY, "16:45"), charge(20, "2")))
    assert billed(breakdown) == [("time", "900", "1.5000"), ("time", "900", "0.7500")]


def test_what_is_not_priced_is_no_part_of_the_total() -> None:
    """Of 40 minutes only the last 25 cost anything: in steps of 20 they are 40."""
    free_before = tariff(element(time("3.00", 1200), start_time="17:00", end_time="00:00"))
    breakdown = price(free_before, session(on(MONDAY, "16:45"), charge(40, "2")))
    assert billed(breakdown) == [("time", "2400", "2.0000")]


def test_only_parking_is_rounded_where_it_is_billed() -> None:
    """22 minutes of charging stay 22, 17 of parking are 20 in steps of 10."""
    both = tariff(element(time("3.00", 600), parking("6.00", 600)))
    breakdown = price(both, session(NOON, charge(22, "5"), park(17)))
    assert billed(breakdown) == [("time", "1320", "1.1000"), ("parking_time", "1200", "2.0000")]


def test_only_parking_is_rounded_also_where_charging_goes_on_after_it() -> None:
    """Parking of 3 and 4 minutes is 7, in steps of 5 it is 10; charging stays 31 minutes."""
    both = tariff(element(time("3.00", 600), parking("6.00", 300)))
    stages = (charge(10, "2"), park(3), charge(9, "2"), park(4), charge(12, "2"))
    breakdown = price(both, session(NOON, *stages))
    assert billed(breakdown) == [
        ("time", "600", "0.5000"),
        ("parking_time", "180", "0.3000"),
        ("time", "540", "0.4500"),
        ("parking_time", "420", "0.7000"),
        ("time", "720", "0.6000"),
    ]


def test_charging_is_rounded_where_parking_costs_nothing() -> None:
    """No component prices parking, so 22 minutes of charging are 30 in steps of 10."""
    free_parking = tariff(element(time("3.00", 600)))
    assert costs(free_parking, session(NOON, charge(22, "5"), park(17)))[0] == "1.50"


def test_parking_at_no_price_is_billed_all_the_same() -> None:
    """A price of nothing is a price: charging is not rounded, and parking is, to nothing."""
    both = tariff(element(time("3.00", 600), parking("0.00", 600)))
    breakdown = price(both, session(NOON, charge(22, "5"), park(17)))
    assert billed(breakdown) == [("time", "1320", "1.1000"), ("parking_time", "1200", "0.0000")]


def test_energy_and_time_are_rounded_each_for_itself() -> None:
    """5.2 kWh in steps of 1 are 6; 61 minutes in steps of 30 are 90."""
    both = tariff(element(energy("0.50", 1000), time("2.00", 1800)))
    breakdown = price(both, session(NOON, charge(61, "5.2")))
    assert billed(breakdown) == [("energy", "6000", "3.0000"), ("time", "5400", "3.0000")]


def test_a_line_says_what_its_step_added() -> None:
    in_steps = tariff(element(time("6.00", 600)))
    line = price(in_steps, session(NOON, charge(15, "2"))).lines[0]
    assert line.why == (
        "Element 1 is the first that prices charging time and matches: always."
        " Steps of 600 s add 300 s."
    )


def test_fractions_of_a_second_are_billed_as_one() -> None:
    """10.5 s in steps of 1 s are 11."""
    by_time = tariff(element(time("3600", 1)))
    assert costs(by_time, session(NOON, charge(10.5 / 60, "1")))[0] == "11.00"
