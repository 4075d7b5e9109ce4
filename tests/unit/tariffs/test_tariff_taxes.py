"""Taxes, limits, rounding: OCPI 2.2.1 "PriceComponent class", "Tariff object"; 2.3.0 taxes."""

from decimal import Decimal

import pytest
from tests.unit.tariffs.charging import (
    MONDAY,
    charge,
    costs,
    element,
    energy,
    flat,
    limit,
    named,
    on,
    park,
    parking,
    session,
    shown,
    tariff,
    time,
)

from chargehouse.contexts.tariffs.model.amounts import Amount
from chargehouse.contexts.tariffs.model.breakdown import CostBreakdown
from chargehouse.contexts.tariffs.model.pricing import price

NOON = on(MONDAY, "12:00")
TEN_KWH = session(NOON, charge(60, "10"))


def taxes(amount: Amount) -> list[tuple[str, str]]:
    """Return taxes by name."""
    return [(tax.name, str(tax.amount)) for tax in amount.taxes]


def limits(breakdown: CostBreakdown) -> list[tuple[str, tuple[str | None, str | None]]]:
    """Return the lines of limits."""
    return [(line.occasion, shown(line.amount)) for line in breakdown.lines if line.price is None]


def test_a_missing_vat_is_not_none() -> None:
    """PriceComponent class: what it costs with VAT is not known, but where VAT is 0 % it is."""
    assert costs(tariff(element(energy("0.30"))), TEN_KWH) == ("3.00", None)
    assert costs(tariff(element(energy("0.30", tax="0"))), TEN_KWH) == ("3.00", "3.00")


def test_one_price_without_a_word_of_vat_leaves_the_total_unknown() -> None:
    mixed = tariff(element(flat("1.00"), energy("0.30", tax="21")))
    breakdown = price(mixed, TEN_KWH)
    assert shown(breakdown.due) == ("4.00", None)
    assert breakdown.due.taxes == ()
    assert shown(breakdown.costs.energy) == ("3.0000", "3.6300")


def test_what_was_not_used_leaves_nothing_unknown() -> None:
    """Parking says nothing of VAT, but nobody parked; a fee of nothing needs none."""
    unused = tariff(element(flat("0.00"), energy("0.30", tax="21"), parking("5.00")))
    assert costs(unused, TEN_KWH) == ("3.00", "3.63")


def test_where_no_taxes_apply_both_are_the_same() -> None:
    """2.3.0, tax_included `N/A`."""
    untaxed = tariff(element(energy("0.30")), tax_included="not_applicable")
    assert costs(untaxed, TEN_KWH) == ("3.00", "3.00")


def test_prices_that_hold_their_taxes() -> None:
    """2.3.0, tax_included `YES`: 3.63 with 21 % in it are 3.00 without."""
    included = tariff(element(energy("0.363", tax="21")), tax_included="yes")
    breakdown = price(included, TEN_KWH)
    assert shown(breakdown.due) == ("3.00", "3.63")
    assert taxes(breakdown.due) == [("VAT", "0.63")]


def test_prices_with_taxes_that_nobody_names() -> None:
    """2.3.0, tax_included `YES` without a rate: what it is without taxes is not known."""
    included = tariff(element(time("2.10")), tax_included="yes", currency="CAD")
    assert costs(included, TEN_KWH) == (None, "2.10")


def test_several_taxes_on_one_price() -> None:
    """2.3.0, taxes: GST of 5 % and QST of 9.975 % on 10.00 are 0.50 and 0.9975."""
    quebec = tariff(element(named("energy", "1.00", GST="5", QST="9.975")), currency="CAD")
    breakdown = price(quebec, TEN_KWH)
    assert shown(breakdown.total) == ("10.0000", "11.4975")
    assert taxes(breakdown.total) == [("GST", "0.5000"), ("QST", "0.9975")]
    assert shown(breakdown.due) == ("10.00", "11.50")
    assert taxes(breakdown.due) == [("GST", "0.50"), ("QST", "1.00")]


def test_several_taxes_within_one_price() -> None:
    """11.4975 hold 0.50 and 0.9975."""
    quebec = tariff(
        element(named("energy", "1.14975", GST="5", QST="9.975")),
        currency="CAD",
        tax_included="yes",
    )
    assert taxes(price(quebec, TEN_KWH).total) == [("GST", "0.5000"), ("QST", "0.9975")]


def test_taxes_of_the_same_name_and_rate_are_one() -> None:
    both = tariff(element(flat("1.00", tax="21"), energy("0.30", tax="21"), time("1.00", tax="10")))
    tax_amounts = price(both, TEN_KWH).total.taxes
    assert [(tax.percent, str(tax.amount)) for tax in tax_amounts] == [
        (Decimal(21), "0.8400"),
        (Decimal(10), "0.1000"),
    ]


@pytest.mark.parametrize(
    ("currency", "due"),
    [
        ("EUR", ("1.23", "1.49")),
        ("JPY", ("1", "1")),
        ("KWD", ("1.235", "1.494")),
        ("SEK", ("1.23", "1.49")),
    ],
)
def test_what_is_due_is_rounded_to_what_can_be_paid(currency: str, due: tuple[str, str]) -> None:
    """1.2345 and 1.493745, by line 1.4937: hundredths of most currencies, none of a yen."""
    odd = tariff(element(energy("0.12345", tax="21")), currency=currency)
    assert costs(odd, TEN_KWH) == due


