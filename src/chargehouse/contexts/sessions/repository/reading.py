"""What people ask of sessions."""

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.sessions.public import SessionFilters
from chargehouse.contexts.sessions.tables import meter_values, sessions
from chargehouse.kernel.reach import Reach
from chargehouse.platform.postgres.matching import among, begins, within

LIVE_STATUSES: Final = frozenset({"started", "charging", "suspended"})
SUPERSEDED: Final = "superseded"

SHOWN: Final = tuple(
    column
    for column in sessions.c
    if column.name not in {"tenant_id", "charger_key", "identifier_hash", "state"}
)


def sessions_of(tenant_id: UUID) -> Select[Any]:
    """Select a tenant's sessions, as far as they are shown."""
    return select(*SHOWN).where(sessions.c.tenant_id == tenant_id)


def conditions(filters: SessionFilters) -> list[ColumnElement[bool] | None]:
    """Return the conditions that filters mean.

    A live status is also said as being live, so that the small index of live sessions serves.
    """
    columns = sessions.c
    found: list[ColumnElement[bool] | None] = [
        getattr(columns, name) == value
        for name in (
            *("status", "station_id", "location_id", "vehicle_id", "identifier_hash", "problem"),
        )
        if (value := getattr(filters, name)) is not None
    ]
    if filters.since is not None:
        found.append(columns.started_at >= filters.since)
    if filters.until is not None:
        found.append(columns.started_at < filters.until)
    if filters.open or filters.stranded or filters.status in LIVE_STATUSES:
        found.append(is_live())
    if filters.open is False:
        found.append(columns.ended_at.is_not(None))
    if filters.doubtful or filters.problem is not None:
        found.append(columns.problem.is_not(None))
    if filters.doubtful:
        found.append(columns.resolved_at.is_(None))
    return found


def is_live() -> ColumnElement[bool]:
    """Return the condition that a session goes on.

    One that another session of its connector replaced does not, though its end was never told,
    unless somebody settled that it does.
    """
    columns = sessions.c
    return and_(
        columns.ended_at.is_(None),
        or_(columns.problem.is_distinct_from(SUPERSEDED), columns.resolved_at.is_not(None)),
    )


def at_stations(station_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Return the condition that a session is at one of the stations."""
    return among(sessions.c.station_id, station_ids)


async def stations_in_use(connection: AsyncConnection, tenant_id: UUID) -> set[UUID]:
    """Return the stations that have a live session."""
    statement = (
        select(sessions.c.station_id).where(sessions.c.tenant_id == tenant_id, is_live()).distinct()
    )
    return set((await connection.execute(statement)).scalars())


async def under_way(
    connection: AsyncConnection, tenant_id: UUID, session_ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return those of the sessions that are live, with their transaction ids."""
    statement = select(sessions.c.id, sessions.c.transaction_id).where(
        sessions.c.tenant_id == tenant_id, among(sessions.c.id, session_ids), is_live()
    )
    return {row.id: row.transaction_id for row in await connection.execute(statement)}


def begun(tenant_id: UUID, reach: Reach, first: UUID, last: UUID, limit: int) -> Select[Any]:
    """Select the newest sessions within reach whose ids lie between two, both included."""
    return (
        sessions_of(tenant_id)
        .where(
            sessions.c.id >= first,
            sessions.c.id <= last,
            *within(reach, sessions.c.location_id),
        )
        .order_by(sessions.c.id.desc())
        .limit(limit)
    )


def of_transaction(tenant_id: UUID, reach: Reach, text: str, limit: int) -> Select[Any]:
    """Select sessions within reach whose transaction id begins with a text."""
    return (
        sessions_of(tenant_id)
        .where(begins(sessions.c.transaction_id, text), *within(reach, sessions.c.location_id))
        .order_by(sessions.c.transaction_id, sessions.c.station_id, sessions.c.id)
        .limit(limit)
    )


async def session_row(
    connection: AsyncConnection, tenant_id: UUID, session_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """Return a session's whole row, or None; `lock` keeps others from moving it meanwhile."""
    statement = select(sessions).where(
        sessions.c.tenant_id == tenant_id, sessions.c.id == session_id
    )
    return (await connection.execute(statement.with_for_update() if lock else statement)).first()


def readings_of(tenant_id: UUID, session_id: UUID) -> Select[Any]:
    """Select a session's readings, in the order of their time."""
    columns = meter_values.c
    return (
        select(
            columns.at,
            columns.reported_at,
            columns.received_at,
            columns.evse_id,
            columns.context,
            columns.energy_wh,
            columns.power_w,
            columns.soc_percent,
            columns.samples,
            columns.signed_encrypted.is_not(None).label("signed"),
        )
        .where(columns.tenant_id == tenant_id, columns.session_id == session_id)
        .order_by(columns.at, columns.digest)
    )


def metered_of(
    tenant_id: UUID,
    session_id: UUID,
    limit: int,
    *,
    samples: bool,
    after: tuple[datetime, int] | None = None,
) -> Select[Any]:
    """Select the figures of a session's readings in the order of their time, with all samples.

    `after` are instant and digest of the last one that is known already.
    """
    columns = meter_values.c
    shown = [columns.at, columns.digest, columns.energy_wh, columns.power_w]
    statement = select(*shown, *([columns.samples] if samples else ())).where(
        columns.tenant_id == tenant_id, columns.session_id == session_id
    )
    if after is not None:
        at, digest = after
        statement = statement.where(columns.at >= at, or_(columns.at > at, columns.digest > digest))
    return statement.order_by(columns.at, columns.digest).limit(limit)


def samples_of(tenant_id: UUID, session_id: UUID, limit: int) -> Select[Any]:
    """Select when a session's readings were and what they said, in the order of their time."""
    columns = meter_values.c
    return (
        select(columns.at, columns.samples)
        .where(columns.tenant_id == tenant_id, columns.session_id == session_id)
        .order_by(columns.at, columns.digest)
        .limit(limit)
    )


async def signed_of(connection: AsyncConnection, tenant_id: UUID, session_id: UUID) -> list[Any]:
    """Return station, instant and encrypted signed data of a session's signed readings."""
    columns = meter_values.c
    statement = (
        select(columns.station_id, columns.at, columns.signed_encrypted)
        .where(
            columns.tenant_id == tenant_id,
            columns.session_id == session_id,
            columns.signed_encrypted.is_not(None),
        )
        .order_by(columns.at, columns.digest)
    )
    return list(await connection.execute(statement))


async def stream(connection: AsyncConnection, statement: Select[Any]) -> AsyncIterator[Row[Any]]:
    """Yield the rows of a statement without holding them all."""
    async with connection.stream(statement) as rows:
        async for row in rows:
            yield row
