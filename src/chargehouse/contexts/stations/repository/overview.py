"""Counts of stations and connectors."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.public import Overview
from chargehouse.contexts.stations.repository.stations import OPEN_FAULTS, is_open, joined
from chargehouse.contexts.stations.tables import connectors, stations

NEVER_REPORTED: Final = "Unknown"


async def counts(
    connection: AsyncConnection, tenant_id: UUID, location_id: UUID | None, now: datetime
) -> Overview:
    """Return counts over the stations that were not removed, of a location or of all."""
    here = [stations.c.tenant_id == tenant_id, stations.c.removed_at.is_(None)]
    if location_id is not None:
        here.append(stations.c.location_id == location_id)
    each = (
        select(
            is_open(now).label("connected"),
            OPEN_FAULTS.label("faults"),
            (stations.c.registration == "pending").label("pending"),
        )
        .select_from(joined())
        .where(*here)
        .subquery()
    )
    row = (
        await connection.execute(
            select(
                func.count().label("total"),
                func.count().filter(each.c.connected).label("connected"),
                func.count().filter(each.c.faults > 0).label("faulted"),
                func.count().filter(each.c.pending).label("pending"),
                func.coalesce(func.sum(each.c.faults), 0).label("open_faults"),
            ).select_from(each)
        )
    ).one()
    statuses = await connection.execute(
        select(connectors.c.status, func.count().label("connectors"))
        .join(
            stations,
            and_(
                stations.c.tenant_id == connectors.c.tenant_id,
                stations.c.id == connectors.c.station_id,
            ),
        )
        .where(*here)
        .group_by(connectors.c.status)
        .order_by(connectors.c.status)
    )
    return Overview(
        stations=row.total,
        connected=row.connected,
        faulted=row.faulted,
        pending=row.pending,
        open_faults=int(row.open_faults),
        connectors_by_status={
            found.status or NEVER_REPORTED: found.connectors for found in statuses
        },
        at=now,
    )
