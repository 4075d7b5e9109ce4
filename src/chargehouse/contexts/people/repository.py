"""Every query of people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.public import ApiToken, Tenant, TenantRef
from chargehouse.contexts.people.tables import api_tokens, tenants
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting

TOKEN: Final[Select[Any]] = select(
    api_tokens.c.id,
    api_tokens.c.name,
    api_tokens.c.permissions,
    api_tokens.c.created_at,
    api_tokens.c.created_by,
    api_tokens.c.expires_at,
    api_tokens.c.revoked_at,
    api_tokens.c.last_used_at,
)
TOKEN_SORTING: Final = Sorting(
    columns={"created_at": api_tokens.c.created_at, "name": api_tokens.c.name},
    id=api_tokens.c.id,
    default="-created_at",
)


async def insert_tenant(connection: AsyncConnection, tenant: Tenant) -> bool:
    """Add a tenant, within itself; tell whether its slug was free."""
    statement = (
        insert(tenants)
        .values(id=tenant.id, slug=tenant.slug, name=tenant.name, created_at=tenant.created_at)
        .on_conflict_do_nothing()
    )
    return (await connection.execute(statement)).rowcount == 1


async def find_tenant(connection: AsyncConnection, tenant_id: UUID) -> Tenant | None:
    """Return a tenant, read within itself."""
    statement = select(tenants).where(tenants.c.id == tenant_id)
    row = (await connection.execute(statement)).first()
    if row is None:
        return None
    return Tenant(id=row.id, slug=row.slug, name=row.name, created_at=row.created_at)


async def find_tenant_ref(relay: AsyncConnection, slug: str) -> TenantRef | None:
    """Return the tenant of a slug; for the role that spans tenants."""
    statement = select(tenants.c.id, tenants.c.slug).where(tenants.c.slug == slug)
    row = (await relay.execute(statement)).first()
    return None if row is None else TenantRef(row.id, row.slug)


async def list_tenant_refs(relay: AsyncConnection) -> list[TenantRef]:
    """Return all tenants by slug; for the role that spans tenants."""
    statement = select(tenants.c.id, tenants.c.slug).order_by(tenants.c.slug)
    return [TenantRef(row.id, row.slug) for row in await relay.execute(statement)]


async def locate_token(relay: AsyncConnection, token_hash: bytes) -> tuple[UUID, UUID] | None:
    """Return tenant and id of the token with this hash; for the role that spans tenants."""
    statement = select(api_tokens.c.tenant_id, api_tokens.c.id).where(
        api_tokens.c.token_hash == token_hash
    )
    row = (await relay.execute(statement)).first()
    return None if row is None else (row.tenant_id, row.id)


async def insert_token(
    connection: AsyncConnection, tenant_id: UUID, token: ApiToken, token_hash: bytes
) -> None:
    """Add an API token."""
    await connection.execute(
        insert(api_tokens).values(
            tenant_id=tenant_id,
            id=token.id,
            name=token.name,
            token_hash=token_hash,
            permissions=token.permissions,
            created_at=token.created_at,
            created_by=token.created_by,
            expires_at=token.expires_at,
        )
    )


async def find_token(
    connection: AsyncConnection, tenant_id: UUID, token_id: UUID, *, lock: bool = False
) -> ApiToken | None:
    """Return an API token, locked against change where that is asked for."""
    statement = TOKEN.where(api_tokens.c.tenant_id == tenant_id, api_tokens.c.id == token_id)
    if lock:
        statement = statement.with_for_update()
    row = (await connection.execute(statement)).first()
    return None if row is None else _token(row)


async def page_of_tokens(
    connection: AsyncConnection, tenant_id: UUID, paging: Paging, *, active_at: datetime | None
) -> Page[ApiToken]:
    """Return a page of tokens; of those only that are good at `active_at`, where it is given."""
    filters = [api_tokens.c.tenant_id == tenant_id]
    if active_at is not None:
        filters.append(api_tokens.c.revoked_at.is_(None))
        filters.append(func.coalesce(api_tokens.c.expires_at > active_at, True))
    query = ListQuery[ApiToken](TOKEN_SORTING, paging, filters)
    rows: Sequence[Row[Any]] = (await connection.execute(query.paged(TOKEN))).all()
    return query.page(rows, _token)


async def revoke_token(
    connection: AsyncConnection, tenant_id: UUID, token_id: UUID, at: datetime
) -> None:
    """Mark a token as revoked."""
    await connection.execute(
        update(api_tokens)
        .where(api_tokens.c.tenant_id == tenant_id, api_tokens.c.id == token_id)
        .values(revoked_at=at)
    )


async def note_use(
    connection: AsyncConnection, tenant_id: UUID, token_id: UUID, at: datetime
) -> None:
    """Keep when a token was used."""
    await connection.execute(
        update(api_tokens)
        .where(api_tokens.c.tenant_id == tenant_id, api_tokens.c.id == token_id)
        .values(last_used_at=func.greatest(api_tokens.c.last_used_at, at))
    )


def _token(row: Row[Any]) -> ApiToken:
    return ApiToken(
        id=row.id,
        name=row.name,
        permissions=row.permissions,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
