"""Queries of what proves who somebody is, which belongs to no tenant."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.people.tables import (
    passkeys,
    provider_identities,
    recovery_codes,
    sign_in_challenges,
    sign_ins,
    totp_secrets,
)


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """The secret that an authenticator shares with us."""

    encrypted: bytes = field(repr=False)
    is_confirmed: bool
    last_step: int


@dataclass(frozen=True, slots=True)
class KnownPasskey:
    """A passkey, and what proves that its owner used it."""

    id: UUID
    account_id: UUID
    credential_id: bytes
    site: str
    name: str
    public_key: bytes = field(repr=False)
    sign_count: int
    created_at: datetime
    last_used_at: datetime | None


async def keep_secret(
    relay: AsyncConnection, account_id: UUID, encrypted: bytes, at: datetime
) -> bool:
    """Keep a secret that waits for its first code; tell whether there was no confirmed one."""
    values = {"secret_encrypted": encrypted, "created_at": at, "last_step": 0}
    statement = (
        upsert(totp_secrets)
        .values(account_id=account_id, **values)
        .on_conflict_do_update(
            index_elements=["account_id"],
            set_=values,
            where=totp_secrets.c.confirmed_at.is_(None),
        )
    )
    return (await relay.execute(statement)).rowcount == 1


async def secret_of(relay: AsyncConnection, account_id: UUID) -> KnownSecret | None:
    """Return the secret of an account's authenticator."""
    statement = select(totp_secrets).where(totp_secrets.c.account_id == account_id)
    row = (await relay.execute(statement)).first()
    if row is None:
        return None
    return KnownSecret(row.secret_encrypted, row.confirmed_at is not None, row.last_step)


async def use_step(relay: AsyncConnection, account_id: UUID, step: int, at: datetime) -> bool:
    """Keep that a step served; tell whether none so late had served before."""
    statement = (
        update(totp_secrets)
        .where(totp_secrets.c.account_id == account_id, totp_secrets.c.last_step < step)
        .values(last_step=step, confirmed_at=func.coalesce(totp_secrets.c.confirmed_at, at))
    )
    return (await relay.execute(statement)).rowcount == 1


async def remove_secret(relay: AsyncConnection, account_id: UUID) -> bool:
    """Delete an account's authenticator with its recovery codes; tell whether there was one."""
    await relay.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    statement = delete(totp_secrets).where(totp_secrets.c.account_id == account_id)
    return (await relay.execute(statement)).rowcount == 1


async def replace_codes(
    relay: AsyncConnection, account_id: UUID, hashes: Collection[bytes]
) -> None:
    """Keep recovery codes in place of all others."""
    await relay.execute(delete(recovery_codes).where(recovery_codes.c.account_id == account_id))
    await relay.execute(
        insert(recovery_codes),
        [{"account_id": account_id, "code_hash": code_hash} for code_hash in hashes],
    )


async def use_code(relay: AsyncConnection, account_id: UUID, code_hash: bytes) -> bool:
    """Forget a recovery code; tell whether there was one."""
    statement = delete(recovery_codes).where(
        recovery_codes.c.account_id == account_id, recovery_codes.c.code_hash == code_hash
    )
    return (await relay.execute(statement)).rowcount == 1


async def codes_left(relay: AsyncConnection, account_id: UUID) -> int:
    """Count an account's recovery codes."""
    statement = select(func.count()).where(recovery_codes.c.account_id == account_id)
    return int(await relay.scalar(statement) or 0)


async def add_passkey(relay: AsyncConnection, passkey: KnownPasskey) -> bool:
    """Keep a passkey; tell whether nobody had it."""
    statement = (
        upsert(passkeys)
        .values(
            id=passkey.id,
            account_id=passkey.account_id,
            credential_id=passkey.credential_id,
            site=passkey.site,
            name=passkey.name,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
            created_at=passkey.created_at,
        )
        .on_conflict_do_nothing()
    )
    return (await relay.execute(statement)).rowcount == 1


async def passkeys_of(relay: AsyncConnection, account_id: UUID) -> list[KnownPasskey]:
    """Return an account's passkeys, oldest first."""
    statement = (
        select(passkeys)
        .where(passkeys.c.account_id == account_id)
        .order_by(passkeys.c.created_at, passkeys.c.id)
    )
    return [_passkey(row) for row in await relay.execute(statement)]


