"""Queries of subscriptions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.webhooks.public import SigningSecret, Webhook
from chargehouse.contexts.webhooks.tables import webhook_deliveries, webhook_secrets, webhooks
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting

PENDING: Final = (
    select(func.count())
    .where(
        webhook_deliveries.c.tenant_id == webhooks.c.tenant_id,
        webhook_deliveries.c.webhook_id == webhooks.c.id,
        webhook_deliveries.c.next_at.is_not(None),
    )
    .scalar_subquery()
)
WEBHOOK: Final[Select[Any]] = select(webhooks, PENDING.label("pending")).where(
    webhooks.c.removed_at.is_(None)
)
SORTING: Final = Sorting(
    columns={"created_at": webhooks.c.created_at, "url": webhooks.c.url},
    id=webhooks.c.id,
    default="-created_at",
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What decides whether an event becomes a delivery, and how many wait already."""

    id: UUID
    event_types: frozenset[str]
    station_id: UUID | None
    location_id: UUID | None
    permissions: frozenset[str]
    pending: int


@dataclass(frozen=True, slots=True)
class Health:
    """How a webhook fares, as its row has it."""

    url: str
    description: str
    location_id: UUID | None
    enabled: bool
    failing_since: datetime | None
    last_failure_at: datetime | None


async def page(
    connection: AsyncConnection, tenant_id: UUID, paging: Paging, *, enabled: bool | None
) -> Page[Webhook]:
    """Return a page of webhooks."""
    listed = ListQuery[Row[Any]](
        SORTING,
        paging,
        [
            webhooks.c.tenant_id == tenant_id,
            None if enabled is None else webhooks.c.enabled.is_(enabled),
        ],
    )
    rows = (await connection.execute(listed.paged(WEBHOOK))).all()
    found = listed.page(rows, lambda row: row)
    kept = await _secrets(connection, tenant_id, [row.id for row in found.items])
    return Page(
        items=[_webhook(row, kept[row.id]) for row in found.items], next_cursor=found.next_cursor
    )


async def find(connection: AsyncConnection, tenant_id: UUID, webhook_id: UUID) -> Webhook | None:
    """Return a webhook, or None."""
    statement = WEBHOOK.where(webhooks.c.tenant_id == tenant_id, webhooks.c.id == webhook_id)
    row = (await connection.execute(statement)).first()
    if row is None:
        return None
    kept = await _secrets(connection, tenant_id, [webhook_id])
    return _webhook(row, kept[webhook_id])


async def lock(connection: AsyncConnection, tenant_id: UUID, webhook_id: UUID) -> Health | None:
    """Keep others from changing a webhook until the transaction ends; None where there is none.

    Whoever changes webhook and deliveries locks the webhook first.
    """
    statement = (
        select(
            webhooks.c.url,
            webhooks.c.description,
            webhooks.c.location_id,
            webhooks.c.enabled,
            webhooks.c.failing_since,
            webhooks.c.last_failure_at,
        )
        .where(
            webhooks.c.tenant_id == tenant_id,
            webhooks.c.id == webhook_id,
            webhooks.c.removed_at.is_(None),
        )
        .with_for_update(key_share=True)
    )
    row = (await connection.execute(statement)).first()
    return None if row is None else Health(*row)


async def lock_all(connection: AsyncConnection, tenant_id: UUID) -> int:
    """Keep others from adding webhooks until the transaction ends; return how many there are."""
    await connection.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"webhooks {tenant_id}", 0)))
    )
    statement = select(func.count()).where(
        webhooks.c.tenant_id == tenant_id, webhooks.c.removed_at.is_(None)
    )
    return int((await connection.execute(statement)).scalar_one())


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add a webhook."""
    await connection.execute(insert(webhooks).values(**values))


async def change(
    connection: AsyncConnection, tenant_id: UUID, webhook_id: UUID, values: Mapping[str, object]
) -> None:
    """Change a webhook's row."""
    await connection.execute(
        update(webhooks)
        .where(webhooks.c.tenant_id == tenant_id, webhooks.c.id == webhook_id)
        .values(**values)
    )


async def types_wanted(connection: AsyncConnection, tenant_id: UUID) -> list[str]:
    """Return the patterns of types that the enabled subscriptions name."""
    statement = select(func.unnest(webhooks.c.event_types)).where(
        webhooks.c.tenant_id == tenant_id,
        webhooks.c.enabled.is_(True),
        webhooks.c.removed_at.is_(None),
    )
    return list(await connection.scalars(statement.distinct()))


