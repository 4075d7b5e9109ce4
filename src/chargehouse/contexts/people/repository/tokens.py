"""Queries of API tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.public import ApiToken
from chargehouse.contexts.people.tables import api_tokens
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting

TOKEN: Final[Select[Any]] = select(
    api_tokens.c.id,
    api_tokens.c.name,
    api_tokens.c.permissions,
    api_tokens.c.locations,
    api_tokens.c.owner_id,
    api_tokens.c.requests_per_minute,
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


async def locate_token(relay: AsyncConnection, token_hash: bytes) -> tuple[UUID, UUID] | None:
    """Return tenant and id of the token with this hash; for the role that spans tenants."""
    statement = select(api_tokens.c.tenant_id, api_tokens.c.id).where(
        api_tokens.c.token_hash == token_hash
    )
    row = (await relay.execute(statement)).first()
    return None if row is None else (row.tenant_id, row.id)


async def insert_token(
    connection: AsyncConnection,
    tenant_id: UUID,
    token: ApiToken,
    token_hash: bytes,
) -> None:
    """Add an API token."""
    await connection.execute(
        insert(api_tokens).values(
            tenant_id=tenant_id,
            id=token.id,
            name=token.name,
            token_hash=token_hash,
            permissions=token.permissions,
            locations=token.locations,
            owner_id=token.owner_id,
            requests_per_minute=token.requests_per_minute,
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


async def revoke_of(
    connection: AsyncConnection, tenant_id: UUID, owner_id: UUID, at: datetime
) -> None:
    """Mark all tokens of an account as revoked."""
    await connection.execute(
        update(api_tokens)
        .where(
            api_tokens.c.tenant_id == tenant_id,
            api_tokens.c.owner_id == owner_id,
            api_tokens.c.revoked_at.is_(None),
        )
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
        locations=row.locations,
        owner_id=row.owner_id,
        requests_per_minute=row.requests_per_minute,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
