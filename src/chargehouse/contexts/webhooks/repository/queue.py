"""Queries of the workers: what is due, taking it, and what came of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Text, Uuid, bindparam, insert, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.webhooks.tables import (
    webhook_attempts,
    webhook_deliveries,
    webhook_secrets,
    webhooks,
)

DUE: Final = text("""
WITH RECURSIVE waiting AS (
    (SELECT tenant_id, webhook_id FROM webhook_deliveries WHERE next_at IS NOT NULL
     ORDER BY tenant_id, webhook_id LIMIT 1)
    UNION ALL
    SELECT following.tenant_id, following.webhook_id
    FROM waiting, LATERAL (
        SELECT tenant_id, webhook_id FROM webhook_deliveries
        WHERE next_at IS NOT NULL
          AND (tenant_id, webhook_id) > (waiting.tenant_id, waiting.webhook_id)
        ORDER BY tenant_id, webhook_id LIMIT 1
    ) AS following
)
SELECT waiting.tenant_id, waiting.webhook_id, first.next_at
FROM waiting, LATERAL (
    SELECT min(next_at) AS next_at FROM webhook_deliveries AS d
    WHERE d.tenant_id = waiting.tenant_id AND d.webhook_id = waiting.webhook_id
      AND d.next_at IS NOT NULL
) AS first
WHERE first.next_at <= :now
""")
"""One step of the index for each webhook that has something pending, however much that is."""

TAKE: Final = text("""
WITH wanted AS (
    SELECT w.tenant_id, w.id, w.enabled, w.ordered, asked.room
    FROM unnest(:ids, :rooms) AS asked (id, room)
    JOIN webhooks AS w ON w.tenant_id = :tenant AND w.id = asked.id
    WHERE w.removed_at IS NULL AND (w.paused_until IS NULL OR w.paused_until <= :now)
), taken AS MATERIALIZED (
    SELECT chosen.id
    FROM wanted, LATERAL (
        SELECT d.id FROM webhook_deliveries AS d
        WHERE d.tenant_id = :tenant AND d.webhook_id = wanted.id AND d.next_at <= :now
          AND (wanted.enabled OR d.test)
          AND NOT (wanted.ordered AND EXISTS (
              SELECT FROM webhook_deliveries AS earlier
              WHERE earlier.tenant_id = d.tenant_id AND earlier.webhook_id = d.webhook_id
                AND earlier.aggregate_id = d.aggregate_id AND earlier.next_at IS NOT NULL
                AND earlier.number < d.number))
        ORDER BY d.next_at, d.number
        LIMIT wanted.room
        FOR UPDATE OF d SKIP LOCKED
    ) AS chosen
)
UPDATE webhook_deliveries AS d SET next_at = :leased_until
FROM taken
WHERE d.tenant_id = :tenant AND d.id = taken.id
RETURNING d.id, d.webhook_id, d.event_id, d.event_type, d.body, d.test, d.attempts, d.tries
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("rooms", type_=ARRAY(Integer)),
)

RECORD: Final = text("""
UPDATE webhook_deliveries AS d
SET status = done.status, next_at = done.next_at, finished_at = done.finished_at,
    attempts = d.attempts + 1, tries = done.tries,
    last_status_code = done.status_code, last_error = done.error
FROM unnest(:ids, :statuses, CAST(:next_at AS timestamptz[]), CAST(:finished_at AS timestamptz[]),
            :tries, CAST(:status_codes AS integer[]), :errors)
     AS done (id, status, next_at, finished_at, tries, status_code, error)
WHERE d.tenant_id = :tenant AND d.id = done.id AND d.status = 'pending'
""").bindparams(
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("statuses", type_=ARRAY(Text)),
    bindparam("tries", type_=ARRAY(Integer)),
    bindparam("errors", type_=ARRAY(Text)),
)


