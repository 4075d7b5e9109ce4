"""Queries of tenants."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.public import Tenant, TenantRef
from chargehouse.contexts.people.tables import tenants


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
