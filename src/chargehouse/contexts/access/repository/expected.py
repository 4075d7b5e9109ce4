"""The one place where it is read which mode stations should be in."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.tables import station_modes
from chargehouse.platform.postgres.matching import among


class Expected(NamedTuple):
    """The mode that a station should be in now, and since when."""

    mode: Mode
    since: datetime


async def expected_of(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> dict[UUID, Expected]:
    """Return the expected modes of stations; those that nothing governs have none."""
    c = station_modes.c
    statement = select(c.station_id, c.mode, c.mode_since).where(
        c.tenant_id == tenant_id, among(c.station_id, station_ids)
    )
    rows = await connection.execute(statement)
    return {row.station_id: Expected(row.mode, row.mode_since) for row in rows}
