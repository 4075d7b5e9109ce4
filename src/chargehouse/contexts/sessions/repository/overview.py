"""Figures over live sessions, and over those that wait for a person."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.sessions.repository.reading import SHOWN, at_stations, is_live
from chargehouse.contexts.sessions.tables import sessions
from chargehouse.kernel.reach import Reach
from chargehouse.platform.postgres.matching import within

S = sessions.c

Conditions = Sequence[ColumnElement[bool]]


def here(
    tenant_id: UUID,
    reach: Reach,
    location_id: UUID | None = None,
    station_id: UUID | None = None,
) -> list[ColumnElement[bool]]:
    """Return the conditions that a session is within reach, at a location and at a station."""
    conditions = [S.tenant_id == tenant_id, *within(reach, S.location_id)]
    if location_id is not None:
        conditions.append(S.location_id == location_id)
    if station_id is not None:
        conditions.append(S.station_id == station_id)
    return conditions


async def live_by_status(
    connection: AsyncConnection, here: Conditions
) -> list[tuple[str, int, int]]:
    """Return status, number and power in W of live sessions."""
    statement = (
        select(S.status, func.count(), func.coalesce(func.sum(S.power_w), 0))
        .where(*here, is_live())
        .group_by(S.status)
    )
    rows = await connection.execute(statement)
    return [(status, count, int(power_w)) for status, count, power_w in rows]


async def doubtful_by_problem(connection: AsyncConnection, here: Conditions) -> dict[str, int]:
    """Return how many sessions wait for a person, by their problem."""
    statement = (
        select(S.problem, func.count().label("sessions"))
        .where(*here, S.problem.is_not(None), S.resolved_at.is_(None))
        .group_by(S.problem)
        .order_by(S.problem)
    )
    return {row.problem: row.sessions for row in await connection.execute(statement)}


async def live_at(
    connection: AsyncConnection, here: Conditions, station_ids: Collection[UUID]
) -> int:
    """Return how many live sessions there are at these stations."""
    statement = select(func.count()).where(*here, is_live(), at_stations(station_ids))
    return (await connection.execute(statement)).scalar_one()


def doubtful(here: Conditions, limit: int) -> Select[Any]:
    """Select the newest sessions that wait for a person."""
    return (
        select(*SHOWN)
        .where(*here, S.problem.is_not(None), S.resolved_at.is_(None))
        .order_by(S.started_at.desc(), S.id.desc())
        .limit(limit)
    )


def stranded(here: Conditions, station_ids: Collection[UUID], limit: int) -> Select[Any]:
    """Select the newest live sessions at these stations."""
    return (
        select(*SHOWN)
        .where(*here, is_live(), at_stations(station_ids))
        .order_by(S.started_at.desc(), S.id.desc())
        .limit(limit)
    )
