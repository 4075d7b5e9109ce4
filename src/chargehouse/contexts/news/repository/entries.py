"""Queries of tenants' entries and of readers' marks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.news.model import NewsFilters
from chargehouse.contexts.news.public import NewsEntry
from chargehouse.contexts.news.tables import news_entries, news_marks


async def newest(
    connection: AsyncConnection,
    tenant_id: UUID,
    filters: NewsFilters,
    *,
    now: datetime,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[NewsEntry]:
    """Return entries before a place in the order, newest first: published, or planned."""
    row = news_entries.c
    statement = (
        select(news_entries)
        .where(
            row.tenant_id == tenant_id,
            row.published_at > now if filters.planned else row.published_at <= now,
        )
        .order_by(row.published_at.desc(), row.id.desc())
        .limit(limit)
    )
    if filters.audience is not None:
        statement = statement.where(or_(row.audience == filters.audience, row.audience == "both"))
    if filters.line is not None:
        statement = statement.where(row.line == filters.line)
    if before is not None:
        statement = statement.where(tuple_(row.published_at, row.id) < before)
    return [_entry(found) for found in await connection.execute(statement)]


async def find(
    connection: AsyncConnection, tenant_id: UUID, entry_id: UUID, *, lock: bool = False
) -> NewsEntry | None:
    """Return a tenant's entry, locked against change where that is asked for."""
    statement = select(news_entries).where(
        news_entries.c.tenant_id == tenant_id, news_entries.c.id == entry_id
    )
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).first()
    return None if row is None else _entry(row)


async def add(connection: AsyncConnection, values: Mapping[str, object]) -> None:
    """Add an entry."""
    await connection.execute(insert(news_entries).values(**values))


async def change(
    connection: AsyncConnection, tenant_id: UUID, entry_id: UUID, values: Mapping[str, object]
) -> None:
    """Change an entry."""
    await connection.execute(
        update(news_entries)
        .where(news_entries.c.tenant_id == tenant_id, news_entries.c.id == entry_id)
        .values(**values, version=news_entries.c.version + 1)
    )


async def remove(connection: AsyncConnection, tenant_id: UUID, entry_id: UUID) -> None:
    """Remove an entry."""
    await connection.execute(
        delete(news_entries).where(
            news_entries.c.tenant_id == tenant_id, news_entries.c.id == entry_id
        )
    )


async def count_since(
    connection: AsyncConnection, tenant_id: UUID, since: datetime | None, until: datetime
) -> tuple[int, int]:
    """Count the entries published after one instant and until another, and prominent ones."""
    row = news_entries.c
    statement = select(func.count(), func.count().filter(row.prominent)).where(
        row.tenant_id == tenant_id, row.published_at <= until
    )
    if since is not None:
        statement = statement.where(row.published_at > since)
    found = (await connection.execute(statement)).one()
    return found[0], found[1]


async def read_until(
    connection: AsyncConnection, tenant_id: UUID, account_id: UUID
) -> datetime | None:
    """Return how far somebody has read; None for who never did."""
    statement = select(news_marks.c.read_until).where(
        news_marks.c.tenant_id == tenant_id, news_marks.c.account_id == account_id
    )
    found: datetime | None = (await connection.execute(statement)).scalar()
    return found


async def mark(
    connection: AsyncConnection, tenant_id: UUID, account_id: UUID, until: datetime
) -> None:
    """Keep how far somebody has read; a mark never goes back."""
    added = insert(news_marks).values(tenant_id=tenant_id, account_id=account_id, read_until=until)
    await connection.execute(
        added.on_conflict_do_update(
            index_elements=["tenant_id", "account_id"],
            set_={"read_until": func.greatest(news_marks.c.read_until, until)},
        )
    )


def _entry(row: Row[Any]) -> NewsEntry:
    return NewsEntry(
        id=row.id,
        title=row.title,
        summary=row.summary,
        audience=row.audience,
        line=row.line,
        prominent=row.prominent,
        published_at=row.published_at,
        version=row.version,
    )
