from decimal import Decimal

import pytest

from chargehouse.kernel.money import MINOR_DIGITS, payable


@pytest.mark.parametrize(
    ("amount", "currency", "due"),
    [
        ("1.005", "EUR", "1.01"),
        ("1.0049999", "EUR", "1.00"),
        ("-1.005", "EUR", "-1.01"),
        ("0", "EUR", "0.00"),
        ("149.5", "JPY", "150"),
        ("0.0005", "KWD", "0.001"),
    ],
)
def test_an_amount_is_rounded_to_what_can_be_paid(amount: str, currency: str, due: str) -> None:
    assert str(payable(Decimal(amount), currency)) == due


def test_what_is_no_currency_has_no_unit() -> None:
    with pytest.raises(KeyError):
        payable(Decimal(1), "EURO")


def test_codes_are_three_capital_letters() -> None:
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in MINOR_DIGITS)
    assert {"EUR", "GBP", "USD", "CAD", "CHF", "NOK"} <= MINOR_DIGITS.keys()
