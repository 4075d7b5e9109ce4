"""Amounts of money with their taxes between 2.2.1 and 2.3.0."""

from decimal import Decimal

from chargehouse.ocpi.conversions.said import Draft
from chargehouse.ocpi.scalars import same

VAT = "VAT"


def price_to_v230(price: Draft) -> None:
    """Say what is between the two amounts as one tax; without the second it is not known."""
    price.rename("excl_vat", "before_taxes")
    incl_vat: Decimal | None = price.data.pop("incl_vat", None)
    if incl_vat is not None:
        amount = incl_vat - price.data["before_taxes"]
        price.data["taxes"] = [{"name": VAT, "amount": amount}]


def price_from_v230(price: Draft) -> None:
    """Add the taxes up; their names and shares are lost where they are not one VAT."""
    price.rename("before_taxes", "excl_vat")
    taxes = price.data.pop("taxes", None)
    if taxes is None:
        return
    price.data["incl_vat"] = price.data["excl_vat"] + sum(tax["amount"] for tax in taxes)
    plain = all(set(tax) == {"name", "amount"} and same(tax["name"], VAT) for tax in taxes)
    if len(taxes) > 1 or not plain:
        price.note("taxes")


def limit_to_v230(limit: Draft) -> None:
    """Call the amounts of a limit by their names in 2.3.0."""
    limit.rename("excl_vat", "before_taxes")
    limit.rename("incl_vat", "after_taxes")


def limit_from_v230(limit: Draft) -> None:
    """Call the amounts of a limit by their names in 2.2.1."""
    limit.rename("before_taxes", "excl_vat")
    limit.rename("after_taxes", "incl_vat")
