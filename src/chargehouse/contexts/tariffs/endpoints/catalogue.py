"""REST of the tariff catalogue."""

from functools import partial
from typing import Annotated, Final, Literal
from uuid import UUID

from litestar import Controller, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.tariffs.public import (
    TARIFFS_EDIT,
    TARIFFS_READ,
    CataloguedTariff,
    CostBreakdown,
    MeteredSession,
    TariffDocument,
    TariffVersion,
)
from chargehouse.contexts.tariffs.schemas import AskedPrice, ChangedTariff, NewTariff
from chargehouse.contexts.tariffs.service import TariffService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

Search = Annotated[
    str | None,
    QueryParameter(
        name="search", max_length=100, description="A part of the name or of the OCPI id."
    ),
]
Currency = Annotated[
    str | None, QueryParameter(name="currency", max_length=3, description="In this currency.")
]
Type = Annotated[
    Literal["ad_hoc_payment", "profile_cheap", "profile_fast", "profile_green", "regular"] | None,
    QueryParameter(name="type", description="Of this type."),
]
Archived = Annotated[
    bool, QueryParameter(name="archived", description="Those that are archived, not the others.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]
IfVersion = Annotated[
    int | None, QueryParameter(name="version", description="Only if it still has this version.")
]
COLUMNS: Final = (
    *("id", "ocpi_id", "name", "currency", "type", "valid_from", "valid_to"),
    *("elements", "created_at", "updated_at", "archived_at", "version"),
)


class TariffController(Controller):
    """Tariffs: what charging costs, and why."""

    path = "/api/v1/tariffs"
    tags = ("Tariffs",)

    @get(**permitted(TARIFFS_READ))
    async def list_tariffs(
        self,
        actor: NamedDependency[Actor],
        tariffs: NamedDependency[TariffService],
        paging: NamedDependency[Paging],
        *,
        search: Search = None,
        currency: Currency = None,
        type_: Type = None,
        archived: Archived = False,
        format_: CsvFormat = None,
    ) -> Page[CataloguedTariff] | Stream:
        """List tariffs by name."""
        page_of = partial(
            tariffs.page,
            actor,
            search=search,
            currency=currency,
            type_=type_,
            archived=archived,
        )
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response("tariffs.csv", COLUMNS, (_row(tariff) async for tariff in rows))

    @post(**permitted(TARIFFS_EDIT))
    async def add_tariff(
        self,
        actor: NamedDependency[Actor],
        tariffs: NamedDependency[TariffService],
        data: JSONBody[NewTariff],
    ) -> CataloguedTariff:
        """Add a tariff."""
        document = TariffDocument(
            name=data.name, tariff=data.tariff, alt_text=data.alt_text, alt_url=data.alt_url
        )
        return await tariffs.add(actor, document, ocpi_id=data.ocpi_id, party_id=data.party_id)

    @post("/price", status_code=200, **permitted(TARIFFS_READ))
    async def price_by_draft(
        self,
        actor: NamedDependency[Actor],
        tariffs: NamedDependency[TariffService],
        data: JSONBody[AskedPrice],
    ) -> CostBreakdown:
        """Tell what a session would cost by a draft, line by line; nothing is kept."""
        return await tariffs.price_draft(actor, data.tariff, data.session)

    @get("/{tariff_id:uuid}", **permitted(TARIFFS_READ))
    async def read_tariff(
        self,
        actor: NamedDependency[Actor],
        tariffs: NamedDependency[TariffService],
        tariff_id: FromPath[UUID],
    ) -> CataloguedTariff:
        """Return a tariff, archived or not."""
        return await tariffs.find(actor, tariff_id)

    @patch("/{tariff_id:uuid}", **permitted(TARIFFS_EDIT))
    async def change_tariff(
        self,
        actor: NamedDependency[Actor],
        tariffs: NamedDependency[TariffService],
        tariff_id: FromPath[UUID],
        data: JSONBody[ChangedTariff],
    ) -> CataloguedTariff:
        """Change a tariff; what it said before is kept as a version."""
        return await tariffs.change(actor, tariff_id, data.said("version"), version=data.version)

    @post("/{tariff_id:uuid}/archive", status_code=200, **permitted(TARIFFS_EDIT))
    async def archive_tariff(
        self,
        actor: NamedDependency[Actor],
        tariffs: NamedDependency[TariffService],
        tariff_id: FromPath[UUID],
        *,
        version: IfVersion = None,
    ) -> CataloguedTariff:
        """Have a tariff offered no more; sessions that were priced by it still name it."""
        return await tariffs.archive(actor, tariff_id, version=version)

    @post("/{tariff_id:uuid}/price", status_code=200, **permitted(TARIFFS_READ))
    async def price_by_tariff(
        self,
        actor: NamedDependency[Actor],
        tariffs: NamedDependency[TariffService],
        tariff_id: FromPath[UUID],
        data: JSONBody[MeteredSession],
    ) -> CostBreakdown:
        """Tell what a session would cost by a tariff, line by line; nothing is kept."""
        return await tariffs.price(actor, tariff_id, data)

    @get("/{tariff_id:uuid}/versions", **permitted(TARIFFS_READ))
    async def list_tariff_versions(
        self,
        actor: NamedDependency[Actor],
        tariffs: NamedDependency[TariffService],
        tariff_id: FromPath[UUID],
    ) -> list[TariffVersion]:
        """List what a tariff said, since when and who made it so, the newest first."""
        return await tariffs.versions(actor, tariff_id)


def _row(tariff: CataloguedTariff) -> tuple[object, ...]:
    said = tariff.tariff
    return (
        *(tariff.id, tariff.ocpi_id, tariff.name, said.currency, said.type),
        *(said.valid_from, said.valid_to, len(said.elements)),
        *(tariff.created_at, tariff.updated_at, tariff.archived_at, tariff.version),
    )
