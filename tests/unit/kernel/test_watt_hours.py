import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehouse.kernel.energy import NotAQuantity, decimal_of, watt_hours, watts


@pytest.mark.parametrize(
    ("text", "unit", "multiplier", "expected"),
    [
        ("1234", "Wh", 0, 1234),
        ("1.234", "kWh", 0, 1234),
        ("1,234", "kWh", 0, 1234),
        (" 7 ", "wh", 0, 7),
        ("12", "KWH", 0, 12_000),
        ("5", "Wh", 3, 5000),
        ("5000", "Wh", -3, 5),
        ("0.5", "Wh", 0, 0),
        ("1.5", "Wh", 0, 2),
        ("-3", "Wh", 0, -3),
        ("1e3", "Wh", 0, 1000),
        ("0.1", "kWh", 0, 100),
        ("12345678901234567.891", "Wh", 0, 12345678901234568),
    ],
)
def test_energy_is_read_exactly(text: str, unit: str, multiplier: int, expected: int) -> None:
    assert watt_hours(text, unit, multiplier) == expected


@pytest.mark.parametrize(
    ("text", "unit", "multiplier"),
    [
        ("", "Wh", 0),
        ("full", "Wh", 0),
        ("NaN", "Wh", 0),
        ("Infinity", "kWh", 0),
        ("1", "varh", 0),
        ("1", "kvarh", 0),
        ("1", "VAh", 0),
        ("1", "Wh", 99),
        ("1e999999", "Wh", 0),
        ("9" * 19, "kWh", 0),
        ("1,2,3", "Wh", 0),
        ("9" * 500, "Wh", 0),
    ],
)
def test_what_is_no_energy_is_refused(text: str, unit: str, multiplier: int) -> None:
    with pytest.raises(NotAQuantity):
        watt_hours(text, unit, multiplier)


def test_power_has_units_of_its_own() -> None:
    assert watts("11", "kW") == 11_000
    with pytest.raises(NotAQuantity):
        watts("11", "kWh")


def test_a_plain_number_is_read_exactly() -> None:
    assert str(decimal_of("055,50")) == "55.50"


@given(st.integers(min_value=0, max_value=10**15))
def test_kilowatt_hours_and_watt_hours_agree(wh: int) -> None:
    assert watt_hours(f"{wh // 1000}.{wh % 1000:03}", "kWh") == wh == watt_hours(str(wh))


@given(st.text(max_size=60), st.integers(min_value=-20, max_value=20))
def test_any_text_is_a_quantity_or_refused(text: str, multiplier: int) -> None:
    with contextlib.suppress(NotAQuantity):
        assert abs(watt_hours(text, "kWh", multiplier)) < 2**62
