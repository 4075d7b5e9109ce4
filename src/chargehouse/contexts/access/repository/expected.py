"""The one place where it is read which mode stations should be in."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.public import Mode

# Each is looked up by its key, whatever the planner supposes of a table that has just filled.
EXPECTED: Final = text("""
SELECT m.station_id, m.mode, m.mode_since
FROM unnest(CAST(:stations AS uuid[])) AS asked (id) CROSS JOIN LATERAL (
    SELECT station_id, mode, mode_since FROM station_modes
    WHERE tenant_id = :tenant AND station_id = asked.id LIMIT 1
) AS m
""")


class Expected(NamedTuple):
    """The mode that a station should be in now, and since when."""

    mode: Mode
    since: datetime


async def expected_of(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID]
) -> dict[UUID, Expected]:
    """Return the expected modes of stations; those that nothing governs have none."""
    asked = {"tenant": tenant_id, "stations": list(station_ids)}
    rows = await connection.execute(EXPECTED, asked)
    return {station_id: Expected(mode, since) for station_id, mode, since in rows}
