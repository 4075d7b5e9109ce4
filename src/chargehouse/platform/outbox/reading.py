"""Reads events in the order in which they can be relied on.

An event is settled once no transaction that began to write before its own still runs: only then
can nothing come before it any more. Settled events stand first in the order of positions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.platform.outbox.recorded import Names, Position, RecordedEvent

BATCH = 500

# An event that was recorded before an instant stands after a position of that instant only if
# its transaction was open meanwhile. The times serve to leave out partitions.
LONGEST_TRANSACTION = timedelta(days=1)
EVER = datetime(1970, 1, 2, tzinfo=UTC)

_SCAN = text("""
WITH scanned AS MATERIALIZED (
    SELECT tenant_id, xid, sequence, wire_name,
           xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())) AS settled
    FROM events
    WHERE (xid, sequence) > (CAST(CAST(:xid AS text) AS xid8), CAST(:sequence AS bigint))
      AND recorded_at >= CAST(:recorded_from AS timestamptz)
      AND recorded_at < now() + interval '1 day'
    ORDER BY xid, sequence
    LIMIT :limit
), judged AS (
    SELECT tenant_id, xid, sequence, settled,
           (wire_name = ANY(CAST(:names AS text[]))
            OR wire_name ^@ ANY(CAST(:prefixes AS text[])))
           AND wire_name <> ALL(CAST(:left_out AS text[]))
           AND (CAST(:tenants AS uuid[]) IS NULL OR tenant_id = ANY(CAST(:tenants AS uuid[])))
           AS wanted
    FROM scanned
), placed AS (
    SELECT tenant_id, xid, sequence, settled, wanted, count(*) OVER () AS total,
           lead(settled, 1, false) OVER (ORDER BY xid, sequence) AS followed,
           row_number() OVER kind = 1 OR lead(sequence) OVER kind IS NULL AS edge
    FROM judged
    WINDOW kind AS (PARTITION BY tenant_id, settled, wanted ORDER BY xid, sequence)
)
SELECT tenant_id, CAST(CAST(xid AS text) AS bigint) AS xid, sequence, settled, wanted, total,
       now() AS seen_at
FROM placed
WHERE (edge AND (wanted OR NOT settled)) OR (settled AND NOT followed)
ORDER BY placed.xid, sequence
""")

_NEWS = text("""
WITH scanned AS MATERIALIZED (
    SELECT xid, sequence, wire_name,
           xid < (SELECT pg_snapshot_xmin(pg_current_snapshot())) AS settled
    FROM events
    WHERE (xid, sequence) > (CAST(CAST(:xid AS text) AS xid8), CAST(:sequence AS bigint))
      AND recorded_at >= CAST(:recorded_from AS timestamptz)
      AND recorded_at < now() + interval '1 day'
    ORDER BY xid, sequence
    LIMIT :limit
), newest AS (
    SELECT xid, sequence FROM scanned WHERE settled ORDER BY xid DESC, sequence DESC LIMIT 1
)
SELECT told.total, told.unsettled, told.names, now() AS seen_at,
       CAST(CAST(newest.xid AS text) AS bigint) AS xid, newest.sequence
FROM (
    SELECT count(*) AS total, count(*) FILTER (WHERE NOT settled) > 0 AS unsettled,
           array_agg(DISTINCT wire_name) FILTER (WHERE settled) AS names
    FROM scanned
) AS told LEFT JOIN newest ON true
""")

EVENT_COLUMNS = """
SELECT CAST(CAST(xid AS text) AS bigint) AS xid, sequence, event_id, tenant_id, wire_name,
       aggregate_id, station_id, occurred_at, actor, actor_id, origin, request_id, payload
FROM events
WHERE tenant_id = :tenant
"""

_BETWEEN = text(
    EVENT_COLUMNS
    + """
  AND (xid, sequence) >= (CAST(CAST(:first_xid AS text) AS xid8), CAST(:first AS bigint))
  AND (xid, sequence) <= (CAST(CAST(:last_xid AS text) AS xid8), CAST(:last AS bigint))
  AND recorded_at >= CAST(:recorded_from AS timestamptz)
  AND recorded_at < now() + interval '1 day'
  AND (wire_name = ANY(CAST(:names AS text[])) OR wire_name ^@ ANY(CAST(:prefixes AS text[])))
  AND wire_name <> ALL(CAST(:left_out AS text[]))
ORDER BY events.xid, events.sequence
LIMIT :at_most
"""
)

_HORIZON = text(
    "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) AS xmin,"
    " now() AS at"
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands after a position, and how far it looked.

    `wanted` has the first and the last of the wanted settled events by tenant. `last`, and the
    database's time when it was seen, are None where nothing settled stands there; `more` says
    that the batch was full, and `unsettled` that events wait for a transaction to end.
    """

    wanted: dict[UUID, tuple[Position, Position]]
    last: Position | None
    seen_at: datetime | None
    more: bool
    unsettled: bool


