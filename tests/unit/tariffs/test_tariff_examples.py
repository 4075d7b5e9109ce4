"""Tariffs of the kinds that OCPI shows as examples, with figures of our own.

Sections are those of OCPI 2.2.1: "Tariff object" (examples), "PriceComponent class" (switching
elements), "TariffRestrictions class" and "CDR object" (step_size).
"""

import pytest
from tests.unit.tariffs.charging import (
    MONDAY,
    billed,
    charge,
    costs,
    element,
    energy,
    flat,
    limit,
    on,
    park,
    parking,
    session,
    shown,
    tariff,
    time,
)

from chargehouse.contexts.tariffs.model.pricing import price

NINE = on(MONDAY, "09:00")


def test_energy_alone() -> None:
    """Tariff object, simple tariff a kWh: 24 kWh at 0.35 are 8.40, and 21 % more with VAT."""
    by_energy = tariff(element(energy("0.35", tax="21")))
    assert costs(by_energy, session(NINE, charge(90, "24"))) == ("8.40", "10.16")


def test_energy_and_a_start_fee() -> None:
    """Tariff object, start fee: 1.00 and 24 kWh at 0.35; VAT is 10 % on the one, 21 % on the other.

    1.00 + 8.40 = 9.40; 1.10 + 10.164 = 11.264.
    """
    with_fee = tariff(element(flat("1.00", tax="10"), energy("0.35", tax="21")))
    breakdown = price(with_fee, session(NINE, charge(90, "24")))
    assert shown(breakdown.total) == ("9.4000", "11.2640")
    assert shown(breakdown.due) == ("9.40", "11.26")


@pytest.mark.parametrize(
    ("kwh", "due"),
    [("20", ("6.00", "7.26")), ("3", ("1.50", "1.80")), ("5", ("1.50", "1.82"))],
)
def test_a_least_price_is_no_fee(kwh: str, due: tuple[str, str]) -> None:
    """Tariff object, minimum price: at 0.30 a kWh, at least 1.50, with VAT at least 1.80.

    3 kWh are 0.90 and 1.089, so both are raised; 5 kWh are 1.50 and 1.815 by themselves.
    """
    least = tariff(element(energy("0.30", tax="21")), min_price=limit("1.50", "1.80"))
    assert costs(least, session(NINE, charge(60, kwh))) == due


@pytest.mark.parametrize(("kwh", "due"), [("60", ("15.00", "18.00")), ("30", ("10.00", "11.85"))])
def test_a_most_price(kwh: str, due: tuple[str, str]) -> None:
    """Tariff object, maximum price: 1.00 (10 %) and 0.30 a kWh (19.4444 %), at most 15.00/18.00.

    60 kWh would be 19.00. 30 kWh are 1.00 + 9.00; 1.10 + 9.00 x 1.194444 = 11.85.
    """
    most = tariff(
        element(flat("1.00", tax="10"), energy("0.30", tax="19.4444")),
        max_price=limit("15.00", "18.00"),
    )
    assert costs(most, session(NINE, charge(60, kwh))) == due


def test_energy_parking_and_a_start_fee() -> None:
    """Tariff object, parking and start fee: parking for 50 minutes is billed as 60 in steps of 20.

    0.50 + 20 x 0.30 + 1 h x 3.00 = 9.50.
    """
    with_parking = tariff(element(flat("0.50"), energy("0.30"), parking("3.00", 1200)))
    breakdown = price(with_parking, session(NINE, charge(120, "20"), park(50)))
    assert billed(breakdown) == [
        ("flat", "1", "0.5000"),
        ("energy", "20000", "6.0000"),
        ("parking_time", "3600", "3.0000"),
    ]


def test_time_alone_does_not_price_parking() -> None:
    """Tariff object, a price an hour: 100 minutes at 3.00 an hour are 5.00, parking is free."""
    by_time = tariff(element(time("3.00", 60)))
    assert costs(by_time, session(NINE, charge(100, "10"), park(45)))[0] == "5.00"


def test_time_and_dearer_parking() -> None:
    """Tariff object, time and parking: 90 minutes at 2.00, and 33 billed as 35 at 6.00.

    3.00 + 3.50 = 6.50; with 10 % and 20 %: 3.30 + 4.20 = 7.50.
    """
    dearer = tariff(element(time("2.00", 60, tax="10"), parking("6.00", 300, tax="20")))
    assert costs(dearer, session(NINE, charge(90, "10"), park(33))) == ("6.50", "7.50")


COMPLEX = tariff(
    element(flat("2.00", tax="15")),
    element(time("1.20", 900, tax="20"), max_current="32"),
    element(time("2.40", 600, tax="20"), min_current="32", day_of_week=(1, 2, 3, 4, 5)),
    element(time("1.80", 600, tax="20"), min_current="32", day_of_week=(6, 7)),
    element(
        parking("6.00", 300, tax="10"),
        start_time="09:00",
        end_time="18:00",
        day_of_week=(1, 2, 3, 4, 5),
    ),
    element(parking("9.00", 300, tax="10"), start_time="10:00", end_time="17:00", day_of_week=(6,)),
)


