"""Queries of commands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.model.filters import CommandFilters
from chargehouse.contexts.stations.public import Command
from chargehouse.contexts.stations.repository.directory import at_reached
from chargehouse.contexts.stations.tables import commands
from chargehouse.kernel.reach import Reach
from chargehouse.platform.http.paging import Filters, ListQuery, Page, Paging, Sorting

COMMAND: Final[Select[Any]] = select(
    *(column for column in commands.c if column.name != "request_encrypted")
)
SORTING: Final = Sorting(
    columns={"requested_at": commands.c.requested_at},
    id=commands.c.id,
    default="-requested_at",
)
WAITING: Final = ("queued", "sent")
STILL_OPEN_TO_AN_ANSWER: Final = ("queued", "sent", "timed_out")


def query(
    tenant_id: UUID, reach: Reach, paging: Paging, asked: CommandFilters
) -> ListQuery[Command]:
    """Return the list that is asked for."""
    c = commands.c
    filters: Filters = (
        c.tenant_id == tenant_id,
        None if asked.station_id is None else c.station_id == asked.station_id,
        None if asked.action is None else c.action == asked.action,
        None if asked.status is None else c.status == asked.status,
        None if asked.since is None else c.requested_at >= asked.since,
        None if asked.until is None else c.requested_at < asked.until,
        *at_reached(c.station_id, tenant_id, reach),
    )
    return ListQuery[Command](SORTING, paging, filters)


async def page(connection: AsyncConnection, listed: ListQuery[Command]) -> Page[Command]:
    """Return one page of commands."""
    return listed.page((await connection.execute(listed.paged(COMMAND))).all(), _command)


async def find(connection: AsyncConnection, tenant_id: UUID, command_id: UUID) -> Command | None:
    """Return a command, or None."""
    statement = COMMAND.where(commands.c.tenant_id == tenant_id, commands.c.id == command_id)
    row = (await connection.execute(statement)).first()
    return None if row is None else _command(row)


async def waiting(
    connection: AsyncConnection, tenant_id: UUID, command_id: UUID
) -> Row[Any] | None:
    """Return a command that waits to be sent, with its encrypted request, or None."""
    statement = select(commands).where(
        commands.c.tenant_id == tenant_id,
        commands.c.id == command_id,
        commands.c.status == "queued",
    )
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add a command."""
    await connection.execute(insert(commands).values(**values))


async def mark_sent(
    connection: AsyncConnection,
    tenant_id: UUID,
    command_id: UUID,
    values: Mapping[str, object],
) -> None:
    """Mark a queued command as sent."""
    await connection.execute(
        update(commands)
        .where(
            commands.c.tenant_id == tenant_id,
            commands.c.id == command_id,
            commands.c.status == "queued",
        )
        .values(**values, status="sent", request_encrypted=None)
    )


async def complete(
    connection: AsyncConnection,
    tenant_id: UUID,
    command_id: UUID,
    values: Mapping[str, object],
) -> Command | None:
    """End a command that waits, or answer late one that timed out; return it, or None."""
    open_to = WAITING if values["status"] == "timed_out" else STILL_OPEN_TO_AN_ANSWER
    statement = (
        update(commands)
        .where(
            commands.c.tenant_id == tenant_id,
            commands.c.id == command_id,
            commands.c.status.in_(open_to),
        )
        .values(**values, request_encrypted=None)
        .returning(*COMMAND.selected_columns)
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else _command(row)


async def tenants_with_overdue(relay: AsyncConnection, before: datetime) -> Sequence[UUID]:
    """Return the tenants whose commands wait past their time; for the role that spans tenants."""
    statement = (
        select(commands.c.tenant_id)
        .where(commands.c.status.in_(WAITING), commands.c.expires_at < before)
        .distinct()
    )
    return (await relay.execute(statement)).scalars().all()


async def expire(
    connection: AsyncConnection, tenant_id: UUID, before: datetime, *, was: str, becomes: str
) -> list[Command]:
    """Give every overdue command of one status another; return them."""
    statement = (
        update(commands)
        .where(
            commands.c.tenant_id == tenant_id,
            commands.c.status == was,
            commands.c.expires_at < before,
        )
        .values(status=becomes, request_encrypted=None)
        .returning(*COMMAND.selected_columns)
    )
    return [_command(row) for row in await connection.execute(statement)]


def _command(row: Row[Any]) -> Command:
    return Command(
        id=row.id,
        station_id=row.station_id,
        action=row.action,
        verb=row.verb,
        status=row.status,
        request=msgspec.json.decode(row.request),
        answer=None if row.answer is None else msgspec.json.decode(row.answer),
        answer_status=row.answer_status,
        error_code=row.error_code,
        error_description=row.error_description,
        requested_by=row.requested_by,
        request_id=row.request_id,
        reason=row.reason,
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
    )
