"""Every query of the access context."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model import ANSWERS
from chargehouse.contexts.access.public import Attempt, DecisionFilters
from chargehouse.contexts.access.tables import (
    access_attempts,
    access_decisions,
    access_outcomes,
    station_modes,
)
from chargehouse.kernel.ids import first_id
from chargehouse.platform.http.paging import Filters, ListQuery, Paging, Sorting
from chargehouse.platform.postgres.coalescer import Part
from chargehouse.platform.postgres.coalescer import Row as HotRow

DECISIONS_BY = Sorting(
    columns={"decided_at": access_decisions.c.id}, id=access_decisions.c.id, default="-decided_at"
)
ATTEMPTS_BY = Sorting(
    columns={"received_at": access_attempts.c.id}, id=access_attempts.c.id, default="-received_at"
)

PartRow = tuple[Part, HotRow]

DECIDE = Part(
    "access_decide",
    (
        *("uuid", "uuid", "uuid", "integer", "text", "text", "text", "boolean", "bytea", "text"),
        *("uuid", "text", "bigint", "timestamptz", "timestamptz", "timestamptz"),
        *("text", "text", "text"),
    ),
    answers=True,
    tells=True,
    constants=(("jsonb", msgspec.json.encode(dict(ANSWERS)).decode()),),
)
OUTCOMES = Part(
    "access_outcomes_append", ("uuid", "uuid", "uuid", "text", "uuid", "text", "timestamptz")
)


def decisions_asked(tenant_id: UUID, paging: Paging, asked: DecisionFilters) -> ListQuery[Row[Any]]:
    """Return the list of decisions that is asked for; ids sort by time, so they are searched."""
    c = access_decisions.c
    filters: Filters = (
        c.tenant_id == tenant_id,
        None if asked.station_id is None else c.station_id == asked.station_id,
        None if asked.decision is None else c.decision == asked.decision,
        None if asked.reason is None else c.reason == asked.reason,
        None if asked.access_class is None else c["class"] == asked.access_class,
        None if asked.vehicle_id is None else c.vehicle_id == asked.vehicle_id,
        None if asked.since is None else c.id >= first_id(asked.since),
        None if asked.until is None else c.id < first_id(asked.until),
    )
    return ListQuery(DECISIONS_BY, paging, filters)


def attempts_asked(
    tenant_id: UUID,
    paging: Paging,
    *,
    station_id: UUID | None,
    since: datetime | None,
    until: datetime | None,
) -> ListQuery[Row[Any]]:
    """Return the list of attempts that is asked for."""
    c = access_attempts.c
    filters: Filters = (
        c.tenant_id == tenant_id,
        None if station_id is None else c.station_id == station_id,
        None if since is None else c.id >= first_id(since),
        None if until is None else c.id < first_id(until),
    )
    return ListQuery(ATTEMPTS_BY, paging, filters)


async def decision_of(
    connection: AsyncConnection, tenant_id: UUID, decision_id: UUID
) -> Row[Any] | None:
    """Return a decision, or None."""
    statement = decisions_of(tenant_id).where(access_decisions.c.id == decision_id)
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


async def attempt_of(
    connection: AsyncConnection, tenant_id: UUID, attempt_id: UUID
) -> Row[Any] | None:
    """Return an attempt with what was decided, or None."""
    statement = attempts_of(tenant_id).where(access_attempts.c.id == attempt_id)
    row: Row[Any] | None = (await connection.execute(statement)).first()
    return row


def decide_row(attempt_id: UUID, decision_id: UUID, attempt: Attempt, forced: str | None) -> HotRow:
    """Return an attempt as a row of `DECIDE`."""
    return (
        attempt_id,
        decision_id,
        attempt.station_id,
        attempt.evse_id,
        attempt.kind,
        attempt.protocol,
        attempt.identifier_type,
        attempt.type_recognised,
        attempt.identifier_hash,
        attempt.masked,
        attempt.connection_id,
        attempt.message_id,
        attempt.payload_hash,
        attempt.reported_at,
        attempt.received_at,
        attempt.judged_at,
        forced,
        attempt.source,
        attempt.request_id,
    )


async def mode_of(
    connection: AsyncConnection, tenant_id: UUID, station_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """Return the station's expected mode, or None where none was set."""
    statement = select(station_modes).where(
        station_modes.c.tenant_id == tenant_id, station_modes.c.station_id == station_id
    )
    return (await connection.execute(statement.with_for_update() if lock else statement)).first()


async def set_mode(
    connection: AsyncConnection,
    tenant_id: UUID,
    station_id: UUID,
    *,
    mode: str,
    reason: str | None,
    set_by: str,
    since: datetime,
) -> Row[Any]:
    """Keep a station's expected mode, as set by hand; its version changes."""
    values = {
        "mode": mode,
        "policy": "manual",
        "reason": reason,
        "set_by": set_by,
        "since": since,
        "version": func.nextval("mode_versions"),
    }
    statement = (
        insert(station_modes)
        .values(tenant_id=tenant_id, station_id=station_id, **values)
        .on_conflict_do_update(index_elements=["tenant_id", "station_id"], set_=values)
        .returning(station_modes)
    )
    row: Row[Any] = (await connection.execute(statement)).one()
    return row


def decisions_of(tenant_id: UUID) -> Select[Any]:
    """Select a tenant's decisions."""
    return select(access_decisions).where(access_decisions.c.tenant_id == tenant_id)


def attempts_of(tenant_id: UUID) -> Select[Any]:
    """Select a tenant's attempts, with what was decided where anything was."""
    return (
        select(
            access_attempts,
            access_decisions.c.decision,
            access_decisions.c.reason,
        )
        .select_from(
            access_attempts.outerjoin(
                access_decisions,
                (access_decisions.c.tenant_id == access_attempts.c.tenant_id)
                & (access_decisions.c.id == access_attempts.c.decision_id),
            )
        )
        .where(access_attempts.c.tenant_id == tenant_id)
    )


async def outcomes_of(
    connection: AsyncConnection, tenant_id: UUID, attempt_id: UUID
) -> list[Row[Any]]:
    """Return what became of an attempt, oldest first."""
    statement = (
        select(access_outcomes)
        .where(access_outcomes.c.tenant_id == tenant_id, access_outcomes.c.attempt_id == attempt_id)
        .order_by(access_outcomes.c.at, access_outcomes.c.id)
    )
    return list(await connection.execute(statement))


async def add_outcome(connection: AsyncConnection, tenant_id: UUID, **values: object) -> None:
    """Add an outcome; one that is there already stays as it is."""
    await connection.execute(
        insert(access_outcomes).values(tenant_id=tenant_id, **values).on_conflict_do_nothing()
    )


async def denials_by(
    connection: AsyncConnection, tenant_id: UUID, since: datetime
) -> list[tuple[str, UUID, int]]:
    """Count denials by reason and station since an instant."""
    statement = (
        select(access_decisions.c.reason, access_decisions.c.station_id, func.count())
        .where(
            access_decisions.c.tenant_id == tenant_id,
            access_decisions.c.decision == "denied",
            access_decisions.c.id >= first_id(since),
        )
        .group_by(access_decisions.c.reason, access_decisions.c.station_id)
    )
    return [tuple(row) for row in await connection.execute(statement)]