async def subscriptions(
    connection: AsyncConnection, tenant_id: UUID, pending_max: int
) -> list[Subscription]:
    """Return the enabled subscriptions; pending deliveries are counted up to a bound."""
    waiting = (
        select(webhook_deliveries.c.id)
        .where(
            webhook_deliveries.c.tenant_id == webhooks.c.tenant_id,
            webhook_deliveries.c.webhook_id == webhooks.c.id,
            webhook_deliveries.c.next_at.is_not(None),
        )
        .limit(pending_max)
        .correlate(webhooks)
        .subquery()
        .lateral()
    )
    counted = select(func.count()).select_from(waiting).scalar_subquery()
    statement = select(webhooks, counted.label("waiting")).where(
        webhooks.c.tenant_id == tenant_id,
        webhooks.c.enabled.is_(True),
        webhooks.c.removed_at.is_(None),
    )
    return [
        Subscription(
            id=row.id,
            event_types=frozenset(row.event_types),
            station_id=row.station_id,
            location_id=row.location_id,
            permissions=frozenset(row.permissions),
            pending=row.waiting,
        )
        for row in await connection.execute(statement)
    ]


async def note_dropped(
    connection: AsyncConnection, tenant_id: UUID, webhook_id: UUID, at: datetime
) -> None:
    """Count a delivery that was not made because too many wait."""
    await connection.execute(
        update(webhooks)
        .where(webhooks.c.tenant_id == tenant_id, webhooks.c.id == webhook_id)
        .values(dropped=webhooks.c.dropped + 1, dropped_at=at)
    )


async def add_secret(
    connection: AsyncConnection,
    tenant_id: UUID,
    webhook_id: UUID,
    secret: SigningSecret,
    encrypted: bytes,
) -> None:
    """Add a webhook's secret."""
    await connection.execute(
        insert(webhook_secrets).values(
            tenant_id=tenant_id,
            id=secret.id,
            webhook_id=webhook_id,
            encrypted=encrypted,
            created_at=secret.created_at,
            ends_at=secret.ends_at,
        )
    )


async def end_secrets(
    connection: AsyncConnection, tenant_id: UUID, webhook_id: UUID, at: datetime
) -> None:
    """Have the newest secret end at an instant, and forget those that were ending before."""
    await drop_secrets(connection, tenant_id, webhook_id, only_ending=True)
    await connection.execute(
        update(webhook_secrets)
        .where(webhook_secrets.c.tenant_id == tenant_id, webhook_secrets.c.webhook_id == webhook_id)
        .values(ends_at=at)
    )


async def drop_secrets(
    connection: AsyncConnection, tenant_id: UUID, webhook_id: UUID, *, only_ending: bool = False
) -> None:
    """Forget a webhook's secrets, all or those that have an end."""
    statement = delete(webhook_secrets).where(
        webhook_secrets.c.tenant_id == tenant_id, webhook_secrets.c.webhook_id == webhook_id
    )
    if only_ending:
        statement = statement.where(webhook_secrets.c.ends_at.is_not(None))
    await connection.execute(statement)


async def drop_ended_secrets(connection: AsyncConnection, tenant_id: UUID, at: datetime) -> None:
    """Forget the secrets that ended."""
    await connection.execute(
        delete(webhook_secrets).where(
            webhook_secrets.c.tenant_id == tenant_id, webhook_secrets.c.ends_at <= at
        )
    )


async def drop_removed(connection: AsyncConnection, tenant_id: UUID) -> None:
    """Forget the webhooks that were removed and of which no delivery is left."""
    left = (
        select(webhook_deliveries.c.id)
        .where(
            webhook_deliveries.c.tenant_id == tenant_id,
            webhook_deliveries.c.webhook_id == webhooks.c.id,
        )
        .exists()
    )
    await connection.execute(
        delete(webhooks).where(
            webhooks.c.tenant_id == tenant_id, webhooks.c.removed_at.is_not(None), ~left
        )
    )


async def _secrets(
    connection: AsyncConnection, tenant_id: UUID, ids: Collection[UUID]
) -> dict[UUID, list[SigningSecret]]:
    found: dict[UUID, list[SigningSecret]] = {webhook_id: [] for webhook_id in ids}
    if not found:
        return found
    statement = (
        select(webhook_secrets)
        .where(
            webhook_secrets.c.tenant_id == tenant_id, webhook_secrets.c.webhook_id.in_(list(ids))
        )
        .order_by(webhook_secrets.c.created_at, webhook_secrets.c.id)
    )
    for row in await connection.execute(statement):
        secret = SigningSecret(id=row.id, created_at=row.created_at, ends_at=row.ends_at)
        found[row.webhook_id].append(secret)
    return found


def _webhook(row: Row[Any], secrets: Sequence[SigningSecret]) -> Webhook:
    fields = set(Webhook.__struct_fields__) - {"secrets"}
    return Webhook(**{name: getattr(row, name) for name in fields}, secrets=list(secrets))
