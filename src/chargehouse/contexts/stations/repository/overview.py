"""Counts of stations and connectors."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.public import LastUsed, Overview
from chargehouse.contexts.stations.repository.stations import (
    SPANS,
    is_open,
    is_silent,
    joined,
    was_used,
)
from chargehouse.contexts.stations.tables import (
    connectors,
    faults,
    station_connections,
    stations,
)
from chargehouse.kernel.reach import Reach
from chargehouse.platform.postgres.matching import within

NEVER_REPORTED: Final = "Unknown"


def here(tenant_id: UUID, reach: Reach, location_id: UUID | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a station was not removed, and stands within reach.

    With a location it stands there.
    """
    conditions = [
        stations.c.tenant_id == tenant_id,
        stations.c.removed_at.is_(None),
        *within(reach, stations.c.location_id),
    ]
    if location_id is not None:
        conditions.append(stations.c.location_id == location_id)
    return conditions


async def counts(
    connection: AsyncConnection,
    here: Sequence[ColumnElement[bool]],
    now: datetime,
    silent_after: timedelta,
) -> Overview:
    """Return counts over the stations of which the conditions `here` are true."""
    row = (await connection.execute(_figures(now, silent_after).where(*here))).one()
    faulted, open_faults = await _faults(connection, here)
    return Overview(
        stations=row.total,
        connected=row.connected,
        disconnected=row.total - row.connected - row.never_seen,
        never_seen=row.never_seen,
        silent=row.silent,
        silent_after_s=int(silent_after.total_seconds()),
        faulted=faulted,
        pending=row.pending,
        open_faults=open_faults,
        last_used=LastUsed(
            **{span: getattr(row, span) for span in SPANS}, never=row.total - row.ever_used
        ),
        connectors_by_status=await _statuses(connection, here),
        at=now,
    )


def _figures(now: datetime, silent_after: timedelta) -> Select[Any]:
    def counted(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
        return func.count().filter(condition).label(name)

    figures: list[ColumnElement[Any]] = [
        func.count().label("total"),
        counted(is_open(now), "connected"),
        counted(station_connections.c.connection_id.is_(None), "never_seen"),
        counted(is_silent(now, silent_after), "silent"),
        counted(stations.c.registration == "pending", "pending"),
        func.count(stations.c.last_used_at).label("ever_used"),
        *(counted(was_used(span, now), span) for span in SPANS),
    ]
    return select(*figures).select_from(joined())


async def _faults(
    connection: AsyncConnection, here: Sequence[ColumnElement[bool]]
) -> tuple[int, int]:
    """Return how many stations have a fault that holds, and how many such faults there are."""
    statement = (
        select(
            func.count(faults.c.station_id.distinct()).label("stations"),
            func.count().label("faults"),
        )
        .join(
            stations,
            and_(stations.c.tenant_id == faults.c.tenant_id, stations.c.id == faults.c.station_id),
        )
        .where(*here, faults.c.closed_at.is_(None))
    )
    row = (await connection.execute(statement)).one()
    return row.stations, row.faults


async def _statuses(
    connection: AsyncConnection, here: Sequence[ColumnElement[bool]]
) -> dict[str, int]:
    statement = (
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
    rows = await connection.execute(statement)
    return {row.status or NEVER_REPORTED: row.connectors for row in rows}
