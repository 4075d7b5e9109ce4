"""What others may use of tariffs: the catalogue's types, and the one price engine there is."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec

from chargehouse.contexts.tariffs.model.amounts import Amount, TaxAmount
from chargehouse.contexts.tariffs.model.breakdown import (
    ChargingPeriod,
    CostBreakdown,
    CostLine,
    Costs,
)
from chargehouse.contexts.tariffs.model.metered import (
    MeteredPeriod,
    MeteredSession,
    MeterReading,
    Reservation,
    readings_of,
)
from chargehouse.contexts.tariffs.model.pricing import price
from chargehouse.contexts.tariffs.model.segments import UnorderedReadings
from chargehouse.contexts.tariffs.model.tariff import (
    PriceComponent,
    PriceLimit,
    Restrictions,
    Tariff,
    TariffElement,
    Tax,
    vat,
)
from chargehouse.kernel.actor import Permission

__all__ = [
    "PERMISSIONS",
    "TARIFFS_EDIT",
    "TARIFFS_READ",
    "AltText",
    "Amount",
    "CataloguedTariff",
    "ChargingPeriod",
    "CostBreakdown",
    "CostLine",
    "Costs",
    "MeterReading",
    "MeteredPeriod",
    "MeteredSession",
    "PriceComponent",
    "PriceLimit",
    "Reservation",
    "Restrictions",
    "Tariff",
    "TariffDocument",
    "TariffElement",
    "TariffVersion",
    "Tax",
    "TaxAmount",
    "UnorderedReadings",
    "price",
    "readings_of",
    "vat",
]

TARIFFS_READ: Final = Permission(
    "tariffs.read", "tariffs", "See tariffs, and ask what sessions would cost."
)
TARIFFS_EDIT: Final = Permission("tariffs.edit", "tariffs", "Add, change and archive tariffs.")
PERMISSIONS: Final = (TARIFFS_READ, TARIFFS_EDIT)

Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}$")]


class AltText(msgspec.Struct, frozen=True):
    """What people are told about a tariff besides its prices, in a language (ISO 639-1)."""

    language: Language
    text: str


class TariffDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What a tariff says in one version."""

    name: str
    tariff: Tariff
    alt_text: tuple[AltText, ...] = ()
    alt_url: str | None = None


class CataloguedTariff(msgspec.Struct, frozen=True, kw_only=True):
    """A tariff of the catalogue. An archived one is offered no more; past sessions still name it.

    It belongs to a CPO of ours. `ocpi_id` is what partners call it; it never changes.
    """

    id: UUID
    party_id: UUID
    ocpi_id: str
    name: str
    tariff: Tariff
    alt_text: tuple[AltText, ...]
    alt_url: str | None
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    version: int


class TariffVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What a tariff said in a version, since when, and who made it say so."""

    version: int
    changed_at: datetime
    changed_by: str
    document: TariffDocument
