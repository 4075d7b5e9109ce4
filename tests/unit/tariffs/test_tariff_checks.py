"""What may stand in a tariff of the catalogue, and what can be priced as a sample."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from tests.unit.tariffs.charging import (
    MONDAY,
    charge,
    element,
    energy,
    flat,
    limit,
    named,
    on,
    parking,
    session,
    tariff,
    time,
)

from chargehouse.contexts.tariffs.model.checks import (
    alt_text_of,
    checked,
    checked_sample,
    name_of,
    ocpi_id_of,
    url_of,
)
from chargehouse.contexts.tariffs.model.metered import MeteredSession, MeterReading, Reservation
from chargehouse.contexts.tariffs.model.tariff import PriceComponent, Tariff, Tax
from chargehouse.kernel.errors import Invalid

NOON = on(MONDAY, "12:00")
GOOD = tariff(
    element(energy("0.55", tax="21"), start_time="17:00", end_time="20:00"),
    element(flat("2.00"), time("4.00", 60), reservation="reservation"),
    element(energy("0.35"), parking("6.00", 300)),
    min_price=limit("0.50", "0.60"),
    max_price=limit("50", "60.50"),
    valid_from=NOON,
    valid_to=NOON + timedelta(days=1),
)


def faults(tariff_: Tariff) -> list[str]:
    """Return the fields that are refused."""
    with pytest.raises(Invalid) as refused:
        checked(tariff_)
    errors: Any = refused.value.details["errors"]
    return [error["field"] for error in errors]


def test_a_good_tariff_is_taken_as_it_is() -> None:
    assert checked(GOOD) is GOOD


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"currency": "EURO"}, ["currency"]),
        ({"currency": "eur"}, ["currency"]),
        ({"elements": ()}, ["elements"]),
        ({"elements": (element(energy("1"), max_kwh="1"),) * 101}, ["elements"]),
        ({"valid_to": NOON}, ["valid_to"]),
        ({"min_price": limit()}, ["min_price"]),
        ({"min_price": limit("-1")}, ["min_price"]),
        ({"min_price": limit("5", "4")}, ["min_price.incl"]),
        ({"min_price": limit("51")}, ["max_price"]),
        ({"max_price": limit("NaN")}, ["max_price"]),
    ],
)
def test_what_a_tariff_says_of_itself(wrong: dict[str, Any], fields: list[str]) -> None:
    assert faults(replace(GOOD, **wrong)) == fields


@pytest.mark.parametrize(
    ("component", "fields"),
    [
        (energy("-0.01"), ["price"]),
        (energy("0.12345"), ["price"]),
        (energy("1e9"), ["price"]),
        (energy("Infinity"), ["price"]),
        (energy("1e-999999"), ["price"]),
        (energy("1", -1), ["step_size"]),
        (energy("1", 10**7), ["step_size"]),
        (energy("1", tax="101"), ["taxes"]),
        (energy("1", tax="-1"), ["taxes"]),
        (named("energy", "1", **{"": "5"}), ["taxes"]),
        (PriceComponent("energy", Decimal(1), 1, (Tax("A", Decimal(1)),) * 2), ["taxes"]),
    ],
)
def test_what_a_price_may_be(component: PriceComponent, fields: list[str]) -> None:
    found = faults(tariff(element(component)))
    assert found == [f"elements[0].components[0].{field}" for field in fields]


@pytest.mark.parametrize(
    ("restrictions", "field"),
    [
        ({"start_time": "08:00", "end_time": "08:00"}, "end_time"),
        ({"start_date": date(2026, 6, 1), "end_date": date(2026, 6, 1)}, "end_date"),
        ({"day_of_week": (1, 1)}, "day_of_week"),
        ({"min_kwh": "5", "max_kwh": "5"}, "max_kwh"),
        ({"max_kwh": "0"}, "max_kwh"),
        ({"min_power": "-1"}, "min_power"),
        ({"max_current": "0.00001"}, "min_current"),
        ({"min_duration": 60, "max_duration": 30}, "max_duration"),
        ({"max_duration": -1}, "min_duration"),
    ],
)
def test_what_restrictions_may_be(restrictions: dict[str, Any], field: str) -> None:
    assert faults(tariff(element(energy("1"), **restrictions))) == [
        f"elements[0].restrictions.{field}"
    ]


def test_an_element_prices_a_dimension_once() -> None:
    assert faults(tariff(element(energy("1"), energy("2")))) == [
        "elements[0].components[1].dimension"
    ]
    assert faults(tariff(element())) == ["elements[0].components"]


def test_a_reservation_has_a_fee_and_a_time_alone() -> None:
    """TariffRestrictions, reservation: only FLAT and TIME."""
    assert faults(tariff(element(parking("1"), energy("1"), reservation="reservation"))) == [
        "elements[0].components[0].dimension",
        "elements[0].components[1].dimension",
    ]


def test_a_price_that_never_holds_is_told() -> None:
    """Tariff object: an element without restrictions is the last for its dimensions."""
    hidden = tariff(
        element(energy("1")),
        element(energy("2"), time("3"), min_kwh="5"),
        element(time("4"), reservation="reservation"),
    )
    with pytest.raises(Invalid, match="never prices energy: element 1 always does"):
        checked(hidden)
    assert faults(hidden) == ["elements[1]"]


def test_where_no_taxes_apply_none_are_named() -> None:
    untaxed = tariff(element(energy("1", tax="0")), tax_included="not_applicable")
    assert faults(untaxed) == ["elements[0].components[0].taxes"]


@pytest.mark.parametrize("text", ["", "  ", "a" * 101, "two\nlines"])
def test_a_name_is_short_and_printable(text: str) -> None:
    with pytest.raises(Invalid):
        name_of(text)
    assert name_of("  City ") == "City"


@pytest.mark.parametrize("text", ["", " A", "Zürich", "a" * 37, "a\tb"])
def test_an_ocpi_id_is_printable_ascii(text: str) -> None:
    """Types, CiString(36)."""
    with pytest.raises(Invalid):
        ocpi_id_of(text)
    assert ocpi_id_of("Eve-1") == "Eve-1"


def test_texts_and_addresses_are_what_ocpi_takes() -> None:
    """Types, DisplayText(512) and URL(255)."""
    assert alt_text_of("Teurer am Abend") == "Teurer am Abend"
    assert url_of("https://example.com/prices") == "https://example.com/prices"
    for text in ("ftp://example.com", "https://example.com/" + "a" * 250):
        with pytest.raises(Invalid):
            url_of(text)
    with pytest.raises(Invalid):
        alt_text_of("a" * 513)


GOOD_SAMPLE = session(NOON, charge(60, "10"))


def at(*seconds: float) -> tuple[MeterReading, ...]:
    """Return readings so long after noon."""
    return tuple(
        MeterReading(NOON.astimezone(UTC) + timedelta(seconds=each), Decimal(0)) for each in seconds
    )


@pytest.mark.parametrize(
    "wrong",
    [
        replace(GOOD_SAMPLE, timezone="Brussels"),
        replace(GOOD_SAMPLE, readings=()),
        replace(GOOD_SAMPLE, readings=at(1, 0)),
        replace(GOOD_SAMPLE, readings=at(0, 366 * 86_400)),
        replace(GOOD_SAMPLE, readings=at(*range(10_001))),
        replace(GOOD_SAMPLE, readings=(MeterReading(NOON, Decimal("NaN")),)),
        replace(GOOD_SAMPLE, readings=(MeterReading(NOON, Decimal("1e30")),)),
        replace(
            GOOD_SAMPLE,
            readings=(MeterReading(NOON, Decimal(0), power_w=Decimal("-Infinity")),),
        ),
        replace(GOOD_SAMPLE, readings=(MeterReading(datetime(1, 1, 1, tzinfo=UTC), Decimal(0)),)),
        replace(GOOD_SAMPLE, reserved=Reservation(NOON, NOON - timedelta(seconds=1))),
    ],
)
def test_a_sample_that_nobody_metered_is_refused(wrong: MeteredSession) -> None:
    with pytest.raises(Invalid):
        checked_sample(wrong)


def test_a_good_sample_is_taken_as_it_is() -> None:
    assert checked_sample(GOOD_SAMPLE) is GOOD_SAMPLE
    reserved_only = MeteredSession(
        timezone="Europe/Brussels", reserved=Reservation(NOON, NOON, expired=True)
    )
    assert checked_sample(reserved_only) is reserved_only