@pytest.mark.parametrize(
    ("price_", "due"), [("0.1005", "1.01"), ("0.1004", "1.00"), ("-0.1005", "-1.01")]
)
def test_a_half_is_rounded_away_from_zero(price_: str, due: str) -> None:
    assert costs(tariff(element(energy(price_))), TEN_KWH)[0] == due


def test_the_taxes_that_are_due_lie_between() -> None:
    """0.025 and 0.025 are two taxes of 0.03 each, but 1.00 and 1.05 are due: one takes less."""
    halves = tariff(element(named("flat", "1.00", A="2.5", B="2.5")))
    breakdown = price(halves, TEN_KWH)
    assert shown(breakdown.due) == ("1.00", "1.05")
    assert sorted(amount for _, amount in taxes(breakdown.due)) == ["0.02", "0.03"]


def test_lines_have_four_decimals_and_add_up() -> None:
    """A third of an hour at 1.00 twice: 0.3333 each."""
    thirds = tariff(element(time("1.00"), parking("1.00")))
    breakdown = price(thirds, session(NOON, charge(20, "1"), park(20)))
    assert [shown(line.amount)[0] for line in breakdown.lines] == ["0.3333", "0.3333"]
    assert shown(breakdown.total)[0] == "0.6666"
    assert shown(breakdown.due)[0] == "0.67"


def test_limits_hold_without_and_with_taxes_each_for_itself() -> None:
    """10 kWh are 3.00 and 3.63; at most 3.10 and 3.50: only the second is lowered."""
    most = tariff(element(energy("0.30", tax="21")), max_price=limit("3.10", "3.50"))
    breakdown = price(most, TEN_KWH)
    assert shown(breakdown.due) == ("3.00", "3.50")
    assert limits(breakdown) == [("max_price", ("0.0000", "-0.1300"))]
    assert taxes(breakdown.due) == [("VAT", "0.50")]
    least = tariff(element(energy("0.30", tax="21")), min_price=limit("3.40", "3.50"))
    assert shown(price(least, TEN_KWH).due) == ("3.40", "3.63")


def test_the_other_figure_of_a_limit_follows_where_it_is_not_said() -> None:
    """At least 5.00, or 6.05 with the 21 % of everything that was billed, and the other way."""
    by_energy = element(energy("0.30", tax="21"))
    assert costs(tariff(by_energy, min_price=limit("5.00")), TEN_KWH) == ("5.00", "6.05")
    assert costs(tariff(by_energy, min_price=limit(incl="6.05")), TEN_KWH) == ("5.00", "6.05")
    assert costs(tariff(by_energy, max_price=limit("2.00")), TEN_KWH) == ("2.00", "2.42")


def test_a_least_price_for_nothing_has_the_tariffs_taxes() -> None:
    """Nothing was charged: 21 % is the only rate there is, so 2.00 are 2.42."""
    nothing = session(NOON, charge(5))
    least = tariff(element(energy("0.30", tax="21")), min_price=limit("2.00"))
    breakdown = price(least, nothing)
    assert shown(breakdown.due) == ("2.00", "2.42")
    assert [(tax.name, tax.percent, str(tax.amount)) for tax in breakdown.due.taxes] == [
        ("VAT", Decimal(21), "0.42")
    ]
    rates = tariff(
        element(energy("0.30", tax="21"), time("1.00", tax="10"), max_duration=0),
        min_price=limit("2.00"),
    )
    assert costs(rates, nothing) == ("2.00", None)


def test_a_limit_says_that_there_is_tax_where_nobody_else_does() -> None:
    """0 % of VAT is in the price, but the limits differ: the tax is without a rate."""
    least = tariff(element(flat("0.00")), min_price=limit("2.00", "2.20"))
    breakdown = price(least, TEN_KWH)
    assert shown(breakdown.due) == ("2.00", "2.20")
    assert [(tax.name, tax.percent) for tax in breakdown.due.taxes] == [("VAT", None)]


def test_a_limit_that_cannot_be_judged_is_told() -> None:
    """What it costs without taxes is not known, and nothing is said of what it may with them."""
    included = tariff(element(time("2.10")), tax_included="yes", max_price=limit("1.00"))
    breakdown = price(included, TEN_KWH)
    assert shown(breakdown.due) == (None, "2.10")
    assert breakdown.notes == ("limit_unknown",)


def test_the_lines_and_the_limit_are_the_total() -> None:
    least = tariff(
        element(flat("1.00", tax="10"), energy("0.05", tax="21")), min_price=limit("4.00", "4.60")
    )
    breakdown = price(least, TEN_KWH)
    assert limits(breakdown) == [("min_price", ("2.5000", "2.8950"))]
    assert shown(breakdown.total) == ("4.0000", "4.6000")
    together = sum((tax.amount for tax in breakdown.total.taxes), Decimal(0))
    assert together == Decimal("0.6")
