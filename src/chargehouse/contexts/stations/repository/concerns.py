"""What about stations a person should look at, the newest of each kind first."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.model.concerns import fault_sentence, sentence
from chargehouse.contexts.stations.public import Concern
from chargehouse.contexts.stations.repository.stations import is_open, is_silent, joined
from chargehouse.contexts.stations.tables import faults, station_connections, stations
from chargehouse.kernel.reach import Reach
from chargehouse.platform.postgres.matching import within

S = stations.c
C = station_connections.c


async def faulted(
    connection: AsyncConnection,
    tenant_id: UUID,
    reach: Reach,
    location_id: UUID | None,
    limit: int,
) -> list[Concern]:
    """Return the faults that hold."""
    statement = (
        select(S.id, S.code, S.name, faults)
        .select_from(faults)
        .join(stations, and_(S.tenant_id == faults.c.tenant_id, S.id == faults.c.station_id))
        .where(
            faults.c.tenant_id == tenant_id,
            faults.c.closed_at.is_(None),
            *_here(reach, location_id),
        )
        .order_by(faults.c.opened_at.desc(), faults.c.id)
        .limit(limit)
    )
    return [
        _concern(
            "fault",
            row,
            row.opened_at,
            fault_sentence(row.evse_id, row.error_code, row.vendor_error_code),
        )
        for row in await connection.execute(statement)
    ]


async def states(
    connection: AsyncConnection,
    tenant_id: UUID,
    reach: Reach,
    location_id: UUID | None,
    *,
    now: datetime,
    silent_after: timedelta,
    limit: int,
) -> list[Concern]:
    """Return stations that are disconnected, silent, pending, or were never seen.

    The stations are gone through once, for all four.
    """
    rows = (
        select(
            *(S.id, S.code, S.name, S.created_at, C.last_seen_at),
            func.coalesce(C.disconnected_at, C.last_seen_at).label("gone_at"),
            and_(C.connection_id.is_not(None), ~is_open(now)).label("disconnected"),
            is_silent(now, silent_after).label("silent"),
            (S.registration == "pending").label("pending"),
            C.connection_id.is_(None).label("never_seen"),
        )
        .select_from(joined())
        .where(S.tenant_id == tenant_id, *_here(reach, location_id))
        .cte("states")
    )
    since = {
        "disconnected": rows.c.gone_at,
        "silent": rows.c.last_seen_at,
        "pending": rows.c.created_at,
        "never_seen": rows.c.created_at,
    }
    each = [_newest(rows, kind, at, limit) for kind, at in since.items()]
    found = await connection.execute(union_all(*each))
    return [_concern(row.kind, row, row.since, sentence(row.kind)) for row in found]


def _here(reach: Reach, location_id: UUID | None) -> list[ColumnElement[bool]]:
    """Return the condition that a station was not removed, and stands within reach, or there."""
    here = [S.removed_at.is_(None), *within(reach, S.location_id)]
    return here if location_id is None else [*here, S.location_id == location_id]


def _newest(
    rows: Any,  # noqa: ANN401  SQLAlchemy's subqueries
    kind: str,
    since: ColumnElement[datetime],
    limit: int,
) -> Select[Any]:
    """Select the newest stations of a kind; the alias keeps their order within the union."""
    newest = (
        select(
            rows.c.id, rows.c.code, rows.c.name, literal(kind).label("kind"), since.label("since")
        )
        .where(rows.c[kind])
        .order_by(since.desc(), rows.c.id)
        .limit(limit)
        .subquery()
    )
    return select(newest)


def _concern(kind: str, row: Row[Any], since: datetime, told: str) -> Concern:
    return Concern(
        kind=kind,
        station_id=row.id,
        station_code=row.code,
        station_name=row.name,
        since=since,
        sentence=told,
    )
