"""Prices with their taxes, and roles (types)."""

from typing import Literal

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import Number, Text

Role = Literal["CPO", "EMSP", "HUB", "NAP", "NSP", "OTHER", "PTP", "SCSP"]
"""`PTP` comes with the payments module; `HUB` went, and is still understood."""


class TaxAmount(OcpiObject, frozen=True, kw_only=True):
    """One tax in an amount of money."""

    name: Text
    account_number: Text | None = None
    percentage: Number | None = None
    amount: Number


class Price(OcpiObject, frozen=True, kw_only=True):
    """An amount of money; without `taxes` they are not known, which is not 0 %."""

    before_taxes: Number
    taxes: tuple[TaxAmount, ...] | None = None


class PriceLimit(OcpiObject, frozen=True, kw_only=True):
    """The least or the most that a session costs."""

    before_taxes: Number
    after_taxes: Number | None = None
