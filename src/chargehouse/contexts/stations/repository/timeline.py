"""Queries of the timeline."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.model.filters import FrameFilters
from chargehouse.contexts.stations.public import TimelineFrame
from chargehouse.contexts.stations.tables import frames
from chargehouse.platform.http.paging import Filters, ListQuery, Page, Paging, Sorting

FRAME: Final[Select[Any]] = select(
    *(column for column in frames.c if column.name not in {"tenant_id", "recorded_at"})
)
SORTING: Final = Sorting(columns={"at": frames.c.at}, id=frames.c.id, default="-at")


def query(
    tenant_id: UUID, station_id: UUID, paging: Paging, asked: FrameFilters
) -> ListQuery[TimelineFrame]:
    """Return the list that is asked for, by the time at which we saw the frames."""
    c = frames.c
    filters: Filters = (
        c.tenant_id == tenant_id,
        c.station_id == station_id,
        None if asked.action is None else c.action == asked.action,
        None if asked.direction is None else c.direction == asked.direction,
        None if asked.kind is None else c.kind == asked.kind,
        None if asked.message_id is None else c.message_id == asked.message_id,
        None if asked.connection_id is None else c.connection_id == asked.connection_id,
        None if asked.deviating is None else c.deviations.is_not(None) == asked.deviating,
        None if asked.since is None else c.at >= asked.since,
        None if asked.until is None else c.at < asked.until,
    )
    return ListQuery[TimelineFrame](SORTING, paging, filters)


async def page(
    connection: AsyncConnection, listed: ListQuery[TimelineFrame]
) -> Page[TimelineFrame]:
    """Return one page of frames."""
    return listed.page((await connection.execute(listed.paged(FRAME))).all(), _frame)


async def forget(
    connection: AsyncConnection, tenant_id: UUID, since: datetime, until: datetime
) -> int:
    """Delete the frames that were recorded between two instants; return how many."""
    c = frames.c
    statement = delete(frames).where(
        c.tenant_id == tenant_id, c.recorded_at >= since, c.recorded_at < until
    )
    return (await connection.execute(statement)).rowcount


def _frame(row: Row[Any]) -> TimelineFrame:
    return TimelineFrame(
        id=row.id,
        station_id=row.station_id,
        at=row.at,
        connection_id=row.connection_id,
        direction=row.direction,
        kind=row.kind,
        action=row.action,
        message_id=row.message_id,
        payload=row.payload,
        deviations=row.deviations or [],
    )
