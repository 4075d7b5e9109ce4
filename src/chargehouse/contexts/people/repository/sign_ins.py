"""Queries of sign-ins and of attempts at them, which belong to no tenant."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.model import IDLE_AT_MOST, SIGN_INS_AT_MOST, Failures
from chargehouse.contexts.people.public import Account
from chargehouse.contexts.people.tables import accounts, sign_in_failures, sign_ins
from chargehouse.platform.postgres.matching import among


@dataclass(frozen=True, slots=True)
class KnownSignIn:
    """A sign-in, and whose it is."""

    id: UUID
    account: Account
    user_agent: str
    created_at: datetime
    proved_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


async def add(relay: AsyncConnection, sign_in: KnownSignIn, token_hash: bytes) -> None:
    """Keep a new sign-in; the account's that are over are forgotten, and the oldest of too many."""
    mine = sign_ins.c.account_id == sign_in.account.id
    newest = (
        select(sign_ins.c.id)
        .where(mine, _serving(sign_in.created_at))
        .order_by(sign_ins.c.created_at.desc())
        .limit(SIGN_INS_AT_MOST - 1)
    )
    await relay.execute(delete(sign_ins).where(mine, sign_ins.c.id.not_in(newest)))
    await relay.execute(
        insert(sign_ins).values(
            id=sign_in.id,
            account_id=sign_in.account.id,
            token_hash=token_hash,
            user_agent=sign_in.user_agent,
            created_at=sign_in.created_at,
            proved_at=sign_in.proved_at,
            last_seen_at=sign_in.last_seen_at,
            expires_at=sign_in.expires_at,
        )
    )


async def find_all(
    relay: AsyncConnection, token_hashes: Collection[bytes]
) -> dict[bytes, KnownSignIn]:
    """Return the sign-ins with these tokens, by token, whether or not they are over."""
    asked = among(sign_ins.c.token_hash, token_hashes)
    return {row.token_hash: _known(row) for row in await relay.execute(_read(asked))}


async def serving(relay: AsyncConnection, account_id: UUID, now: datetime) -> list[KnownSignIn]:
    """Return the sign-ins of an account that still serve, the one used last first."""
    mine = _read(sign_ins.c.account_id == account_id, _serving(now))
    found = [_known(row) for row in await relay.execute(mine)]
    return sorted(found, key=lambda sign_in: sign_in.last_seen_at, reverse=True)


async def serving_among(
    relay: AsyncConnection, sign_in_ids: Collection[UUID], now: datetime
) -> set[UUID]:
    """Return those of some sign-ins that still serve."""
    asked = among(sign_ins.c.id, sign_in_ids)
    return set(await relay.scalars(select(sign_ins.c.id).where(asked, _serving(now))))


async def note_seen(relay: AsyncConnection, seen: Mapping[UUID, datetime]) -> None:
    """Keep when sign-ins were used."""
    if not seen:
        return
    statement = update(sign_ins).where(sign_ins.c.id == bindparam("used"))
    at = func.greatest(sign_ins.c.last_seen_at, bindparam("used_at"))
    await relay.execute(
        statement.values(last_seen_at=at),
        [{"used": used, "used_at": used_at} for used, used_at in sorted(seen.items())],
    )


async def revoke(
    relay: AsyncConnection,
    account_id: UUID,
    now: datetime,
    *,
    only: UUID | None = None,
    but: UUID | None = None,
) -> list[UUID]:
    """End sign-ins of an account: all, one `only`, or all `but` one; return those that served."""
    statement = update(sign_ins).where(sign_ins.c.account_id == account_id, _serving(now))
    if only is not None:
        statement = statement.where(sign_ins.c.id == only)
    if but is not None:
        statement = statement.where(sign_ins.c.id != but)
    ended = await relay.execute(statement.values(revoked_at=now).returning(sign_ins.c.id))
    return [row.id for row in ended]


async def failures_locked(relay: AsyncConnection, email_hash: bytes, now: datetime) -> Failures:
    """Return how often an e-mail address was tried in vain, locked until the transaction ends."""
    await relay.execute(
        insert(sign_in_failures)
        .values(email_hash=email_hash, failures=0, last_failed_at=now, locked_until=now)
        .on_conflict_do_nothing()
    )
    statement = select(sign_in_failures).where(sign_in_failures.c.email_hash == email_hash)
    row = (await relay.execute(statement.with_for_update())).one()
    return Failures(row.failures, row.last_failed_at, row.locked_until)


async def keep_failures(relay: AsyncConnection, email_hash: bytes, failures: Failures) -> None:
    """Keep how often an e-mail address was tried in vain."""
    await relay.execute(
        update(sign_in_failures)
        .where(sign_in_failures.c.email_hash == email_hash)
        .values(
            failures=failures.count,
            last_failed_at=failures.last_failed_at,
            locked_until=failures.locked_until,
        )
    )


async def forget_failures(
    relay: AsyncConnection, email_hash: bytes | None = None, *, before: datetime | None = None
) -> None:
    """Forget the failures of an e-mail address, or all that are older."""
    statement = delete(sign_in_failures)
    if email_hash is not None:
        statement = statement.where(sign_in_failures.c.email_hash == email_hash)
    if before is not None:
        statement = statement.where(sign_in_failures.c.last_failed_at < before)
    await relay.execute(statement)


def _read(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(sign_ins, accounts.c.email, accounts.c.name)
        .join(accounts, accounts.c.id == sign_ins.c.account_id)
        .where(*conditions)
    )


def _known(row: Row[Any]) -> KnownSignIn:
    return KnownSignIn(
        id=row.id,
        account=Account(id=row.account_id, email=row.email, name=row.name),
        user_agent=row.user_agent,
        created_at=row.created_at,
        proved_at=row.proved_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def _serving(now: datetime) -> ColumnElement[bool]:
    return (
        sign_ins.c.revoked_at.is_(None)
        & (sign_ins.c.expires_at > now)
        & (sign_ins.c.last_seen_at > now - IDLE_AT_MOST)
    )
