"""Queries of accounts and of the tenants in which they may act."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.errors import AccountUnknown
from chargehouse.contexts.people.public import Account, TenantRef
from chargehouse.contexts.people.tables import accounts, first_run_links, tenants, users
from chargehouse.platform.postgres.matching import among

ADD: Final = text("SELECT add_account(:id, :email, :name, :password_hash, :at)")
ADD_FIRST: Final = text("SELECT add_first_account(:link, :id, :email, :name, :password_hash, :at)")


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account with what proves that somebody is its owner."""

    account: Account
    password_hash: str = field(repr=False)


async def add_account(
    connection: AsyncConnection,
    account: Account,
    password_hash: str,
    at: datetime,
    *,
    first_run_link: bytes | None = None,
) -> bool:
    """Add an account, from within a tenant; tell whether it could be added.

    It cannot where its e-mail address is taken, or, with a link for the first one, where the link
    does not serve or there is an account.
    """
    values = {**_values(account), "password_hash": password_hash, "at": at}
    if first_run_link is None:
        added = await connection.scalar(ADD, values)
    else:
        added = await connection.scalar(ADD_FIRST, {**values, "link": first_run_link})
    return bool(added)


async def find_by_email(relay: AsyncConnection, email: str) -> KnownAccount | None:
    """Return the account of an e-mail address."""
    return await _one(relay, accounts.c.email == email)


async def find(relay: AsyncConnection, account_id: UUID) -> KnownAccount | None:
    """Return an account."""
    return await _one(relay, accounts.c.id == account_id)


async def known(relay: AsyncConnection, account_id: UUID | None) -> KnownAccount:
    """Return an account; raise `AccountUnknown`."""
    found = None if account_id is None else await find(relay, account_id)
    if found is None:
        raise AccountUnknown("There is no such account.")
    return found


async def keep_password(
    relay: AsyncConnection, account_id: UUID, password_hash: str, *, instead_of: str
) -> bool:
    """Keep a new password in place of the one that was known; tell whether it still stood there."""
    statement = (
        update(accounts)
        .where(accounts.c.id == account_id, accounts.c.password_hash == instead_of)
        .values(password_hash=password_hash)
    )
    return (await relay.execute(statement)).rowcount == 1


async def is_there_any(relay: AsyncConnection) -> bool:
    """Tell whether anybody has an account."""
    return bool(await relay.scalar(select(select(accounts.c.id).exists())))


async def tenants_of(relay: AsyncConnection, account_id: UUID) -> list[TenantRef]:
    """Return the tenants in which an account may act, by slug."""
    return (await tenants_of_all(relay, [account_id]))[account_id]


async def tenants_of_all(
    relay: AsyncConnection, account_ids: Collection[UUID]
) -> dict[UUID, list[TenantRef]]:
    """Return for accounts the tenants in which they may act, by slug."""
    statement = (
        select(users.c.account_id, tenants.c.id, tenants.c.slug)
        .join(users, users.c.tenant_id == tenants.c.id)
        .where(
            among(users.c.account_id, account_ids),
            users.c.status == "active",
        )
        .order_by(tenants.c.slug)
    )
    found: dict[UUID, list[TenantRef]] = {account_id: [] for account_id in account_ids}
    for row in await relay.execute(statement):
        found[row.account_id].append(TenantRef(row.id, row.slug))
    return found


async def keep_link(relay: AsyncConnection, token_hash: bytes, expires_at: datetime) -> None:
    """Keep a link for the first account."""
    await relay.execute(
        insert(first_run_links).values(token_hash=token_hash, expires_at=expires_at)
    )


async def link_serves(relay: AsyncConnection, token_hash: bytes, now: datetime) -> bool:
    """Tell whether a link for the first account is good."""
    statement = select(first_run_links.c.token_hash).where(
        first_run_links.c.token_hash == token_hash, first_run_links.c.expires_at > now
    )
    return await relay.scalar(statement) is not None


async def forget_links(relay: AsyncConnection, now: datetime) -> None:
    """Delete the links that serve no more."""
    await relay.execute(delete(first_run_links).where(first_run_links.c.expires_at <= now))


async def _one(relay: AsyncConnection, condition: ColumnElement[bool]) -> KnownAccount | None:
    row = (await relay.execute(select(accounts).where(condition))).first()
    if row is None:
        return None
    return KnownAccount(Account(id=row.id, email=row.email, name=row.name), row.password_hash)


def _values(account: Account) -> dict[str, object]:
    return {"id": account.id, "email": account.email, "name": account.name}
