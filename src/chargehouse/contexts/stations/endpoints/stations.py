"""Routes of stations."""

from functools import partial
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from chargehouse.contexts.stations.endpoints.parameters import (
    CsvFormat,
    LocationFilter,
    Search,
)
from chargehouse.contexts.stations.model.filters import LastUse, StationFilters
from chargehouse.contexts.stations.public import (
    STATIONS_EDIT,
    STATIONS_READ,
    Overview,
    Station,
)
from chargehouse.contexts.stations.schemas import (
    AddedStation,
    ChangedStation,
    NewPassword,
    NewStation,
    Protocol,
    RegistrationStatus,
    ToldPassword,
)
from chargehouse.contexts.stations.service import StationService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.csv import csv_response
from chargehouse.platform.http.paging import Page, Paging, whole

Connected = Annotated[
    bool | None, QueryParameter(name="connected", description="Whether a socket is open.")
]
NeverSeen = Annotated[
    bool | None, QueryParameter(name="never_seen", description="Whether it never connected.")
]
Silent = Annotated[
    bool | None,
    QueryParameter(name="silent", description="Whether it is connected and sends nothing."),
]
Used = Annotated[
    LastUse | None,
    QueryParameter(
        name="last_used",
        description="When somebody last charged there: within a `day`, before that within a"
        " `week`, a `month`, `older`, or `never`.",
    ),
]
Status = Annotated[
    str | None, QueryParameter(name="status", description="Reported by it or a connector.")
]
Faulted = Annotated[
    bool | None, QueryParameter(name="faulted", description="Whether a fault holds.")
]
Speaking = Annotated[
    Protocol | None, QueryParameter(name="protocol", description="Spoken, or expected.")
]
Registered = Annotated[
    RegistrationStatus | None,
    QueryParameter(name="registration", description="Only of this registration status."),
]
TOLD_ONCE: Final = {"Cache-Control": "no-store"}
COLUMNS: Final = (
    *("id", "code", "name", "location_name", "protocol", "security_profile", "registration"),
    *("vendor", "model", "serial_number", "firmware_version", "booted_at", "heartbeat_at"),
    *("deviations", "open_faults", "created_at"),
)


class StationController(Controller):
    """Stations."""

    path = "/api/v1/stations"
    tags = ("Stations",)

    @get(**permitted(STATIONS_READ))
    async def list_stations(
        self,
        actor: NamedDependency[Actor],
        stations: NamedDependency[StationService],
        paging: NamedDependency[Paging],
        *,
        location: LocationFilter = None,
        connected: Connected = None,
        never_seen: NeverSeen = None,
        silent: Silent = None,
        last_used: Used = None,
        status: Status = None,
        faulted: Faulted = None,
        protocol: Speaking = None,
        registration: Registered = None,
        search: Search = None,
        format_: CsvFormat = None,
    ) -> Page[Station] | Stream:
        """List stations by code, with what is known of their state."""
        asked = StationFilters(
            location_id=location,
            connected=connected,
            never_seen=never_seen,
            silent=silent,
            last_used=last_used,
            status=status,
            faulted=faulted,
            protocol=protocol,
            registration=registration,
            search=search,
        )
        page_of = partial(stations.page, actor, asked=asked)
        if format_ is None:
            return await page_of(paging)
        rows = await whole(page_of, paging)
        header = (*COLUMNS, "socket", "last_seen_at", "reported_status", "last_used_at")
        return csv_response("stations.csv", header, (_row(station) async for station in rows))

    @post(**permitted(STATIONS_EDIT))
    async def add_station(
        self,
        actor: NamedDependency[Actor],
        stations: NamedDependency[StationService],
        data: JSONBody[NewStation],
    ) -> Response[AddedStation]:
        """Add a station; a password that is made for it is told in this answer alone."""
        made = stations.new_password() if data.generate_password else None
        station = await stations.add(
            actor,
            code=data.code,
            location_id=data.location_id,
            security_profile=data.security_profile,
            name=data.name,
            protocol=data.protocol,
            password=data.password or made,
            registration=data.registration,
        )
        told = None if data.password else made
        return Response(AddedStation(station=station, password=told), headers=TOLD_ONCE)

    @get("/overview", **permitted(STATIONS_READ))
    async def read_overview(
        self, actor: NamedDependency[Actor], stations: NamedDependency[StationService]
    ) -> Overview:
        """Count stations and connectors by what is known of them."""
        return await stations.overview(actor)

    @get("/{station_id:uuid}", **permitted(STATIONS_READ))
    async def read_station(
        self,
        actor: NamedDependency[Actor],
        stations: NamedDependency[StationService],
        station_id: FromPath[UUID],
    ) -> Station:
        """Return a station: socket, reported status and last proven use, each with its age."""
        return await stations.get(actor, station_id)

    @patch("/{station_id:uuid}", **permitted(STATIONS_EDIT))
    async def change_station(
        self,
        actor: NamedDependency[Actor],
        stations: NamedDependency[StationService],
        station_id: FromPath[UUID],
        data: JSONBody[ChangedStation],
    ) -> Station:
        """Change a station."""
        return await stations.edit(actor, station_id, data.said("version"), version=data.version)

    @delete("/{station_id:uuid}", **permitted(STATIONS_EDIT))
    async def remove_station(
        self,
        actor: NamedDependency[Actor],
        stations: NamedDependency[StationService],
        station_id: FromPath[UUID],
    ) -> None:
        """Remove a station; its history stays and its code is free again."""
        await stations.remove(actor, station_id)

    @post("/{station_id:uuid}/password", **permitted(STATIONS_EDIT))
    async def set_station_password(
        self,
        actor: NamedDependency[Actor],
        stations: NamedDependency[StationService],
        station_id: FromPath[UUID],
        data: JSONBody[NewPassword],
    ) -> Response[ToldPassword]:
        """Give a station another password; one that is made is told in this answer alone."""
        made = None if data.password else stations.new_password()
        await stations.set_password(actor, station_id, data.password or made or "")
        return Response(ToldPassword(password=made), headers=TOLD_ONCE)


def _row(station: Station) -> list[object]:
    return [
        *(getattr(station, name) for name in COLUMNS),
        station.socket.state,
        station.socket.last_seen_at,
        station.reported.status,
        station.proven_use.at,
    ]