@dataclass(frozen=True, slots=True)
class News:
    """What stands after a position, by its names alone, and how far it looked.

    `last` is None where nothing settled stands there; `seen_at` is the database's time. `more` says
    that the batch was full, and `unsettled` that events wait for a transaction to end.
    """

    wire_names: frozenset[str]
    last: Position | None
    seen_at: datetime
    more: bool
    unsettled: bool


async def news(
    connection: AsyncConnection, after: Position, since: datetime, *, limit: int = BATCH
) -> News:
    """Return which names the events of all tenants after a position bear, under the relay role.

    `since` is an instant at which the position was the newest.
    """
    result = await connection.execute(_NEWS, _behind(after, since, limit))
    row = result.one()
    return News(
        frozenset(row.names or ()),
        None if row.xid is None else Position(row.xid, row.sequence),
        seen_at=row.seen_at,
        more=row.total == limit and not row.unsettled,
        unsettled=row.unsettled,
    )


async def scan(
    connection: AsyncConnection,
    after: Position,
    since: datetime,
    *,
    names: Names,
    tenants: Sequence[UUID] | None = None,
    limit: int = BATCH,
) -> Scan:
    """Look at the events after a position, of all tenants or some, under the relay role.

    `since` is an instant at which the position was the newest.
    """
    result = await connection.execute(
        _SCAN,
        {
            **_behind(after, since, limit),
            "names": names.exact,
            "prefixes": names.prefixes,
            "left_out": names.left_out,
            "tenants": None if tenants is None else list(tenants),
        },
    )
    return _scan(result.all(), limit)


def _behind(after: Position, since: datetime, limit: int) -> dict[str, object]:
    """Return what says where a look begins, and how far it goes."""
    return {
        "xid": str(after.xid),
        "sequence": after.sequence,
        "recorded_from": since - LONGEST_TRANSACTION,
        "limit": limit,
    }


def _scan(rows: Sequence[Row[Any]], limit: int) -> Scan:
    wanted: dict[UUID, tuple[Position, Position]] = {}
    last = None
    unsettled = False
    for row in rows:
        if not row.settled:
            unsettled = True
            break
        last = Position(row.xid, row.sequence)
        if row.wanted:
            first, _ = wanted.get(row.tenant_id, (last, last))
            wanted[row.tenant_id] = first, last
    return Scan(
        wanted,
        last,
        seen_at=None if last is None else rows[0].seen_at,
        more=bool(rows) and rows[0].total == limit and not unsettled,
        unsettled=unsettled,
    )


async def load_between(
    connection: AsyncConnection,
    tenant_id: UUID,
    first: Position,
    last: Position,
    *,
    names: Names,
    at_most: int,
    since: datetime = EVER,
) -> list[RecordedEvent]:
    """Return the tenant's events from `first` to `last`, both included, in order.

    The positions are settled ones, so that the answer is always the same; at the instant `since`
    they were still to come. `at_most` so many can stand there: told so, the planner reads them by
    their index, however many it supposes to share a transaction.
    """
    result = await connection.execute(
        _BETWEEN,
        {
            "tenant": tenant_id,
            "first_xid": str(first.xid),
            "first": first.sequence,
            "last_xid": str(last.xid),
            "last": last.sequence,
            "recorded_from": since - LONGEST_TRANSACTION,
            "names": names.exact,
            "prefixes": names.prefixes,
            "left_out": names.left_out,
            "at_most": at_most,
        },
    )
    return [recorded(row) for row in result]


async def horizon(connection: AsyncConnection) -> tuple[Position, datetime]:
    """Return the position after which everything stands that is not settled yet, and the time."""
    row = (await connection.execute(_HORIZON)).one()
    return Position(row.xmin - 1, (1 << 63) - 1), row.at


def recorded(row: Row[Any]) -> RecordedEvent:
    """Return the event that a row of `EVENT_COLUMNS` holds."""
    # Taken apart at once: a thousand at a time, by name each field would cost as much as the query.
    (
        xid,
        sequence,
        event_id,
        tenant_id,
        wire_name,
        aggregate_id,
        station_id,
        occurred_at,
        actor,
        actor_id,
        origin,
        request_id,
        payload,
    ) = tuple(row)
    return RecordedEvent(
        position=Position(xid, sequence),
        event_id=event_id,
        tenant_id=tenant_id,
        wire_name=wire_name,
        aggregate_id=aggregate_id,
        station_id=station_id,
        occurred_at=occurred_at,
        actor=actor,
        actor_id=actor_id,
        origin=origin,
        request_id=request_id,
        payload=payload,
    )
