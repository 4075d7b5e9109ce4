"""API tokens: made, listed, revoked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from chargehouse.contexts.people.errors import ApiTokenUnknown, PermissionNotHeld
from chargehouse.contexts.people.events import ApiTokenCreated, ApiTokenRevoked
from chargehouse.contexts.people.model import (
    REQUESTS_PER_MINUTE,
    TOKEN_PREFIX,
    expiry_of,
    grant,
    locations_of,
    name_of,
    requests_of,
)
from chargehouse.contexts.people.public import (
    PERMISSIONS_READ,
    TOKENS_CREATE,
    TOKENS_READ,
    TOKENS_REVOKE,
    ApiToken,
)
from chargehouse.contexts.people.repository import tokens as repository
from chargehouse.contexts.people.service.authentication import TokenAuthenticator
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.chance import Chance
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring


@dataclass(frozen=True, slots=True)
class CreatedToken:
    """A new token, and its value, which is told this once and kept nowhere."""

    token: ApiToken
    plain: str = field(repr=False)


class TokenService:
    """Makes, lists and revokes the API tokens of a tenant.

    `catalogue` holds the permissions of every context: what a token can be permitted.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        chance: Chance,
        *,
        catalogue: Sequence[Permission],
        authenticator: TokenAuthenticator,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._chance = chance
        self._catalogue = sorted(catalogue, key=lambda permission: permission.action)
        self._authenticator = authenticator

    def catalogue(self, actor: Actor) -> list[Permission]:
        """Return all permissions there are, by action."""
        actor.require(PERMISSIONS_READ)
        return list(self._catalogue)

    async def create(
        self,
        actor: Actor,
        *,
        name: str,
        permissions: Iterable[str],
        locations: Collection[UUID] | None = None,
        requests_per_minute: int = REQUESTS_PER_MINUTE,
        expires_at: datetime | None = None,
    ) -> CreatedToken:
        """Create a token that may do no more than the actor, for which the same person answers.

        Raises `Invalid`, `PermissionUnknown`, `PermissionNotHeld`.
        """
        actor.require(TOKENS_CREATE)
        now = self._database.clock.now()
        asked = locations_of(locations)
        token = ApiToken(
            id=self._database.ids.new(),
            name=name_of(name),
            permissions=grant(actor, permissions, self._catalogue, locations=asked),
            locations=await self._within_limits(actor, asked),
            owner_id=actor.person_id,
            requests_per_minute=requests_of(requests_per_minute),
            created_at=now,
            created_by=f"{actor.kind}:{actor.name}",
            expires_at=expiry_of(expires_at, now),
            revoked_at=None,
            last_used_at=None,
        )
        plain = TOKEN_PREFIX + self._chance.secret()
        async with self._database.transaction(actor) as unit:
            await repository.insert_token(
                unit.connection,
                actor.tenant_id,
                token,
                self._keyring.token_hash(plain),
            )
            unit.record(
                ApiTokenCreated(
                    aggregate_id=token.id,
                    name=token.name,
                    permissions=token.permissions,
                    expires_at=token.expires_at,
                )
            )
        return CreatedToken(token, plain)

    async def _within_limits(self, actor: Actor, asked: list[UUID] | None) -> list[UUID] | None:
        """Return the locations of a new token: no others than those of a token that makes it.

        Raises `PermissionNotHeld`.
        """
        if actor.kind != "token" or actor.id is None:
            return asked
        async with self._database.reading(actor) as connection:
            maker = await repository.find_token(connection, actor.tenant_id, actor.id)
        if maker is None or maker.locations is None:
            return asked
        beyond = set(asked or ()) - set(maker.locations)
        if beyond:
            raise PermissionNotHeld(
                "You cannot give what you do not hold: this token is not for all these locations.",
                {"locations": [str(location) for location in sorted(beyond)]},
            )
        return asked or maker.locations

    async def list(
        self, actor: Actor, paging: Paging, *, only_active: bool = False
    ) -> Page[ApiToken]:
        """Return a page of the tenant's tokens; those alone that still serve, if asked."""
        actor.require(TOKENS_READ)
        active_at = self._database.clock.now() if only_active else None
        async with self._database.reading(actor) as connection:
            return await repository.page_of_tokens(
                connection, actor.tenant_id, paging, active_at=active_at
            )

    async def revoke(self, actor: Actor, token_id: UUID) -> None:
        """Revoke a token for good; harmless when repeated. Raises `ApiTokenUnknown`."""
        actor.require(TOKENS_REVOKE)
        async with self._database.transaction(actor) as unit:
            token = await repository.find_token(
                unit.connection, actor.tenant_id, token_id, lock=True
            )
            if token is None:
                raise ApiTokenUnknown("There is no such token.")
            if token.revoked_at is None:
                now = self._database.clock.now()
                await repository.revoke_token(unit.connection, actor.tenant_id, token_id, now)
                unit.record(ApiTokenRevoked(aggregate_id=token_id, name=token.name))
        self._authenticator.forget(token_id)
