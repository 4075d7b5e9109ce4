"""Whether somebody may do a thing with what a station has: it depends on where that stands."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.repository import directory
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.reach import Place


async def require_at_station(
    connection: AsyncConnection, actor: Actor, permission: Permission, station_id: UUID
) -> None:
    """Refuse with `Forbidden` unless the actor may do this where a station stands, or stood.

    A station that there never was is no refusal. Who may do it everywhere is asked nothing more.
    """
    if actor.may(permission):
        return
    found = await directory.locations_of(connection, actor.tenant_id, [station_id])
    if station_id in found:
        actor.require(permission, at=Place(found[station_id]))
