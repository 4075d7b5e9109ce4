"""Queries of the delivery log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.webhooks.public import Attempt, Delivery, DeliveryStatus
from chargehouse.contexts.webhooks.tables import webhook_attempts, webhook_deliveries
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting

DELIVERY: Final[Select[Any]] = select(
    *(webhook_deliveries.c[name] for name in Delivery.__struct_fields__)
)
SORTING: Final = Sorting(
    columns={"created_at": webhook_deliveries.c.created_at},
    id=webhook_deliveries.c.id,
    default="-created_at",
)


@dataclass(frozen=True, slots=True)
class DeliveryFilters:
    """Which deliveries of a webhook; None means any. `since` is included, `until` is not."""

    status: DeliveryStatus | None = None
    event_type: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def page(
    connection: AsyncConnection,
    tenant_id: UUID,
    webhook_id: UUID,
    filters: DeliveryFilters,
    paging: Paging,
) -> Page[Delivery]:
    """Return a page of a webhook's deliveries."""
    row = webhook_deliveries.c
    listed = ListQuery[Delivery](
        SORTING,
        paging,
        [
            row.tenant_id == tenant_id,
            row.webhook_id == webhook_id,
            None if filters.status is None else row.status == filters.status,
            None if filters.event_type is None else row.event_type == filters.event_type,
            None if filters.since is None else row.created_at >= filters.since,
            None if filters.until is None else row.created_at < filters.until,
        ],
    )
    return listed.page((await connection.execute(listed.paged(DELIVERY))).all(), _delivery)


async def find(
    connection: AsyncConnection, tenant_id: UUID, delivery_id: UUID
) -> tuple[Delivery, str] | None:
    """Return a delivery and the body that it carries, or None."""
    statement = DELIVERY.add_columns(webhook_deliveries.c.body).where(
        webhook_deliveries.c.tenant_id == tenant_id, webhook_deliveries.c.id == delivery_id
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else (_delivery(row), row.body)


async def attempts(
    connection: AsyncConnection, tenant_id: UUID, delivery_id: UUID
) -> list[Attempt]:
    """Return the attempts at a delivery, oldest first."""
    statement = (
        select(webhook_attempts)
        .where(
            webhook_attempts.c.tenant_id == tenant_id,
            webhook_attempts.c.delivery_id == delivery_id,
        )
        .order_by(webhook_attempts.c.at, webhook_attempts.c.id)
    )
    return [
        Attempt(**{name: getattr(row, name) for name in Attempt.__struct_fields__})
        for row in await connection.execute(statement)
    ]


async def add(connection: AsyncConnection, rows: Sequence[Mapping[str, object]]) -> None:
    """Add deliveries, in this order."""
    await connection.execute(insert(webhook_deliveries).values(list(rows)))


async def replay(
    connection: AsyncConnection, tenant_id: UUID, delivery_id: UUID, now: datetime
) -> None:
    """Have a delivery sent again, from the beginning of the retry table."""
    await connection.execute(
        update(webhook_deliveries)
        .where(webhook_deliveries.c.tenant_id == tenant_id, webhook_deliveries.c.id == delivery_id)
        .values(status="pending", tries=0, next_at=now, finished_at=None)
    )


async def replay_failed(
    connection: AsyncConnection,
    tenant_id: UUID,
    webhook_id: UUID,
    since: datetime,
    *,
    now: datetime,
    limit: int,
) -> int:
    """Have a webhook's failed deliveries sent again, oldest first; return how many they are."""
    row = webhook_deliveries.c
    chosen = (
        select(row.id)
        .where(
            row.tenant_id == tenant_id,
            row.webhook_id == webhook_id,
            row.status == "failed",
            row.test.is_(False),
            row.created_at >= since,
        )
        .order_by(row.created_at, row.id)
        .limit(limit)
    )
    done = await connection.execute(
        update(webhook_deliveries)
        .where(row.tenant_id == tenant_id, row.id.in_(chosen))
        .values(status="pending", tries=0, next_at=now, finished_at=None)
    )
    return done.rowcount


async def give_up_pending(
    connection: AsyncConnection, tenant_id: UUID, webhook_id: UUID, error: str, now: datetime
) -> None:
    """End what waits to be sent to a webhook; it can be replayed."""
    await connection.execute(
        update(webhook_deliveries)
        .where(
            webhook_deliveries.c.tenant_id == tenant_id,
            webhook_deliveries.c.webhook_id == webhook_id,
            webhook_deliveries.c.next_at.is_not(None),
        )
        .values(status="failed", next_at=None, finished_at=now, last_error=error)
    )


async def forget(connection: AsyncConnection, tenant_id: UUID, before: datetime, limit: int) -> int:
    """Delete some of the finished deliveries made before an instant; return how many."""
    old = (
        select(webhook_deliveries.c.id)
        .where(
            webhook_deliveries.c.tenant_id == tenant_id,
            webhook_deliveries.c.created_at < before,
            webhook_deliveries.c.next_at.is_(None),
        )
        .limit(limit)
    )
    done = await connection.execute(
        delete(webhook_deliveries).where(
            webhook_deliveries.c.tenant_id == tenant_id, webhook_deliveries.c.id.in_(old)
        )
    )
    return done.rowcount


async def forget_attempts(
    connection: AsyncConnection, tenant_id: UUID, before: datetime, limit: int
) -> int:
    """Delete some of the attempts made before an instant; return how many."""
    old = (
        select(webhook_attempts.c.id)
        .where(webhook_attempts.c.tenant_id == tenant_id, webhook_attempts.c.at < before)
        .limit(limit)
    )
    done = await connection.execute(
        delete(webhook_attempts).where(
            webhook_attempts.c.tenant_id == tenant_id, webhook_attempts.c.id.in_(old)
        )
    )
    return done.rowcount


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(**{name: getattr(row, name) for name in Delivery.__struct_fields__})
