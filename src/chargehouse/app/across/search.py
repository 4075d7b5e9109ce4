"""One search over stations, sessions and vehicles."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from chargehouse.contexts.identity.public import VEHICLES_READ
from chargehouse.contexts.identity.service import VehicleService
from chargehouse.contexts.sessions.public import SESSIONS_READ
from chargehouse.contexts.sessions.service import SessionHistory
from chargehouse.contexts.stations.public import STATIONS_READ
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.http.auth import authenticated

FOUND_AT_MOST: Final = 5
LENGTH_MIN: Final = 2
LENGTH_MAX: Final = 100

Wanted = Annotated[
    str,
    QueryParameter(
        name="q",
        min_length=LENGTH_MIN,
        max_length=LENGTH_MAX,
        description="A station's code, name or serial number; a session's id or transaction id;"
        " a vehicle's name or number plate.",
    ),
]


class Hit(msgspec.Struct, frozen=True):
    """Something that was found: `title` is its name, `detail` what tells it from others."""

    id: UUID
    title: str
    detail: str


class Hits(msgspec.Struct, frozen=True):
    """At most five of each kind; a kind that the caller may not read is empty."""

    stations: list[Hit]
    sessions: list[Hit]
    vehicles: list[Hit]


class Search:
    """Looks for a text in whatever the actor may read."""

    def __init__(
        self, stations: StationDirectory, sessions: SessionHistory, vehicles: VehicleService
    ) -> None:
        self._stations = stations
        self._sessions = sessions
        self._vehicles = vehicles

    async def find(self, actor: Actor, text: str) -> Hits:
        """Return what the text may mean, the likeliest first. Raises `Invalid` for a short one."""
        wanted = text.strip()
        if len(wanted) < LENGTH_MIN:
            raise Invalid(
                "Say at least two characters.",
                {"errors": [{"field": "q", "message": "must have two characters or more"}]},
            )
        return Hits(
            stations=await self._found_stations(actor, wanted),
            sessions=await self._found_sessions(actor, wanted),
            vehicles=await self._found_vehicles(actor, wanted),
        )

    async def _found_stations(self, actor: Actor, text: str) -> list[Hit]:
        if not actor.may_somewhere(STATIONS_READ):
            return []
        found = await self._stations.search(actor, text, FOUND_AT_MOST)
        return [
            Hit(
                station.id,
                station.code,
                _told(station.name, station.location_name, station.serial_number),
            )
            for station in found
        ]

    async def _found_sessions(self, actor: Actor, text: str) -> list[Hit]:
        if not actor.may_somewhere(SESSIONS_READ):
            return []
        rows = await self._sessions.search(actor, text, FOUND_AT_MOST)
        names = await self._sessions.names(actor, rows)
        return [
            Hit(
                row.id,
                f"Transaction {row.transaction_id}",
                _told(
                    names.places.code(row.station_id),
                    f"{row.started_at:%Y-%m-%d %H:%M} UTC",
                    row.status,
                ),
            )
            for row in rows
        ]

    async def _found_vehicles(self, actor: Actor, text: str) -> list[Hit]:
        if not actor.may_somewhere(VEHICLES_READ):
            return []
        found = await self._vehicles.search(actor, text, FOUND_AT_MOST)
        return [
            Hit(vehicle.id, vehicle.name, _told(vehicle.registration_number, vehicle.status))
            for vehicle in found
        ]


class SearchController(Controller):
    """The search that every page has."""

    path = "/api/v1/search"
    tags = ("Search",)

    @get(**authenticated())
    async def search(
        self, actor: NamedDependency[Actor], global_search: NamedDependency[Search], *, q: Wanted
    ) -> Hits:
        """Find stations, sessions and vehicles, at most five of each that the caller may read."""
        return await global_search.find(actor, q)


def _told(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
