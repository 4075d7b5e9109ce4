"""Queries of values, their versions and their history."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.settings.model import Kept, Stored, value_of
from chargehouse.contexts.settings.public import SettingChange
from chargehouse.contexts.settings.tables import (
    setting_changes,
    setting_values,
    setting_versions,
)
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting

CHANGES_BY: Final = Sorting(
    columns={"version": setting_changes.c.version}, id=setting_changes.c.id, default="-version"
)


async def lock(connection: AsyncConnection, tenant_id: UUID) -> None:
    """Keep others from changing the tenant's settings until the transaction ends."""
    key = func.hashtextextended(f"settings {tenant_id}", 0)
    await connection.execute(select(func.pg_advisory_xact_lock(key)))


async def versions_since(
    relay: AsyncConnection, since: datetime | None
) -> tuple[list[tuple[UUID, int]], datetime]:
    """Return tenants and the versions of their settings that changed since, and the time now.

    By the database's clock; all tenants that ever changed a setting where `since` is None.
    """
    c = setting_versions.c
    now: datetime = (await relay.execute(select(func.clock_timestamp()))).scalar_one()
    statement = select(c.tenant_id, c.version)
    if since is not None:
        statement = statement.where(c.changed_at > since)
    rows = await relay.execute(statement)
    return [(row.tenant_id, row.version) for row in rows], now


async def version_of(connection: AsyncConnection, tenant_id: UUID) -> int:
    """Return how often the tenant's settings were changed."""
    statement = select(setting_versions.c.version).where(setting_versions.c.tenant_id == tenant_id)
    return (await connection.execute(statement)).scalar() or 0


async def bump(connection: AsyncConnection, tenant_id: UUID) -> None:
    """Count one more change of the tenant's settings, for who remembers them."""
    made = insert(setting_versions).values(
        tenant_id=tenant_id, version=1, changed_at=func.clock_timestamp()
    )
    await connection.execute(
        made.on_conflict_do_update(
            index_elements=["tenant_id"],
            set_={
                "version": setting_versions.c.version + 1,
                "changed_at": func.clock_timestamp(),
            },
        )
    )


async def all_kept(connection: AsyncConnection, tenant_id: UUID) -> dict[str, Kept]:
    """Return every setting that was ever changed, by key."""
    made = and_(
        setting_changes.c.tenant_id == tenant_id,
        setting_changes.c.key == setting_values.c.key,
        setting_changes.c.version == setting_values.c.version,
    )
    statement = (
        select(setting_values, setting_changes.c.reason)
        .select_from(setting_values.outerjoin(setting_changes, made))
        .where(setting_values.c.tenant_id == tenant_id)
    )
    return {row.key: _kept(row) for row in await connection.execute(statement)}


async def keep(connection: AsyncConnection, tenant_id: UUID, kept: Kept) -> None:
    """Keep a setting's new value, or that it has none of its own any more."""
    values = {
        "value": kept.stored.value,
        "encrypted": kept.stored.encrypted,
        "version": kept.version,
        "changed_at": kept.changed_at,
        "changed_by": kept.changed_by,
    }
    made = insert(setting_values).values(tenant_id=tenant_id, key=kept.key, **values)
    await connection.execute(
        made.on_conflict_do_update(index_elements=["tenant_id", "key"], set_=values)
    )


async def add_change(
    connection: AsyncConnection,
    tenant_id: UUID,
    *,
    id: UUID,  # noqa: A002  the column's name
    before: Stored,
    now: Kept,
    how: str,
    reason: str | None,
    approved_by: str | None,
) -> None:
    """Add a change to the history."""
    await connection.execute(
        insert(setting_changes).values(
            tenant_id=tenant_id,
            key=now.key,
            version=now.version,
            id=id,
            how=how,
            before=before.shown,
            after=now.stored.shown,
            changed_at=now.changed_at,
            changed_by=now.changed_by,
            approved_by=approved_by,
            reason=reason,
        )
    )


async def page_of_changes(
    connection: AsyncConnection, tenant_id: UUID, key: str, paging: Paging
) -> Page[SettingChange]:
    """Return a page of a setting's history."""
    c = setting_changes.c
    query = ListQuery[SettingChange](CHANGES_BY, paging, (c.tenant_id == tenant_id, c.key == key))
    rows = (await connection.execute(query.paged(_changes(tenant_id)))).all()
    return query.page(rows, _change)


async def after_version(
    connection: AsyncConnection, tenant_id: UUID, key: str, version: int
) -> tuple[bool, str | None]:
    """Return whether the setting had this version, and its JSON then; None is the default."""
    c = setting_changes.c
    statement = select(c.after).where(c.tenant_id == tenant_id, c.key == key, c.version == version)
    row = (await connection.execute(statement)).first()
    return row is not None, None if row is None else row.after


async def values_at(
    connection: AsyncConnection, tenant_id: UUID, at: datetime, keys: Iterable[str]
) -> dict[str, str]:
    """Return what was set at an instant, by key, as JSON; what is missing had its default."""
    c = setting_changes.c
    statement = (
        select(c.key, c.after)
        .ext(distinct_on(c.key))
        .where(c.tenant_id == tenant_id, c.key.in_(list(keys)), c.changed_at <= at)
        .order_by(c.key, c.version.desc())
    )
    rows = await connection.execute(statement)
    return {row.key: row.after for row in rows if row.after is not None}


def _changes(tenant_id: UUID) -> Select[Any]:
    return select(setting_changes).where(setting_changes.c.tenant_id == tenant_id)


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        key=row.key,
        stored=Stored(value=row.value, encrypted=row.encrypted),
        version=row.version,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        reason=row.reason,
    )


def _change(row: Row[Any]) -> SettingChange:
    return SettingChange(
        key=row.key,
        version=row.version,
        how=row.how,
        before=value_of(row.before),
        after=value_of(row.after),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        approved_by=row.approved_by,
        reason=row.reason,
    )
