"""Routes of locations."""

from functools import partial
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.stations.endpoints.parameters import CsvFormat, Search
from chargehouse.contexts.stations.public import (
    LOCATIONS_EDIT,
    LOCATIONS_READ,
    STATIONS_READ,
    Location,
    Overview,
)
from chargehouse.contexts.stations.schemas import ChangedLocation, NewLocation
from chargehouse.contexts.stations.service import LocationService, StationService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

City = Annotated[str | None, QueryParameter(name="city", description="Only in this city.")]
Country = Annotated[str | None, QueryParameter(name="country", description="Two letters.")]

OfParty = Annotated[
    UUID | None, QueryParameter(name="party_id", description="Only those of this party of ours.")
]


class LocationController(Controller):
    """Locations."""

    path = "/api/v1/locations"
    tags = ("Locations",)

    @get(**permitted(LOCATIONS_READ))
    async def list_locations(
        self,
        actor: NamedDependency[Actor],
        locations: NamedDependency[LocationService],
        paging: NamedDependency[Paging],
        *,
        search: Search = None,
        city: City = None,
        country: Country = None,
        party_id: OfParty = None,
        format_: CsvFormat = None,
    ) -> Page[Location] | Stream:
        """List locations by name."""
        page_of = partial(
            locations.page, actor, search=search, city=city, country=country, party_id=party_id
        )
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        return csv_response(
            "locations.csv",
            Location.__struct_fields__,
            (msgspec.structs.astuple(location) async for location in rows),
        )

    @post(**permitted(LOCATIONS_EDIT))
    async def add_location(
        self,
        actor: NamedDependency[Actor],
        locations: NamedDependency[LocationService],
        data: JSONBody[NewLocation],
    ) -> Location:
        """Add a location."""
        return await locations.add(
            actor,
            name=data.name,
            timezone=data.timezone,
            address=data.address,
            postal_code=data.postal_code,
            city=data.city,
            country=data.country,
            latitude=data.latitude,
            longitude=data.longitude,
            party_id=data.party_id,
            ocpi_id=data.ocpi_id,
            publish=data.publish,
        )

    @get("/{location_id:uuid}", **permitted(LOCATIONS_READ))
    async def read_location(
        self,
        actor: NamedDependency[Actor],
        locations: NamedDependency[LocationService],
        location_id: FromPath[UUID],
    ) -> Location:
        """Return a location."""
        return await locations.get(actor, location_id)

    @patch("/{location_id:uuid}", **permitted(LOCATIONS_EDIT))
    async def change_location(
        self,
        actor: NamedDependency[Actor],
        locations: NamedDependency[LocationService],
        location_id: FromPath[UUID],
        data: JSONBody[ChangedLocation],
    ) -> Location:
        """Change a location."""
        return await locations.edit(actor, location_id, data.said("version"), version=data.version)

    @delete("/{location_id:uuid}", **permitted(LOCATIONS_EDIT))
    async def remove_location(
        self,
        actor: NamedDependency[Actor],
        locations: NamedDependency[LocationService],
        location_id: FromPath[UUID],
    ) -> None:
        """Remove a location at which no station ever stood."""
        await locations.remove(actor, location_id)

    @get("/{location_id:uuid}/overview", **permitted(STATIONS_READ))
    async def read_location_overview(
        self,
        actor: NamedDependency[Actor],
        stations: NamedDependency[StationService],
        location_id: FromPath[UUID],
    ) -> Overview:
        """Count a location's stations and connectors by what is known of them."""
        return await stations.overview(actor, location_id)
