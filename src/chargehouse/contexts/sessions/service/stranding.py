"""Stations that have a live session and no connection."""

from uuid import UUID

from chargehouse.contexts.sessions.repository import reading
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database


async def stranding_stations(
    database: Database, stations: StationLookup, actor: Actor
) -> set[UUID]:
    """Return the stations that have a live session and no connection."""
    async with database.reading(actor) as connection:
        used = await reading.stations_in_use(connection, actor.tenant_id)
    return await stations.disconnected(actor, used)
