"""Queries of connections by the process that holds them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.tables import processes, station_connections
from chargehouse.platform.postgres.matching import among

C = station_connections.c


def _orphaned(now: datetime) -> ColumnElement[bool]:
    alive = select(processes.c.id).where(
        processes.c.id == C.process_id, processes.c.alive_until > now
    )
    return C.disconnected_at.is_(None) & ~alive.exists()


async def tenants_with_lost(relay: AsyncConnection, now: datetime) -> Sequence[UUID]:
    """Return the tenants of connections whose process is gone; for the role that spans tenants."""
    statement = select(C.tenant_id).where(_orphaned(now)).distinct()
    return (await relay.execute(statement)).scalars().all()


async def end_lost(
    connection: AsyncConnection, tenant_id: UUID, now: datetime, reason: str
) -> Sequence[Row[Any]]:
    """End the connections whose process is gone; return station and connection of each."""
    statement = (
        update(station_connections)
        .where(C.tenant_id == tenant_id, _orphaned(now))
        .values(disconnected_at=now, close_reason=reason)
        .returning(C.station_id, C.connection_id)
    )
    return list(await connection.execute(statement))


async def holder(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, now: datetime
) -> UUID | None:
    """Return the living process that holds a station's open connection, or None."""
    statement = (
        select(C.process_id)
        .join(processes, processes.c.id == C.process_id)
        .where(
            C.tenant_id == tenant_id,
            C.station_id == station_id,
            C.disconnected_at.is_(None),
            processes.c.alive_until > now,
        )
    )
    found: UUID | None = (await connection.execute(statement)).scalar()
    return found


async def holders(
    connection: AsyncConnection, tenant_id: UUID, station_ids: Collection[UUID], now: datetime
) -> dict[UUID, UUID]:
    """Return the living processes that hold open connections, by station."""
    statement = (
        select(C.station_id, C.process_id)
        .join(processes, processes.c.id == C.process_id)
        .where(
            C.tenant_id == tenant_id,
            among(C.station_id, station_ids),
            C.disconnected_at.is_(None),
            processes.c.alive_until > now,
        )
    )
    return {row.station_id: row.process_id for row in await connection.execute(statement)}
