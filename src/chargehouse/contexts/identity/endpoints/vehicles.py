"""Routes of vehicles."""

from functools import partial
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.identity.model import VehicleStatus
from chargehouse.contexts.identity.public import VEHICLES_EDIT, VEHICLES_READ, Vehicle
from chargehouse.contexts.identity.schemas import ChangedVehicle, NewVehicle
from chargehouse.contexts.identity.service import VehicleService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

Search = Annotated[
    str | None,
    QueryParameter(
        name="search", max_length=100, description="A part of name or registration number."
    ),
]
Status = Annotated[
    VehicleStatus | None, QueryParameter(name="status", description="Only of this status.")
]
OfFleet = Annotated[UUID | None, QueryParameter(name="fleet_id", description="Of this fleet.")]
CsvFormat = Annotated[
    Literal["csv"] | None, QueryParameter(name="format", description="`csv` for a file.")
]


class VehicleController(Controller):
    """Vehicles."""

    path = "/api/v1/vehicles"
    tags = ("Identity",)

    @get(**permitted(VEHICLES_READ))
    async def list_vehicles(
        self,
        actor: NamedDependency[Actor],
        vehicles: NamedDependency[VehicleService],
        paging: NamedDependency[Paging],
        *,
        search: Search = None,
        status: Status = None,
        fleet_id: OfFleet = None,
        format_: CsvFormat = None,
    ) -> Page[Vehicle] | Stream:
        """List vehicles by name."""
        page_of = partial(vehicles.list, actor, search=search, status=status, fleet_id=fleet_id)
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "vehicles.csv",
            Vehicle.__struct_fields__,
            (msgspec.structs.astuple(vehicle) async for vehicle in rows),
        )

    @post(**permitted(VEHICLES_EDIT))
    async def add_vehicle(
        self,
        actor: NamedDependency[Actor],
        vehicles: NamedDependency[VehicleService],
        data: JSONBody[NewVehicle],
    ) -> Vehicle:
        """Add a vehicle."""
        return await vehicles.add(
            actor,
            name=data.name,
            registration_number=data.registration_number,
            fleet_id=data.fleet_id,
            status=data.status,
        )

    @get("/{vehicle_id:uuid}", **permitted(VEHICLES_READ))
    async def read_vehicle(
        self,
        actor: NamedDependency[Actor],
        vehicles: NamedDependency[VehicleService],
        vehicle_id: FromPath[UUID],
    ) -> Vehicle:
        """Return a vehicle."""
        return await vehicles.find(actor, vehicle_id)

    @patch("/{vehicle_id:uuid}", **permitted(VEHICLES_EDIT))
    async def change_vehicle(
        self,
        actor: NamedDependency[Actor],
        vehicles: NamedDependency[VehicleService],
        vehicle_id: FromPath[UUID],
        data: JSONBody[ChangedVehicle],
    ) -> Vehicle:
        """Change a vehicle; while it is inactive, its identifiers are refused."""
        return await vehicles.update(actor, vehicle_id, data.change())

    @delete("/{vehicle_id:uuid}", **permitted(VEHICLES_EDIT))
    async def remove_vehicle(
        self,
        actor: NamedDependency[Actor],
        vehicles: NamedDependency[VehicleService],
        vehicle_id: FromPath[UUID],
    ) -> None:
        """Remove a vehicle that has no identifiers."""
        await vehicles.remove(actor, vehicle_id)