def test_many_elements_on_a_weekday_with_little_current() -> None:
    """Tariff object, complex example: charging is not rounded, because parking is billed.

    2.00 + 155 min x 1.20 = 3.10 + 38 min billed as 40 x 6.00 = 4.00; together 9.10.
    With taxes 2.30 + 3.72 + 4.40 = 10.42.
    """
    monday = session(on(MONDAY, "09:30"), charge(155, "25", a="16"), park(38))
    assert costs(COMPLEX, monday) == ("9.10", "10.42")


def test_many_elements_on_a_saturday_with_much_current() -> None:
    """Tariff object, complex example: 2.00 + 110 min x 1.80 = 3.30 + 62 as 65 min x 9.00 = 9.75.

    Together 15.05; with taxes 2.30 + 3.96 + 10.725 = 16.985.
    """
    saturday = session(on("2026-06-06", "13:30"), charge(110, "60", a="43"), park(62))
    breakdown = price(COMPLEX, saturday)
    assert shown(breakdown.total) == ("15.0500", "16.9850")
    assert shown(breakdown.due) == ("15.05", "16.99")


def test_free_of_charge_costs_nothing_with_taxes_too() -> None:
    """Tariff object, free of charge: a flat fee of nothing, without any word of VAT."""
    free = tariff(element(flat("0.00")))
    assert costs(free, session(NINE, charge(60, "10"))) == ("0.00", "0.00")


def test_the_first_energy_and_the_first_hours_of_parking_cost_less() -> None:
    """Tariff object, first hour free: durations count from the start of the session.

    2 kWh of 20 free, 18 x 0.25 = 4.50. Plugged in for five hours, two of them charging: the third
    and fourth hour at 2.00 are 4.00, the fifth at 3.00.
    """
    tiers = tariff(
        element(energy("0.00"), max_kwh="2"),
        element(energy("0.25"), min_kwh="2"),
        element(parking("0.00", 60), max_duration=7200),
        element(parking("2.00", 60), min_duration=7200, max_duration=14400),
        element(parking("3.00", 60), min_duration=14400),
    )
    breakdown = price(tiers, session(NINE, charge(120, "20"), park(180)))
    assert billed(breakdown) == [
        ("energy", "2000", "0.0000"),
        ("energy", "18000", "4.5000"),
        ("parking_time", "7200", "4.0000"),
        ("parking_time", "3600", "3.0000"),
    ]
    assert shown(breakdown.due) == ("11.50", None)


def test_power_decides_between_prices() -> None:
    """TariffRestrictions, max_power: 2 kWh at 10 kW, 30 at 60 kW, 1 at 5 kW.

    2 x 0.25 + 30 x 0.60 + 1 x 0.25 = 18.75. The price in between is for 20 to below 40 kW.
    """
    by_power = tariff(
        element(energy("0.25"), max_power="20"),
        element(energy("0.40"), max_power="40"),
        element(energy("0.60")),
    )
    fast = session(NINE, charge(12, "2", "10"), charge(30, "30", "60"), charge(12, "1", "5"))
    assert [cost for _, _, cost in billed(price(by_power, fast))] == ["0.5000", "18.0000", "0.2500"]


def test_a_supermarket_gives_away_the_first_half_hour() -> None:
    """TariffRestrictions, max_duration: 6 kWh in the first 30 minutes, 1.5 in the 10 after."""
    shop = tariff(
        element(energy("0.00"), max_duration=1800),
        element(energy("0.30"), max_duration=3600),
        element(energy("0.50")),
    )
    customer = session(NINE, charge(30, "6"), charge(10, "1.5"))
    assert costs(shop, customer)[0] == "0.45"


EVENING = tariff(
    element(time("1.20", 1800), parking("1.80", 900), start_time="00:00", end_time="17:00"),
    element(time("2.40", 900), parking("1.80", 900), start_time="17:00", end_time="20:00"),
    element(time("2.40", 900), start_time="20:00", end_time="00:00"),
)


def test_another_element_and_then_parking() -> None:
    """PriceComponent, switching #1: 5 minutes before 17:00, 5 after, 2 of parking billed as 15.

    0.10 + 0.20 + 0.45 = 0.75; charging is not rounded.
    """
    breakdown = price(EVENING, session(on(MONDAY, "16:55"), charge(10, "1"), park(2)))
    assert billed(breakdown) == [
        ("time", "300", "0.1000"),
        ("time", "300", "0.2000"),
        ("parking_time", "900", "0.4500"),
    ]


def test_another_element_takes_what_its_step_adds() -> None:
    """PriceComponent, switching #2: 35 minutes are billed as 45, 20 of them after 17:00.

    25 min x 1.20 = 0.50 and 20 min x 2.40 = 0.80.
    """
    breakdown = price(EVENING, session(on(MONDAY, "16:35"), charge(35, "1")))
    assert billed(breakdown) == [("time", "1500", "0.5000"), ("time", "1200", "0.8000")]


def test_parking_that_becomes_free_is_rounded_where_it_was_paid() -> None:
    """PriceComponent, switching to free: of 20 minutes of parking 8 are before 20:00, billed as 15.

    12 min x 2.40 = 0.48 and 15 min x 1.80 = 0.45 (the maintainers' reading, ocpi/ocpi#546).
    """
    breakdown = price(EVENING, session(on(MONDAY, "19:40"), charge(12, "1"), park(20)))
    assert billed(breakdown) == [("time", "720", "0.4800"), ("parking_time", "900", "0.4500")]
