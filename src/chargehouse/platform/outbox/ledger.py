"""What consumers have done, and what failed them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.platform.outbox.recorded import Position, RecordedEvent


class FailedReaction(msgspec.Struct, frozen=True, kw_only=True):
    """A reaction that failed, or waits behind one of the same aggregate (`attempts` is 0).

    It is parked when it has failed and `retry_at` is null.
    """

    consumer: str
    aggregate_id: UUID
    position: Position
    event_id: UUID
    wire_name: str
    attempts: int
    error: str
    failed_at: datetime
    retry_at: datetime | None


class ReactionFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How many reactions of all tenants are to be tried again, wait behind those, are parked."""

    retrying: int
    waiting: int
    parked: int
    oldest_failed_at: datetime | None


# The relay role: queue columns of all tenants.


async def try_lock(connection: AsyncConnection, consumer: str) -> bool:
    """Become the one who relays to a consumer, until the transaction ends.

    An advisory lock, because a row lock would give the transaction an id, and every event that
    is recorded meanwhile would count as unsettled.
    """
    return bool(
        await connection.scalar(
            text("SELECT pg_try_advisory_xact_lock(hashtextextended('relay ' || :consumer, 0))"),
            {"consumer": consumer},
        )
    )


async def wait_for_lock(connection: AsyncConnection, consumer: str) -> None:
    """Keep the relay from a consumer until the transaction ends."""
    await connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('relay ' || :consumer, 0))"),
        {"consumer": consumer},
    )


async def due(connection: AsyncConnection, consumer: str, now: datetime) -> list[tuple[UUID, UUID]]:
    """Return tenants and aggregates whose first failed reaction is to be tried again."""
    result = await connection.execute(
        text("""
            SELECT DISTINCT tenant_id, aggregate_id FROM reactions_failed
            WHERE consumer = :consumer AND retry_at <= :now LIMIT 100
        """),
        {"consumer": consumer, "now": now},
    )
    return [(row.tenant_id, row.aggregate_id) for row in result]


async def forget_done(connection: AsyncConnection) -> int:
    """Delete the keys of reactions older than a day, whose events no cursor will meet again."""
    result = await connection.execute(
        text("DELETE FROM reactions_done WHERE done_at < now() - interval '1 day'")
    )
    return result.rowcount


async def figures(connection: AsyncConnection) -> ReactionFigures:
    """Count what failed, in all tenants."""
    result = await connection.execute(
        text("""
            SELECT count(*) FILTER (WHERE retry_at IS NOT NULL) AS retrying,
                   count(*) FILTER (WHERE retry_at IS NULL AND attempts = 0) AS waiting,
                   count(*) FILTER (WHERE retry_at IS NULL AND attempts > 0) AS parked,
                   min(failed_at) AS oldest_failed_at
            FROM reactions_failed
        """)
    )
    return ReactionFigures(**result.mappings().one())


async def behind_s(connection: AsyncConnection, consumers: Collection[str]) -> float:
    """Return the age in seconds of the oldest event that a consumer has yet to pass."""
    age: float | None = await connection.scalar(
        text("""
            SELECT CAST(extract(epoch FROM max(now() - next.recorded_at)) AS double precision)
            FROM relay_cursors AS cursor, LATERAL (
                SELECT recorded_at FROM events
                WHERE (xid, sequence) > (cursor.xid, cursor.sequence)
                  AND recorded_at >= cursor.moved_at - interval '1 day'
                ORDER BY xid, sequence LIMIT 1
            ) AS next
            WHERE consumer = ANY(CAST(:consumers AS text[]))
        """),
        {"consumers": list(consumers)},
    )
    return age or 0.0


# The application role: one tenant.


async def claim(
    connection: AsyncConnection, tenant_id: UUID, consumer: str, events: Sequence[RecordedEvent]
) -> frozenset[UUID]:
    """Mark reactions as done, and return the ids of those that were not done before."""
    result = await connection.execute(
        text("""
            INSERT INTO reactions_done (tenant_id, consumer, event_id)
            SELECT :tenant, :consumer, id FROM unnest(CAST(:ids AS uuid[])) AS id
            ON CONFLICT DO NOTHING RETURNING event_id
        """),
        {"tenant": tenant_id, "consumer": consumer, "ids": [e.event_id for e in events]},
    )
    return frozenset(result.scalars())


