"""Where each consumer stands among the events of all tenants; for the relay role."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.platform.outbox.recorded import Position


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a consumer has come, and when it came there.

    `has_due` says that a reaction that failed is to be tried again; it is told of many at once.
    """

    position: Position
    moved_at: datetime
    has_due: bool = False


async def begin_cursor(connection: AsyncConnection, consumer: str, *, at_the_end: bool) -> None:
    """Give a new consumer its cursor, before all events that are kept or after them."""
    await connection.execute(
        text("""
            INSERT INTO relay_cursors (consumer, xid, sequence, moved_at)
            SELECT :consumer,
                   CASE WHEN :at_the_end THEN pg_snapshot_xmin(pg_current_snapshot())
                        ELSE '0' END,
                   -1,
                   CASE WHEN :at_the_end THEN now() ELSE timestamptz 'epoch' END
            ON CONFLICT DO NOTHING
        """),
        {"consumer": consumer, "at_the_end": at_the_end},
    )


async def cursor_of(connection: AsyncConnection, consumer: str) -> Cursor:
    """Return where a consumer stands."""
    result = await connection.execute(
        text("""
            SELECT CAST(CAST(xid AS text) AS bigint) AS xid, sequence, moved_at
            FROM relay_cursors WHERE consumer = :consumer
        """),
        {"consumer": consumer},
    )
    row = result.one()
    return Cursor(Position(row.xid, row.sequence), row.moved_at)


async def cursors_of(
    connection: AsyncConnection, consumers: Collection[str], now: datetime
) -> dict[str, Cursor]:
    """Return where consumers stand, and which have something to try again by now."""
    result = await connection.execute(
        text("""
            SELECT consumer, CAST(CAST(xid AS text) AS bigint) AS xid, sequence, moved_at,
                   EXISTS (SELECT FROM reactions_failed AS failed
                           WHERE failed.consumer = cursor.consumer AND retry_at <= :now) AS has_due
            FROM relay_cursors AS cursor WHERE consumer = ANY(CAST(:consumers AS text[]))
        """),
        {"consumers": list(consumers), "now": now},
    )
    return {
        row.consumer: Cursor(Position(row.xid, row.sequence), row.moved_at, row.has_due)
        for row in result
    }


async def move_cursor(connection: AsyncConnection, consumer: str, to: Position) -> None:
    """Note that a consumer is done with all events up to a position."""
    await connection.execute(
        text("""
            UPDATE relay_cursors
            SET xid = CAST(CAST(:xid AS text) AS xid8), sequence = :sequence, moved_at = now()
            WHERE consumer = :consumer
        """),
        {"consumer": consumer, "xid": str(to.xid), "sequence": to.sequence},
    )


async def pass_over(
    connection: AsyncConnection, consumers: Collection[str], since: Position, to: Position
) -> None:
    """Note that nothing after a position, up to another, is for some consumers.

    One that has yet to come to the first, or is past the other, stays where it is; so does one
    that another process moves.
    """
    await connection.execute(
        text("""
            UPDATE relay_cursors
            SET xid = CAST(CAST(:xid AS text) AS xid8), sequence = :sequence, moved_at = now()
            WHERE consumer IN (
                SELECT consumer FROM relay_cursors
                WHERE consumer = ANY(CAST(:consumers AS text[]))
                  AND (xid, sequence) >= (CAST(CAST(:since_xid AS text) AS xid8), :since)
                  AND (xid, sequence) < (CAST(CAST(:xid AS text) AS xid8), :sequence)
                ORDER BY consumer FOR UPDATE SKIP LOCKED)
        """),
        {
            "consumers": list(consumers),
            "since_xid": str(since.xid),
            "since": since.sequence,
            "xid": str(to.xid),
            "sequence": to.sequence,
        },
    )
