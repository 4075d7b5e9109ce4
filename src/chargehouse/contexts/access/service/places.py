"""The stations of which rows are asked for."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.repository import expectations


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