async def blocked(
    connection: AsyncConnection, tenant_id: UUID, consumer: str, aggregates: Collection[UUID]
) -> frozenset[UUID]:
    """Return those of the aggregates behind whose failed reaction others must wait."""
    result = await connection.execute(
        text("""
            SELECT DISTINCT aggregate_id FROM reactions_failed
            WHERE tenant_id = :tenant AND consumer = :consumer
              AND aggregate_id = ANY(CAST(:aggregates AS uuid[]))
        """),
        {"tenant": tenant_id, "consumer": consumer, "aggregates": list(aggregates)},
    )
    return frozenset(result.scalars())


async def hold(
    connection: AsyncConnection,
    consumer: str,
    event: RecordedEvent,
    *,
    attempts: int = 0,
    error: str = "",
    retry_at: datetime | None = None,
) -> None:
    """Keep a reaction that failed, or that waits behind one."""
    await connection.execute(
        text("""
            INSERT INTO reactions_failed (tenant_id, consumer, aggregate_id, xid, sequence,
                                          event_id, wire_name, attempts, error, retry_at)
            VALUES (:tenant, :consumer, :aggregate, CAST(CAST(:xid AS text) AS xid8), :sequence,
                    :event, :wire_name, :attempts, :error, :retry_at)
            ON CONFLICT (tenant_id, consumer, event_id) DO UPDATE
            SET attempts = excluded.attempts, error = excluded.error, failed_at = now(),
                retry_at = excluded.retry_at
        """),
        {
            "tenant": event.tenant_id,
            "consumer": consumer,
            "aggregate": event.aggregate_id,
            "xid": str(event.position.xid),
            "sequence": event.position.sequence,
            "event": event.event_id,
            "wire_name": event.wire_name,
            "attempts": attempts,
            "error": error,
            "retry_at": retry_at,
        },
    )


async def first_held(
    connection: AsyncConnection, tenant_id: UUID, consumer: str, aggregate_id: UUID
) -> FailedReaction | None:
    """Return the reaction that the others of an aggregate wait behind, and lock it."""
    result = await connection.execute(
        text(
            _FAILED
            + """
            WHERE tenant_id = :tenant AND consumer = :consumer AND aggregate_id = :aggregate
            ORDER BY xid, sequence LIMIT 1 FOR UPDATE
        """
        ),
        {"tenant": tenant_id, "consumer": consumer, "aggregate": aggregate_id},
    )
    row = result.one_or_none()
    return None if row is None else _failed(row)


async def failures(
    connection: AsyncConnection, tenant_id: UUID, limit: int
) -> list[FailedReaction]:
    """Return the tenant's failed reactions, the oldest events first."""
    result = await connection.execute(
        text(_FAILED + "WHERE tenant_id = :tenant ORDER BY xid, sequence LIMIT :limit"),
        {"tenant": tenant_id, "limit": limit},
    )
    return [_failed(row) for row in result]


async def release(connection: AsyncConnection, tenant_id: UUID, consumer: str, id_: UUID) -> None:
    """Forget a failed reaction."""
    await connection.execute(
        text("""
            DELETE FROM reactions_failed
            WHERE tenant_id = :tenant AND consumer = :consumer AND event_id = :event
        """),
        {"tenant": tenant_id, "consumer": consumer, "event": id_},
    )


async def make_due(
    connection: AsyncConnection,
    tenant_id: UUID,
    consumer: str,
    aggregate_id: UUID,
    now: datetime,
) -> bool:
    """Have an aggregate's first held reaction tried afresh; tell whether there was one."""
    result = await connection.execute(
        text("""
            UPDATE reactions_failed SET attempts = 0, retry_at = :now
            WHERE tenant_id = :tenant AND consumer = :consumer AND event_id = (
                SELECT event_id FROM reactions_failed
                WHERE tenant_id = :tenant AND consumer = :consumer
                  AND aggregate_id = :aggregate
                ORDER BY xid, sequence LIMIT 1)
        """),
        {
            "tenant": tenant_id,
            "consumer": consumer,
            "aggregate": aggregate_id,
            "now": now,
        },
    )
    return result.rowcount == 1


_FAILED = """
SELECT consumer, aggregate_id, CAST(CAST(xid AS text) AS bigint) AS xid_number, sequence,
       event_id, wire_name, attempts, error, failed_at, retry_at
FROM reactions_failed
"""


def _failed(row: Row[Any]) -> FailedReaction:
    return FailedReaction(
        consumer=row.consumer,
        aggregate_id=row.aggregate_id,
        position=Position(row.xid_number, row.sequence),
        event_id=row.event_id,
        wire_name=row.wire_name,
        attempts=row.attempts,
        error=row.error,
        failed_at=row.failed_at,
        retry_at=row.retry_at,
    )