class Due(NamedTuple):
    """A webhook with something to send, and since when."""

    tenant_id: UUID
    webhook_id: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is this worker's for a while."""

    tenant_id: UUID
    id: UUID
    webhook_id: UUID
    event_id: UUID
    event_type: str
    body: str
    test: bool
    attempts: int
    tries: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a webhook's deliveries go; `secrets` by id, encrypted, the newest first."""

    url: str
    permissions: frozenset[str]
    is_failing: bool
    secrets: tuple[tuple[UUID, bytes], ...]


async def due(relay: AsyncConnection, now: datetime) -> list[Due]:
    """Return the webhooks that have something due, of all tenants."""
    return [Due(*row) for row in await relay.execute(DUE, {"now": now})]


async def take(
    connection: AsyncConnection,
    tenant_id: UUID,
    rooms: Mapping[UUID, int],
    *,
    now: datetime,
    leased_until: datetime,
) -> list[Taken]:
    """Take due deliveries, at most so many of each webhook; no other worker gets them meanwhile.

    Where order is kept, a delivery stays behind the earlier one of its aggregate.
    """
    result = await connection.execute(
        TAKE,
        {
            "tenant": tenant_id,
            "ids": list(rooms),
            "rooms": list(rooms.values()),
            "now": now,
            "leased_until": leased_until,
        },
    )
    return [Taken(tenant_id, *row) for row in result]


async def recipients(
    connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID], now: datetime
) -> dict[UUID, Recipient]:
    """Return where deliveries of these webhooks go, and the secrets that serve now."""
    found = await connection.execute(
        select(
            webhooks.c.id, webhooks.c.url, webhooks.c.permissions, webhooks.c.failing_since
        ).where(webhooks.c.tenant_id == tenant_id, webhooks.c.id.in_(list(ids)))
    )
    rows = found.all()
    kept = await connection.execute(
        select(webhook_secrets.c.webhook_id, webhook_secrets.c.id, webhook_secrets.c.encrypted)
        .where(
            webhook_secrets.c.tenant_id == tenant_id,
            webhook_secrets.c.webhook_id.in_(list(ids)),
            webhook_secrets.c.ends_at.is_(None) | (webhook_secrets.c.ends_at > now),
        )
        .order_by(webhook_secrets.c.created_at.desc(), webhook_secrets.c.id.desc())
    )
    secrets: dict[UUID, list[tuple[UUID, bytes]]] = {}
    for row in kept:
        secrets.setdefault(row.webhook_id, []).append((row.id, row.encrypted))
    return {
        row.id: Recipient(
            url=row.url,
            permissions=frozenset(row.permissions),
            is_failing=row.failing_since is not None,
            secrets=tuple(secrets.get(row.id, [])),
        )
        for row in rows
    }


async def record(
    connection: AsyncConnection, tenant_id: UUID, done: Sequence[Mapping[str, Any]]
) -> None:
    """Keep what became of deliveries after an attempt; one that is no longer pending stays."""
    await connection.execute(
        RECORD,
        {
            "tenant": tenant_id,
            "ids": [each["id"] for each in done],
            "statuses": [each["status"] for each in done],
            "next_at": [each["next_at"] for each in done],
            "finished_at": [each["finished_at"] for each in done],
            "tries": [each["tries"] for each in done],
            "status_codes": [each["status_code"] for each in done],
            "errors": [each["error"] for each in done],
        },
    )


async def add_attempts(connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Add attempts to the log."""
    await connection.execute(insert(webhook_attempts).values(list(rows)))


async def let_go(
    connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID], now: datetime
) -> None:
    """Give back deliveries that were taken and not tried to their end."""
    await connection.execute(
        update(webhook_deliveries)
        .where(
            webhook_deliveries.c.tenant_id == tenant_id,
            webhook_deliveries.c.id.in_(list(ids)),
            webhook_deliveries.c.next_at.is_not(None),
        )
        .values(next_at=now)
    )
