"""Queries of saved views, each held to a tenant and an account."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.public import View
from chargehouse.contexts.people.tables import views


async def lock_account(connection: AsyncConnection, account_id: UUID) -> None:
    """Keep others from changing an account's views until the transaction ends."""
    key = func.hashtextextended(f"views {account_id}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def add(
    connection: AsyncConnection, tenant_id: UUID, account_id: UUID, view: View, at: datetime
) -> None:
    """Add a view."""
    await connection.execute(
        insert(views).values(
            tenant_id=tenant_id,
            id=view.id,
            account_id=account_id,
            page=view.page,
            name=view.name,
            query=view.query,
            version=view.version,
            created_at=at,
        )
    )


async def listed(
    connection: AsyncConnection, tenant_id: UUID, account_id: UUID, page: str | None = None
) -> list[View]:
    """Return an account's views, of a page where one is given, by page and name."""
    statement = (
        select(views)
        .where(views.c.tenant_id == tenant_id, views.c.account_id == account_id)
        .order_by(views.c.page, views.c.name)
    )
    if page is not None:
        statement = statement.where(views.c.page == page)
    return [_view(row) for row in await connection.execute(statement)]


async def replace(
    connection: AsyncConnection, tenant_id: UUID, account_id: UUID, view: View
) -> None:
    """Keep a view's new name, query and version."""
    await connection.execute(
        update(views)
        .where(
            views.c.tenant_id == tenant_id,
            views.c.account_id == account_id,
            views.c.id == view.id,
        )
        .values(name=view.name, query=view.query, version=view.version)
    )


async def remove(
    connection: AsyncConnection, tenant_id: UUID, account_id: UUID, view_id: UUID
) -> bool:
    """Delete a view; tell whether there was one."""
    statement = delete(views).where(
        views.c.tenant_id == tenant_id, views.c.account_id == account_id, views.c.id == view_id
    )
    return (await connection.execute(statement)).rowcount == 1


def _view(row: Row[Any]) -> View:
    return View(id=row.id, page=row.page, name=row.name, query=row.query, version=row.version)
