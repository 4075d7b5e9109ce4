"""Where stations stand: which of them rows are asked for, and what one may do there."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.errors import StationUnknown
from chargehouse.contexts.access.repository import expectations
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.reach import Place


async def narrowed(
    connection: AsyncConnection,
    tenant_id: UUID,
    reached: frozenset[UUID] | None,
    location_id: UUID | None,
) -> frozenset[UUID] | None:
    """Return those of the stations that stand at a location, if one is asked for.

    None stands for all stations. Those that were removed stand at no location.
    """
    if location_id is None:
        return reached
    here = frozenset(await expectations.stations_at(connection, tenant_id, [location_id]))
    return here if reached is None else here & reached


async def require_at(
    stations: StationLookup, actor: Actor, permission: Permission, station_id: UUID
) -> None:
    """Raise `Forbidden` unless the actor may do this where a station stands, or stood."""
    if not actor.may(permission):
        found = await stations.locations_of(actor, [station_id])
        actor.require(permission, at=Place(found.get(station_id)))


async def require_here(
    stations: StationLookup, actor: Actor, permission: Permission, station_id: UUID
) -> None:
    """Raise `StationUnknown` where there is no such station, and `Forbidden` as `require_at`."""
    if not await stations.is_here(actor, station_id):
        raise StationUnknown("There is no such station.")
    await require_at(stations, actor, permission, station_id)
