"""REST of fleets."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.fleets.public import FLEETS_EDIT, FLEETS_READ, Fleet
from chargehouse.contexts.fleets.schemas import ChangedFleet, NewFleet
from chargehouse.contexts.fleets.service import FleetService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

Search = Annotated[
    str | None, QueryParameter(name="search", max_length=100, description="A part of the name.")
]
Active = Annotated[
    bool | None, QueryParameter(name="active", description="Only those that are, or are not.")
]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]


class FleetController(Controller):
    """Fleets."""

    path = "/api/v1/fleets"
    tags = ("Fleets",)

    @get(**permitted(FLEETS_READ))
    async def list_fleets(
        self,
        actor: NamedDependency[Actor],
        fleets: NamedDependency[FleetService],
        paging: NamedDependency[Paging],
        *,
        search: Search = None,
        active: Active = None,
        format_: CsvFormat = None,
    ) -> Page[Fleet] | Stream:
        """List fleets by name."""
        page_of = partial(fleets.list, actor, search=search, active=active)
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "fleets.csv",
            Fleet.__struct_fields__,
            (msgspec.structs.astuple(fleet) async for fleet in rows),
        )

    @post(**permitted(FLEETS_EDIT))
    async def add_fleet(
        self,
        actor: NamedDependency[Actor],
        fleets: NamedDependency[FleetService],
        data: JSONBody[NewFleet],
    ) -> Fleet:
        """Add a fleet."""
        return await fleets.add(actor, name=data.name, active=data.active, note=data.note)

    @get("/{fleet_id:uuid}", **permitted(FLEETS_READ))
    async def read_fleet(
        self,
        actor: NamedDependency[Actor],
        fleets: NamedDependency[FleetService],
        fleet_id: FromPath[UUID],
    ) -> Fleet:
        """Return a fleet."""
        return await fleets.find(actor, fleet_id)

    @patch("/{fleet_id:uuid}", **permitted(FLEETS_EDIT))
    async def change_fleet(
        self,
        actor: NamedDependency[Actor],
        fleets: NamedDependency[FleetService],
        fleet_id: FromPath[UUID],
        data: JSONBody[ChangedFleet],
    ) -> Fleet:
        """Change a fleet; while it is not active, its vehicles are refused."""
        return await fleets.edit(actor, fleet_id, data.said("version"), version=data.version)

    @delete("/{fleet_id:uuid}", **permitted(FLEETS_EDIT))
    async def remove_fleet(
        self,
        actor: NamedDependency[Actor],
        fleets: NamedDependency[FleetService],
        fleet_id: FromPath[UUID],
    ) -> None:
        """Remove a fleet that has no vehicles, and its rules."""
        await fleets.remove(actor, fleet_id)


CONTROLLERS = (FleetController,)
