"""Queries of starts that were refused and go on, and of what chargers refused by themselves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, and_, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.access.model.refused_starts import RefusedStart
from chargehouse.contexts.access.tables import (
    access_attempts,
    access_decisions,
    access_policy_versions,
    refused_starts,
)
from chargehouse.platform.postgres.matching import among

C: Final = refused_starts.c

TAKE: Final = text("""
WITH due AS MATERIALIZED (
    SELECT session_id FROM refused_starts
    WHERE tenant_id = :tenant AND next_at <= :now
    ORDER BY next_at LIMIT :room FOR UPDATE SKIP LOCKED
)
UPDATE refused_starts AS r SET next_at = :until
FROM due
WHERE r.tenant_id = :tenant AND r.session_id = due.session_id
RETURNING r.session_id, r.station_id, r.attempt_id, r.decision_id, r.began_at, r.next_at, r.tries,
          r.is_told
""")


async def due_tenants(relay: AsyncConnection, now: datetime) -> set[UUID]:
    """Return the tenants with something due; for the role that spans tenants."""
    return set((await relay.execute(select(C.tenant_id).where(C.next_at <= now))).scalars())


async def take(
    connection: AsyncConnection, tenant_id: UUID, *, now: datetime, until: datetime, room: int
) -> list[RefusedStart]:
    """Take starts that are due; no other worker gets them until then."""
    asked = {"tenant": tenant_id, "now": now, "until": until, "room": room}
    return [_start(row) for row in await connection.execute(TAKE, asked)]


async def enforced_denials(
    connection: AsyncConnection, tenant_id: UUID, decision_ids: Collection[UUID]
) -> list[Row[Any]]:
    """Return which of some decisions denied, and what their policies of then say of starts."""
    d, v = access_decisions.c, access_policy_versions.c
    statement = (
        select(d.id, d.station_id, d.attempt_id, v.document["starts"].label("starts"))
        .select_from(
            access_decisions.join(
                access_policy_versions,
                and_(
                    access_policy_versions.c.tenant_id == tenant_id,
                    v.policy_id == d.policy_id,
                    v.version == d.policy_version,
                ),
            )
        )
        .where(
            access_decisions.c.tenant_id == tenant_id,
            among(d.id, decision_ids),
            d.decision == "denied",
            d.stage == "on",
        )
    )
    return list(await connection.execute(statement))


async def allowed(
    connection: AsyncConnection, tenant_id: UUID, decision_ids: Collection[UUID]
) -> set[UUID]:
    """Return which of some decisions let somebody in, or enforced nothing."""
    d = access_decisions.c
    statement = select(d.id).where(
        access_decisions.c.tenant_id == tenant_id,
        among(d.id, decision_ids),
        (d.decision == "allowed") | (d.stage != "on"),
    )
    return set((await connection.execute(statement)).scalars())


async def let_in_since(
    connection: AsyncConnection, tenant_id: UUID, decision_ids: Collection[UUID]
) -> set[UUID]:
    """Return those of some denials whose identifier was let in at the station later."""
    d = access_decisions.c
    a = access_attempts.c
    later = access_attempts.alias("later")
    said = access_decisions.alias("said")
    let_in = (
        select(later.c.id)
        .join_from(
            later,
            said,
            and_(said.c.tenant_id == later.c.tenant_id, said.c.id == later.c.decision_id),
        )
        .where(
            later.c.tenant_id == tenant_id,
            later.c.station_id == a.station_id,
            later.c.identifier_hash == a.identifier_hash,
            later.c.received_at >= a.received_at,
            said.c.decision == "allowed",
            said.c.decided_at >= d.decided_at,
        )
    )
    statement = (
        select(d.id)
        .join_from(
            access_decisions,
            access_attempts,
            and_(a.tenant_id == d.tenant_id, a.id == d.attempt_id),
        )
        .where(d.tenant_id == tenant_id, among(d.id, decision_ids), let_in.exists())
    )
    return set((await connection.execute(statement)).scalars())


async def add(connection: AsyncConnection, tenant_id: UUID, starts: Sequence[RefusedStart]) -> None:
    """Keep starts that are to be stopped; those that are kept stay as they are."""
    if starts:
        await connection.execute(
            insert(refused_starts).on_conflict_do_nothing(),
            [{"tenant_id": tenant_id, **msgspec.structs.asdict(each)} for each in starts],
        )


async def keep(connection: AsyncConnection, tenant_id: UUID, start: RefusedStart) -> None:
    """Keep how a start stands; one that ended meanwhile is gone."""
    await connection.execute(
        update(refused_starts)
        .where(C.tenant_id == tenant_id, C.session_id == start.session_id)
        .values(next_at=start.next_at, tries=start.tries, is_told=start.is_told)
    )


async def drop(
    connection: AsyncConnection, tenant_id: UUID, session_ids: Collection[UUID]
) -> set[UUID]:
    """Forget starts that ended; return the stations at which nothing of the kind is left."""
    gone = (
        delete(refused_starts)
        .where(C.tenant_id == tenant_id, among(C.session_id, session_ids))
        .returning(C.station_id)
    )
    stations = set((await connection.execute(gone)).scalars())
    if not stations:
        return stations
    left = select(C.station_id).where(C.tenant_id == tenant_id, among(C.station_id, stations))
    return stations - set((await connection.execute(left)).scalars())


def _start(row: Row[Any]) -> RefusedStart:
    return msgspec.convert(row, RefusedStart, from_attributes=True)
