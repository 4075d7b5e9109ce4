"""What others may use of tariffs: the catalogue's types, and the one price engine there is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Annotated, Final, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.tariffs.model.amounts import Amount, TaxAmount
from chargehouse.contexts.tariffs.model.assigning import Level
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
from chargehouse.contexts.tariffs.model.ocpi_tariffs import tariff_v221, tariff_v230
from chargehouse.contexts.tariffs.model.offering import OfferedTariff, Offers
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
from chargehouse.kernel.actor import Actor, Permission

__all__ = [
    "PERMISSIONS",
    "TARIFFS_EDIT",
    "TARIFFS_READ",
    "AltText",
    "Amount",
    "AppliedTariff",
    "CataloguedTariff",
    "ChargingPeriod",
    "ChargingPlace",
    "CostBreakdown",
    "CostLine",
    "Costs",
    "Level",
    "MeterReading",
    "MeteredPeriod",
    "MeteredSession",
    "OfferedTariff",
    "Offers",
    "PriceComponent",
    "PriceLimit",
    "Reservation",
    "Restrictions",
    "Tariff",
    "TariffAssignment",
    "TariffBook",
    "TariffDocument",
    "TariffElement",
    "TariffLookup",
    "TariffVersion",
    "Tax",
    "TaxAmount",
    "UnorderedReadings",
    "price",
    "readings_of",
    "tariff_v221",
    "tariff_v230",
    "vat",
]

TARIFFS_READ: Final = Permission(
    "tariffs.read", "tariffs", "See tariffs, and ask what sessions would cost."
)
TARIFFS_EDIT: Final = Permission(
    "tariffs.edit", "tariffs", "Add, change, archive and assign tariffs."
)
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


class TariffAssignment(msgspec.Struct, frozen=True, kw_only=True):
    """Which tariff holds at a place, from an instant on and until before another, if these are.

    The tenant's own is for wherever nothing nearer holds. `tariff_name` is what it is called now.
    """

    id: UUID
    tariff_id: UUID
    tariff_name: str
    level: Level
    location_id: UUID | None
    station_id: UUID | None
    evse_id: int | None
    connector_id: int | None
    valid_from: datetime | None
    valid_until: datetime | None
    created_at: datetime
    updated_at: datetime
    version: int


class ChargingPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody charges, as far as is known."""

    location_id: UUID | None = None
    station_id: UUID | None = None
    evse_id: int | None = None
    connector_id: int | None = None


class AppliedTariff(msgspec.Struct, frozen=True, kw_only=True):
    """The tariff that holds at a place in an instant, in the version of that instant, and why.

    `passed_over` are nearer assignments, the nearest first, whose tariff was archived by then, or
    says itself that it was not valid.
    """

    tariff_id: UUID
    version: int
    ocpi_id: str
    document: TariffDocument
    level: Level
    assignment_id: UUID
    passed_over: tuple[UUID, ...] = ()


class TariffLookup(Protocol):
    """Answers what others ask of tariffs of the actor's tenant; no permission is asked for."""

    async def applying(
        self, actor: Actor, place: ChargingPlace, at: datetime
    ) -> AppliedTariff | None:
        """Return what a session that starts in an instant is priced by; None where nothing holds.

        The version is the one that the tariff had then, or its first where it is younger.
        """

    async def document(self, actor: Actor, tariff_id: UUID, version: int) -> TariffDocument:
        """Return what a tariff said in a version. Raises `TariffUnknown`."""


class TariffBook(Protocol):
    """Reads the catalogue for whoever tells others of it; no permission is asked for."""

    async def offered(self, actor: Actor, places: Sequence[ChargingPlace], at: datetime) -> Offers:
        """Return what a session that starts in an instant would be priced by at each place."""

    async def tariff_ids(self, actor: Actor) -> Sequence[UUID]:
        """Return the id of every tariff, archived or not, the oldest first."""

    async def tariffs(
        self, actor: Actor, tariff_ids: Collection[UUID]
    ) -> Sequence[CataloguedTariff]:
        """Return those of the tariffs that there are, archived or not."""
