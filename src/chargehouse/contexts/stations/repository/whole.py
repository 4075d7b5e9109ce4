"""Queries of locations with all that stands there."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.public import (
    StandingConnector,
    StandingStation,
    WholeLocation,
)
from chargehouse.contexts.stations.repository import locations as places
from chargehouse.contexts.stations.tables import (
    connectors,
    processes,
    station_connections,
    stations,
)
from chargehouse.platform.postgres.matching import among

S: Final = stations.c
C: Final = connectors.c
L: Final = station_connections.c


async def with_stations(
    connection: AsyncConnection, tenant_id: UUID, location_ids: Collection[UUID], now: datetime
) -> list[WholeLocation]:
    """Return locations with their stations and connectors."""
    found = await places.among_ids(connection, tenant_id, location_ids)
    standing = await _stations(connection, tenant_id, location_ids, now)
    return [WholeLocation(location=each, stations=tuple(standing[each.id])) for each in found]


async def _stations(
    connection: AsyncConnection, tenant_id: UUID, location_ids: Collection[UUID], now: datetime
) -> dict[UUID, list[StandingStation]]:
    """Return stations by the location they stand at."""
    held = await _connectors(connection, tenant_id, location_ids)
    is_open = and_(L.disconnected_at.is_(None), processes.c.alive_until > now)
    statement = (
        select(
            *(S.id, S.location_id, S.code, S.name, S.registration, S.status),
            case(
                (L.station_id.is_(None), "never"),
                (func.coalesce(is_open, False), "open"),
                else_="closed",
            ).label("socket"),
        )
        .outerjoin(
            station_connections,
            and_(L.tenant_id == S.tenant_id, L.station_id == S.id),
        )
        .outerjoin(processes, processes.c.id == L.process_id)
        .where(S.tenant_id == tenant_id, among(S.location_id, location_ids))
        .where(S.removed_at.is_(None))
        .order_by(S.folded_code)
    )
    found: dict[UUID, list[StandingStation]] = defaultdict(list)
    for row in await connection.execute(statement):
        found[row.location_id].append(
            StandingStation(
                id=row.id,
                code=row.code,
                name=row.name,
                registration=row.registration,
                status=row.status,
                socket=row.socket,
                connectors=tuple(held[row.id]),
            )
        )
    return found


async def _connectors(
    connection: AsyncConnection, tenant_id: UUID, location_ids: Collection[UUID]
) -> dict[UUID, list[StandingConnector]]:
    """Return connectors by the station they are of."""
    statement = (
        select(
            *(C.station_id, C.evse_id, C.connector_id),
            *(C.standard, C.power_type, C.max_power_w, C.status),
        )
        .join(stations, and_(S.tenant_id == C.tenant_id, S.id == C.station_id))
        .where(C.tenant_id == tenant_id, among(S.location_id, location_ids))
        .where(S.removed_at.is_(None))
        .order_by(C.station_id, C.evse_id, C.connector_id)
    )
    found: dict[UUID, list[StandingConnector]] = defaultdict(list)
    for row in await connection.execute(statement):
        found[row.station_id].append(
            StandingConnector(
                evse_id=row.evse_id,
                connector_id=row.connector_id,
                standard=row.standard,
                power_type=row.power_type,
                max_power_w=row.max_power_w,
                status=row.status,
            )
        )
    return found
