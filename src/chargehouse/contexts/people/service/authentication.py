"""Knows whose an API token is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from chargehouse.contexts.people.errors import (
    ApiTokenExpired,
    ApiTokenNotAccepted,
    ApiTokenOwnerGone,
    ApiTokenWasRevoked,
    RequestsTooMany,
)
from chargehouse.contexts.people.model import Allowance, is_token, use_is_to_be_noted
from chargehouse.contexts.people.model.authority import Authority, authority, limited
from chargehouse.contexts.people.public import ApiToken
from chargehouse.contexts.people.repository import authority as authority_rows
from chargehouse.contexts.people.repository import tokens as repository
from chargehouse.kernel.actor import EVERYTHING, Actor, Permission, system_actor
from chargehouse.kernel.clock import Clock
from chargehouse.platform.beliefs import Beliefs
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

KNOWN_FOR_S: Final = 5.0
ALLOWANCES_AT_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Known:
    actor: Actor
    requests_per_minute: int
    expires_at: datetime | None


class TokenAuthenticator:
    """Turns API tokens into actors.

    What is known of a token is believed for five seconds, so that a token revoked by another
    process is refused within that time; one revoked here at once.
    """

    def __init__(
        self, database: Database, keyring: Keyring, clock: Clock, *, catalogue: Sequence[Permission]
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._actions = [permission.action for permission in catalogue]
        self._known = Beliefs[bytes, _Known](clock, KNOWN_FOR_S)
        self._allowances: dict[bytes, Allowance] = {}

    async def authenticate(self, bearer: str) -> Actor:
        """Return the actor that holds this token.

        Raises `Unauthenticated`: `ApiTokenNotAccepted`, or, to who holds the right token,
        `ApiTokenExpired`, `ApiTokenWasRevoked`, `ApiTokenOwnerGone`. Beyond what the token serves
        in a minute, raises `RequestsTooMany`.
        """
        if not is_token(bearer):
            raise ApiTokenNotAccepted("This token is not known here.")
        token_hash = self._keyring.token_hash(bearer)
        known = self._known.get(token_hash) or await self._look_up(token_hash)
        if known.expires_at is not None and known.expires_at <= self._clock.now():
            raise ApiTokenExpired("This token has expired.")
        self._count(token_hash, known.requests_per_minute)
        return known.actor

    def forget(self, token_id: UUID) -> None:
        """Believe nothing more of a token, for it was revoked."""
        self._known.forget(lambda known: known.actor.id == token_id)

    def forget_tenant(self, tenant_id: UUID) -> None:
        """Believe nothing more of a tenant's tokens, for what their owners may do was changed."""
        self._known.forget(lambda known: known.actor.tenant_id == tenant_id)

    async def _look_up(self, token_hash: bytes) -> _Known:
        generation = self._known.generation
        async with self._database.relay() as relay:
            place = await repository.locate_token(relay, token_hash)
        token = None if place is None else await self._read(*place)
        if place is None or token is None:
            raise ApiTokenNotAccepted("This token is not known here.")
        if token.revoked_at is not None:
            raise ApiTokenWasRevoked("This token was revoked.")
        held = await self._held(place[0], token)
        actor = Actor(
            kind="token",
            tenant_id=place[0],
            name=token.name,
            id=token.id,
            permissions=held.permissions,
            reaches=held.reaches,
            owner_id=token.owner_id,
        )
        known = _Known(actor, token.requests_per_minute, token.expires_at)
        self._known.keep(token_hash, known, generation)
        return known

    async def _read(self, tenant_id: UUID, token_id: UUID) -> ApiToken | None:
        now = self._clock.now()
        actor = system_actor("token", tenant_id, "sign-in")
        async with self._database.transaction(actor) as unit:
            token = await repository.find_token(unit.connection, tenant_id, token_id)
            if (
                token is not None
                and token.revoked_at is None
                and use_is_to_be_noted(token.last_used_at, now)
            ):
                await repository.note_use(unit.connection, tenant_id, token_id, now)
        return token

    async def _held(self, tenant_id: UUID, token: ApiToken) -> Authority:
        """Return what a token permits: of what its owner may do, what it was made for.

        Raises `ApiTokenOwnerGone`.
        """
        owners = Authority(frozenset({EVERYTHING}))
        if token.owner_id is not None:
            reader = system_actor("token", tenant_id, "sign-in")
            async with self._database.reading(reader) as connection:
                grants = await authority_rows.of_account(connection, tenant_id, token.owner_id)
            if grants is None:
                raise ApiTokenOwnerGone("Who made this token is no user any more.")
            owners = authority(grants, self._actions)
        locations = None if token.locations is None else frozenset(token.locations)
        return limited(owners, token.permissions, locations, self._actions)

    def _count(self, token_hash: bytes, per_minute: int) -> None:
        """Count a request; raise `RequestsTooMany`."""
        now_s = self._clock.monotonic()
        before = self._allowances.get(token_hash, Allowance(per_minute, now_s))
        after = before.after(now_s, per_minute)
        if after.left < 0:
            raise RequestsTooMany(
                f"This token serves {per_minute} requests a minute.",
                {"retry_after_s": after.wait_s(per_minute)},
            )
        if len(self._allowances) >= ALLOWANCES_AT_MOST:
            self._allowances.clear()
        self._allowances[token_hash] = after
