"""What people ask of sessions."""

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.sessions.public import SessionFilters
from chargehouse.contexts.sessions.tables import meter_values, sessions

LIVE_STATUSES: Final = frozenset({"started", "charging", "suspended"})

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

    A live status is also said as an open end, so that the small index of live sessions serves.
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
    if filters.open or filters.status in LIVE_STATUSES:
        found.append(columns.ended_at.is_(None))
    if filters.open is False:
        found.append(columns.ended_at.is_not(None))
    if filters.doubtful or filters.problem is not None:
        found.append(columns.problem.is_not(None))
    if filters.doubtful:
        found.append(columns.resolved_at.is_(None))
    return found


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
