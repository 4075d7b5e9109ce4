"""Tariffs; their elements are as in 2.2.1 (module tariffs)."""

from typing import Annotated, Literal

from msgspec import Meta

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import (
    CountryCode,
    Currency,
    DateTime,
    Id,
    Number,
    PartyId,
    Url,
)
from chargehouse.ocpi.v221.tariffs import TariffElement, TariffType
from chargehouse.ocpi.v230.places import EnergyMix
from chargehouse.ocpi.v230.values import PriceLimit

TaxIncluded = Literal["YES", "NO", "N/A"]


class Tariff(OcpiObject, frozen=True, kw_only=True):
    """What charging costs; `tax_included` says what the prices of its components are.

    It is required by the text, and the specification's own CDR leaves it out: then no tax is in
    them, as in 2.2.1.
    """

    country_code: CountryCode
    party_id: PartyId
    id: Id
    currency: Currency
    type: TariffType | None = None
    tariff_alt_text: tuple[DisplayText, ...] | None = None
    tariff_alt_url: Url | None = None
    min_price: PriceLimit | None = None
    max_price: PriceLimit | None = None
    preauthorize_amount: Number | None = None
    elements: Annotated[tuple[TariffElement, ...], Meta(min_length=1)]
    tax_included: TaxIncluded | None = None
    start_date_time: DateTime | None = None
    end_date_time: DateTime | None = None
    energy_mix: EnergyMix | None = None
    last_updated: DateTime