async def passkey_of(relay: AsyncConnection, credential_id: bytes) -> KnownPasskey | None:
    """Return a passkey, locked until the transaction ends."""
    statement = select(passkeys).where(passkeys.c.credential_id == credential_id).with_for_update()
    row = (await relay.execute(statement)).first()
    return None if row is None else _passkey(row)


async def note_passkey(
    relay: AsyncConnection, passkey_id: UUID, sign_count: int, at: datetime
) -> None:
    """Keep that a passkey was used."""
    await relay.execute(
        update(passkeys)
        .where(passkeys.c.id == passkey_id)
        .values(sign_count=sign_count, last_used_at=at)
    )


async def remove_passkey(relay: AsyncConnection, account_id: UUID, passkey_id: UUID) -> bool:
    """Delete one of an account's passkeys; tell whether there was one."""
    statement = delete(passkeys).where(
        passkeys.c.account_id == account_id, passkeys.c.id == passkey_id
    )
    return (await relay.execute(statement)).rowcount == 1


async def keep_challenge(
    relay: AsyncConnection,
    token_hash: bytes,
    *,
    purpose: str,
    account_id: UUID | None,
    data: bytes,
    expires_at: datetime,
) -> None:
    """Keep what is asked of somebody."""
    await relay.execute(
        insert(sign_in_challenges).values(
            token_hash=token_hash,
            purpose=purpose,
            account_id=account_id,
            data=data,
            expires_at=expires_at,
        )
    )


async def challenge_of(
    relay: AsyncConnection, token_hash: bytes, purpose: str, now: datetime
) -> tuple[UUID | None, bytes] | None:
    """Return of whom what was asked."""
    statement = select(sign_in_challenges.c.account_id, sign_in_challenges.c.data).where(
        sign_in_challenges.c.token_hash == token_hash,
        sign_in_challenges.c.purpose == purpose,
        sign_in_challenges.c.expires_at > now,
    )
    row = (await relay.execute(statement)).first()
    return None if row is None else (row.account_id, row.data)


async def take_challenge(
    relay: AsyncConnection, token_hash: bytes, purpose: str, now: datetime
) -> tuple[UUID | None, bytes] | None:
    """Return of whom what was asked, and forget it, so that it is answered once."""
    statement = (
        delete(sign_in_challenges)
        .where(
            sign_in_challenges.c.token_hash == token_hash,
            sign_in_challenges.c.purpose == purpose,
            sign_in_challenges.c.expires_at > now,
        )
        .returning(sign_in_challenges.c.account_id, sign_in_challenges.c.data)
    )
    row = (await relay.execute(statement)).first()
    return None if row is None else (row.account_id, row.data)


async def forget_challenges(relay: AsyncConnection, now: datetime) -> None:
    """Delete what nobody answered in time."""
    await relay.execute(delete(sign_in_challenges).where(sign_in_challenges.c.expires_at <= now))


async def note_proof(relay: AsyncConnection, sign_in_id: UUID, at: datetime) -> None:
    """Keep that somebody who is signed in proved again who they are."""
    await relay.execute(update(sign_ins).where(sign_ins.c.id == sign_in_id).values(proved_at=at))


async def account_of_identity(relay: AsyncConnection, issuer: str, subject: str) -> UUID | None:
    """Return the account that a provider's person was found to be."""
    statement = select(provider_identities.c.account_id).where(
        provider_identities.c.issuer == issuer, provider_identities.c.subject == subject
    )
    account_id: UUID | None = await relay.scalar(statement)
    return account_id


async def keep_identity(
    relay: AsyncConnection, issuer: str, subject: str, account_id: UUID
) -> None:
    """Keep which account a provider's person is; the first one stays."""
    await relay.execute(
        upsert(provider_identities)
        .values(issuer=issuer, subject=subject, account_id=account_id)
        .on_conflict_do_nothing()
    )


def _passkey(row: Row[Any]) -> KnownPasskey:
    return KnownPasskey(
        id=row.id,
        account_id=row.account_id,
        credential_id=row.credential_id,
        site=row.site,
        name=row.name,
        public_key=row.public_key,
        sign_count=row.sign_count,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
