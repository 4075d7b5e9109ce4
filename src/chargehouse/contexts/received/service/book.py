"""What partners told us, for other contexts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chargehouse.contexts.received.model.modules import OWNERS, ObjectName
from chargehouse.contexts.received.model.tokens import token_said
from chargehouse.contexts.received.public import (
    ReceivedModule,
    ReceivedObject,
    ReceivedToken,
    TokenPage,
)
from chargehouse.contexts.received.repository import lists, objects, pulls
from chargehouse.contexts.received.service.shelf import Shelf
from chargehouse.contexts.roaming.public import Party, PartyBook, PartyKey
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database


class Received:
    """Tells what partners told us: the `ReceivedBook` of other contexts."""

    def __init__(self, database: Database, shelf: Shelf, parties: PartyBook) -> None:
        self._database = database
        self._shelf = shelf
        self._parties = parties

    async def tokens(
        self,
        actor: Actor,
        partner_id: UUID,
        *,
        after: tuple[datetime, UUID] | None = None,
        limit: int = 500,
    ) -> TokenPage:
        """Return a partner's tokens that changed here `after` that, unlisted ones with them."""
        async with self._database.reading(actor) as connection:
            rows = await lists.tokens_after(connection, actor.tenant_id, partner_id, after, limit)
        owners = {party.id: party for party in await self._parties.partners(actor, partner_id)}
        last = (rows[-1].received_at, rows[-1].id) if len(rows) == limit else None
        found = [self._token(row, owners[row.party_id]) for row in rows if row.party_id in owners]
        return TokenPage(tokens=found, next=last)

    async def tokens_named(
        self, actor: Actor, received_ids: Collection[UUID]
    ) -> Sequence[ReceivedToken]:
        """Return tokens by the ids that their events bear."""
        async with self._database.reading(actor) as connection:
            rows = await lists.tokens_named(connection, actor.tenant_id, received_ids)
        return await self._tokens(actor, rows)

    async def tokens_of_uid(self, actor: Actor, uid_hash: bytes) -> Sequence[ReceivedToken]:
        """Return the tokens of a uid, of whichever partner and type."""
        async with self._database.reading(actor) as connection:
            rows = await lists.of_uid(connection, actor.tenant_id, uid_hash)
        return await self._tokens(actor, rows)

    async def received(self, actor: Actor, received_id: UUID) -> ReceivedObject | None:
        """Return an object by the id that its events bear."""
        async with self._database.reading(actor) as connection:
            row = await objects.by_id(connection, actor.tenant_id, received_id)
        return None if row is None else self._object(row)

    async def named(
        self, actor: Actor, module: ReceivedModule, owner: PartyKey, object_id: str
    ) -> ReceivedObject | None:
        """Return an object by its owner and its id, without case; tokens have no such id."""
        role = OWNERS.get(module)
        if role is None or module == "tokens":
            return None
        party = await self._parties.named(actor, owner, role)
        if party is None:
            return None
        name = ObjectName(module, object_id)
        address = self._shelf.address(actor.tenant_id, party.id, name)
        async with self._database.reading(actor) as connection:
            row = await objects.find(connection, actor.tenant_id, address)
        return None if row is None else self._object(row)

    async def heard_at(
        self, actor: Actor, partner_id: UUID, module: ReceivedModule
    ) -> datetime | None:
        """Return when a partner last told of a module's objects, by a push or a list read well."""
        async with self._database.reading(actor) as connection:
            pushed = await lists.last_received(connection, actor.tenant_id, partner_id, module)
            read = await pulls.of_partner(connection, actor.tenant_id, partner_id)
        found = [each.ended_well_at for each in read if each.module == module]
        return max((at for at in (pushed, *found) if at is not None), default=None)

    async def sessions(
        self, actor: Actor, partner_id: UUID, *, limit: int = 500
    ) -> Sequence[ReceivedObject]:
        """Return a partner's sessions, live ones first, then the last begun."""
        async with self._database.reading(actor) as connection:
            rows = await lists.sessions(connection, actor.tenant_id, partner_id, limit)
        return [self._object(row) for row in rows]

    async def _tokens(self, actor: Actor, rows: Sequence[Row[Any]]) -> list[ReceivedToken]:
        owners: dict[UUID, Party] = {}
        for partner_id in {row.partner_id for row in rows}:
            known = await self._parties.partners(actor, partner_id)
            owners |= {party.id: party for party in known}
        return [self._token(row, owners[row.party_id]) for row in rows if row.party_id in owners]

    def _token(self, row: Row[Any], owner: Party) -> ReceivedToken:
        return ReceivedToken(
            id=row.id,
            partner_id=row.partner_id,
            party_id=row.party_id,
            uid_hash=row.uid_hash,
            token=token_said(row.version, self._shelf.opened(row), owner.key),
            received_at=row.received_at,
            unlisted_at=row.unlisted_at,
        )

    def _object(self, row: Row[Any]) -> ReceivedObject:
        return ReceivedObject(
            id=row.id,
            partner_id=row.partner_id,
            party_id=row.party_id,
            version=row.version,
            document=self._shelf.opened(row),
            status=row.status,
            last_updated=row.last_updated,
            received_at=row.received_at,
            unlisted_at=row.unlisted_at,
        )
