"""Looks up whose the cookies of sign-ins are, many at a time."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from chargehouse.contexts.people.errors import SignInEnded, SignInExpired, TenantNotYours
from chargehouse.contexts.people.model import is_over, use_is_to_be_noted
from chargehouse.contexts.people.model.authority import Grant, authority
from chargehouse.contexts.people.public import Account, TenantRef
from chargehouse.contexts.people.repository import accounts as account_rows
from chargehouse.contexts.people.repository import authority as authority_rows
from chargehouse.contexts.people.repository import sign_ins as repository
from chargehouse.contexts.people.repository.sign_ins import KnownSignIn
from chargehouse.kernel.actor import Actor, Permission, system_actor
from chargehouse.platform.http.sign_in import SignedIn
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring


class Claim(NamedTuple):
    """What a request says of itself: the hash of its cookie's token, and a tenant's slug."""

    token_hash: bytes
    slug: str | None


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who holds a cookie, when they last used it, and when it serves no longer."""

    signed_in: SignedIn
    last_seen_at: datetime
    expires_at: datetime


Refused = SignInEnded | SignInExpired | TenantNotYours
Answer = Recognised | Refused
Used = Mapping[Claim, datetime]
"""When each claim was last made."""


class Recognition:
    """Says whose cookies are, of any number by a few queries."""

    def __init__(
        self, database: Database, keyring: Keyring, *, catalogue: Sequence[Permission]
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._actions = [permission.action for permission in catalogue]

    async def answers(self, used: Used) -> dict[Claim, Answer]:
        """Return who makes each claim, or why nobody does; raise `Unavailable`.

        That they were used is kept, where the last use is long enough ago.
        """
        async with self._database.relay() as relay:
            found = await repository.find_all(relay, {claim.token_hash for claim in used})
            accounts = {sign_in.account.id for sign_in in found.values()}
            tenants = await account_rows.tenants_of_all(relay, accounts)
            await repository.note_seen(relay, _seen(found, used))
        answers: dict[Claim, Answer] = {}
        held: dict[UUID, dict[Claim, KnownSignIn]] = {}
        for claim, at in used.items():
            sign_in = found.get(claim.token_hash)
            if sign_in is None or sign_in.revoked_at is not None:
                answers[claim] = ended()
            elif is_over(sign_in.last_seen_at, sign_in.expires_at, at):
                answers[claim] = expired()
            elif (tenant := _chosen(tenants[sign_in.account.id], claim.slug)) is None:
                answers[claim] = _not_yours()
            else:
                held.setdefault(tenant.id, {})[claim] = sign_in
        for tenant_id, sign_ins in held.items():
            answers |= await self._in_tenant(tenant_id, sign_ins, used)
        return answers

    async def _in_tenant(
        self, tenant_id: UUID, sign_ins: Mapping[Claim, KnownSignIn], used: Used
    ) -> dict[Claim, Answer]:
        accounts = {sign_in.account.id: sign_in.account for sign_in in sign_ins.values()}
        reader = system_actor("user", tenant_id, "sign-in")
        async with self._database.reading(reader) as connection:
            grants = await authority_rows.of_accounts(connection, tenant_id, accounts)
        actors = {
            account_id: self._actor(tenant_id, accounts[account_id], granted)
            for account_id, granted in grants.items()
        }
        return {
            claim: self._recognised(claim, sign_in, actors.get(sign_in.account.id), used[claim])
            for claim, sign_in in sign_ins.items()
        }

    def _actor(self, tenant_id: UUID, account: Account, granted: list[Grant]) -> Actor:
        held = authority(granted, self._actions)
        return Actor(
            kind="user",
            tenant_id=tenant_id,
            name=account.name,
            id=account.id,
            permissions=held.permissions,
            reaches=held.reaches,
        )

    def _recognised(
        self, claim: Claim, sign_in: KnownSignIn, actor: Actor | None, used_at: datetime
    ) -> Answer:
        if actor is None:
            return _not_yours()
        csrf = self._keyring.fingerprint(b"csrf " + claim.token_hash)
        signed_in = SignedIn(
            actor=actor,
            account_id=sign_in.account.id,
            sign_in_id=sign_in.id,
            proved_at=sign_in.proved_at,
            csrf_token=base64.urlsafe_b64encode(csrf).decode().rstrip("="),
        )
        return Recognised(signed_in, max(sign_in.last_seen_at, used_at), sign_in.expires_at)


def ended() -> SignInEnded:
    """Return the refusal of who is not signed in, or not any more."""
    return SignInEnded("You are not signed in, or not any more.")


def expired() -> SignInExpired:
    """Return the refusal of whose sign-in ended by itself."""
    return SignInExpired("You were signed out because of time; sign in again.")


def _not_yours() -> TenantNotYours:
    return TenantNotYours("You are no member of this tenant.")


def _chosen(tenants: Sequence[TenantRef], slug: str | None) -> TenantRef | None:
    return next((tenant for tenant in tenants if slug in (None, tenant.slug)), None)


def _seen(found: Mapping[bytes, KnownSignIn], used: Used) -> dict[UUID, datetime]:
    """Return which uses of sign-ins that still serve are worth a write."""
    seen: dict[UUID, datetime] = {}
    for claim, at in used.items():
        sign_in = found.get(claim.token_hash)
        if (
            sign_in is not None
            and sign_in.revoked_at is None
            and not is_over(sign_in.last_seen_at, sign_in.expires_at, at)
            and use_is_to_be_noted(sign_in.last_seen_at, at)
        ):
            seen[sign_in.id] = max(at, seen.get(sign_in.id, at))
    return seen
