"""Stations by what they are called."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from chargehouse.contexts.stations.errors import LocationUnknown
from chargehouse.contexts.stations.public import (
    STATIONS_READ,
    FoundStation,
    Names,
    Place,
    Site,
    WholeLocation,
)
from chargehouse.contexts.stations.repository import directory, locations, whole
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Reach
from chargehouse.platform.postgres.database import Database


class StationDirectory:
    """Finds stations for names; the `StationLookup` and `WholeLocations` of other contexts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def names(
        self, actor: Actor, stations: Collection[UUID] = (), locations: Collection[UUID] = ()
    ) -> Names:
        """Return the names of stations and locations, for whoever may see rows that name them."""
        async with self._database.reading(actor) as connection:
            return Names(
                await directory.station_names(connection, actor.tenant_id, stations)
                if stations
                else {},
                await directory.location_names(connection, actor.tenant_id, locations)
                if locations
                else {},
            )

    async def is_here(self, actor: Actor, station_id: UUID) -> bool:
        """Tell whether there is such a station, and it was not removed."""
        async with self._database.reading(actor) as connection:
            return await directory.is_here(connection, actor.tenant_id, station_id)

    async def locations_of(self, actor: Actor, stations: Collection[UUID]) -> Mapping[UUID, UUID]:
        """Return the location at which each of the stations stands, or stood when removed."""
        if not stations:
            return {}
        async with self._database.reading(actor) as connection:
            return await directory.locations_of(connection, actor.tenant_id, stations)

    async def reached(self, actor: Actor, reach: Reach) -> frozenset[UUID] | None:
        """Return the stations that a reach covers, removed ones among them; None for all."""
        if reach.is_whole:
            return None
        async with self._database.reading(actor) as connection:
            return await directory.reached(connection, actor.tenant_id, reach)

    async def disconnected(self, actor: Actor, stations: Collection[UUID]) -> set[UUID]:
        """Return those of the stations that have no open socket."""
        if not stations:
            return set()
        async with self._database.reading(actor) as connection:
            return set(stations) - await directory.connected(
                connection, actor.tenant_id, stations, self._clock.now()
            )

    async def place(self, actor: Actor, location_id: UUID) -> Place:
        """Return what figures of a location stand on. Raises `LocationUnknown`."""
        async with self._database.reading(actor) as connection:
            found = await directory.place(connection, actor.tenant_id, location_id)
        if found is None:
            raise LocationUnknown("There is no such location.")
        return found

    async def site(
        self,
        actor: Actor,
        location_id: UUID,
        station_id: UUID,
        *,
        evse_id: int | None = None,
        connector_id: int | None = None,
    ) -> Site:
        """Return a location with a station and a connector, as they are. Raises `LocationUnknown`.

        A connector that is not known stays unnamed: what is said of it is None.
        """
        async with self._database.reading(actor) as connection:
            found = await directory.site(
                connection, actor.tenant_id, location_id, station_id, (evse_id, connector_id)
            )
        if found is None:
            raise LocationUnknown("There is no such location.")
        return found

    async def location_ids(self, actor: Actor) -> Sequence[UUID]:
        """Return every location's id, the oldest first."""
        async with self._database.reading(actor) as connection:
            return await locations.ids(connection, actor.tenant_id)

    async def whole(self, actor: Actor, wanted: Collection[UUID]) -> Sequence[WholeLocation]:
        """Return those of the locations that there are, with all that stands there."""
        if not wanted:
            return []
        now = self._clock.now()
        async with self._database.reading(actor) as connection:
            return await whole.with_stations(connection, actor.tenant_id, wanted, now)

    async def search(self, actor: Actor, text: str, limit: int) -> list[FoundStation]:
        """Return stations by code, name or serial number, in any case.

        Those that begin with the text come first; others follow only where these are too few.
        """
        reach = actor.require_somewhere(STATIONS_READ)
        wanted, tenant_id = text.lower(), actor.tenant_id
        async with self._database.reading(actor) as connection:
            found = await directory.beginning(connection, tenant_id, reach, wanted, limit)
            if len(found) < limit:
                found += await directory.holding(connection, tenant_id, reach, wanted, 2 * limit)
        return list({station.id: station for station in found}.values())[:limit]
