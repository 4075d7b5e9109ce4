"""Queries of invitations: looked up by their token before a tenant is known."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.tables import invitations


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited, and into which tenant."""

    tenant_id: UUID
    user_id: UUID


async def keep(
    connection: AsyncConnection,
    tenant_id: UUID,
    user_id: UUID,
    token_hash: bytes,
    expires_at: datetime,
) -> None:
    """Keep an invitation, in place of an earlier one of the same user."""
    values = {"token_hash": token_hash, "expires_at": expires_at}
    await connection.execute(
        insert(invitations)
        .values(tenant_id=tenant_id, user_id=user_id, **values)
        .on_conflict_do_update(index_elements=["tenant_id", "user_id"], set_=values)
    )


async def locate(relay: AsyncConnection, token_hash: bytes) -> Invited | None:
    """Return who was invited by this token; for the role that spans tenants."""
    statement = select(invitations.c.tenant_id, invitations.c.user_id).where(
        invitations.c.token_hash == token_hash
    )
    row = (await relay.execute(statement)).first()
    return None if row is None else Invited(row.tenant_id, row.user_id)


async def serves_until(
    connection: AsyncConnection, tenant_id: UUID, user_id: UUID
) -> datetime | None:
    """Return until when a user's invitation serves."""
    statement = select(invitations.c.expires_at).where(
        invitations.c.tenant_id == tenant_id, invitations.c.user_id == user_id
    )
    expires_at: datetime | None = await connection.scalar(statement)
    return expires_at


async def take(
    connection: AsyncConnection, tenant_id: UUID, user_id: UUID, token_hash: bytes
) -> bool:
    """Delete an invitation; tell whether it still stood there."""
    statement = delete(invitations).where(
        invitations.c.tenant_id == tenant_id,
        invitations.c.user_id == user_id,
        invitations.c.token_hash == token_hash,
    )
    return (await connection.execute(statement)).rowcount == 1
