"""Prices and roles (types)."""

from typing import Literal

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import Number

Role = Literal["CPO", "EMSP", "HUB", "NAP", "NSP", "OTHER", "SCSP"]


class Price(OcpiObject, frozen=True, kw_only=True):
    """An amount of money; without `incl_vat` the tax is not known, which is not 0 %."""

    excl_vat: Number
    incl_vat: Number | None = None
