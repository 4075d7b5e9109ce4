"""Queries of registration windows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.public import RegistrationWindow
from chargehouse.contexts.stations.tables import registration_windows
from chargehouse.kernel.reach import Reach
from chargehouse.platform.postgres.matching import within

W = registration_windows.c


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add a window."""
    await connection.execute(insert(registration_windows).values(**values))


async def open_at(
    connection: AsyncConnection, tenant_id: UUID, reach: Reach, now: datetime
) -> list[RegistrationWindow]:
    """Return the windows that let stations in now or later, the first to close first."""
    statement = (
        select(registration_windows)
        .where(
            W.tenant_id == tenant_id,
            W.closes_at > now,
            W.stations_left > 0,
            *within(reach, W.location_id),
        )
        .order_by(W.closes_at, W.id)
    )
    return [_window(row) for row in await connection.execute(statement)]


async def take_place(
    connection: AsyncConnection, tenant_id: UUID, profiles: Sequence[int], now: datetime
) -> RegistrationWindow | None:
    """Take a place of the window of these profiles that closes first; None where none is."""
    chosen = (
        select(W.id)
        .where(
            W.tenant_id == tenant_id,
            W.security_profile.in_(profiles),
            W.opens_at <= now,
            W.closes_at > now,
            W.stations_left > 0,
        )
        .order_by(W.closes_at, W.id)
        .limit(1)
        .with_for_update()
        .scalar_subquery()
    )
    statement = (
        update(registration_windows)
        .where(W.tenant_id == tenant_id, W.id == chosen, W.stations_left > 0)
        .values(stations_left=W.stations_left - 1)
        .returning(registration_windows)
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _window(row)


async def remove(
    connection: AsyncConnection, tenant_id: UUID, window_id: UUID
) -> RegistrationWindow | None:
    """Remove a window; return it, or None."""
    statement = (
        delete(registration_windows)
        .where(W.tenant_id == tenant_id, W.id == window_id)
        .returning(registration_windows)
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _window(row)


def _window(row: Row[Any]) -> RegistrationWindow:
    return RegistrationWindow(
        id=row.id,
        location_id=row.location_id,
        security_profile=row.security_profile,
        opened_by=row.opened_by,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        stations_left=row.stations_left,
    )
