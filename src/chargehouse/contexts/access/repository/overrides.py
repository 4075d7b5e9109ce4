"""The queries of overrides."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.public.policies import (
    StationOverride,
)
from chargehouse.contexts.access.tables import access_overrides
from chargehouse.platform.postgres.matching import among

OVERRIDES = access_overrides.c


async def of_station(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, limit: int
) -> list[StationOverride]:
    """Return the overrides of a station, the last to begin first."""
    statement = (
        select(access_overrides)
        .where(OVERRIDES.tenant_id == tenant_id, OVERRIDES.station_id == station_id)
        .order_by(OVERRIDES.begins.desc(), OVERRIDES.id.desc())
        .limit(limit)
    )
    rows = await connection.execute(statement)
    return [msgspec.convert(row, StationOverride, from_attributes=True) for row in rows]


async def lasting(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID], since: datetime
) -> dict[UUID, list[StationOverride]]:
    """Return by station the overrides that end after an instant, or never."""
    statement = (
        select(access_overrides)
        .where(
            OVERRIDES.tenant_id == tenant_id,
            among(OVERRIDES.station_id, station_ids),
            or_(
                OVERRIDES.ends.is_(None),
                and_(OVERRIDES.ends > since, OVERRIDES.ends > OVERRIDES.begins),
            ),
        )
        .order_by(OVERRIDES.begins)
    )
    found: dict[UUID, list[StationOverride]] = defaultdict(list)
    for row in await connection.execute(statement):
        found[row.station_id].append(msgspec.convert(row, StationOverride, from_attributes=True))
    return found


async def find(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, override_id: UUID
) -> StationOverride | None:
    """Return an override of a station."""
    statement = select(access_overrides).where(
        OVERRIDES.tenant_id == tenant_id,
        OVERRIDES.station_id == station_id,
        OVERRIDES.id == override_id,
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else msgspec.convert(row, StationOverride, from_attributes=True)


async def add(connection: AsyncConnection, tenant_id: UUID, override: StationOverride) -> None:
    """Add an override."""
    values = msgspec.structs.asdict(override)
    await connection.execute(insert(access_overrides).values(tenant_id=tenant_id, **values))


async def end(connection: AsyncConnection, tenant_id: UUID, override: StationOverride) -> None:
    """Write when, and by whom, an override was ended before its time."""
    await connection.execute(
        update(access_overrides)
        .where(OVERRIDES.tenant_id == tenant_id, OVERRIDES.id == override.id)
        .values(ends=override.ends, ended_by=override.ended_by, ended_at=override.ended_at)
    )
