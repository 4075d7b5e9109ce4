"""Clients of hubs: who is connected there, and may so send what is its own through the hub."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.received.model.modules import ObjectName
from chargehouse.contexts.received.public import ReceivedModule
from chargehouse.contexts.received.repository import objects
from chargehouse.contexts.received.service.room import Room, StoreFull
from chargehouse.contexts.received.service.shelf import Shelf
from chargehouse.contexts.received.service.telling import Change, changed
from chargehouse.contexts.roaming.public import (
    ModuleAnswer,
    ModuleRequest,
    PartyBook,
    PartyKey,
)
from chargehouse.contexts.roaming.public.hubs import HubBook
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.documents import receive
from chargehouse.ocpi.errors import InvalidParameters, MethodNotAllowed, NoSuchObject
from chargehouse.ocpi.urls import OwnedUrl, check_agrees, read_party
from chargehouse.ocpi.v221.hub_client_info import ClientInfo as ClientInfo221
from chargehouse.ocpi.v230.hub_client_info import ClientInfo as ClientInfo230
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import Database

CREATED: Final = 201
MODULE: Final[ReceivedModule] = "hubclientinfo"
HUB: Final = "HUB"
KEY: Final = "client"
"""Under a party there is one: what it is connected as, is what the party is."""

_MADE: Final[Mapping[VersionName, type[ClientInfo221] | type[ClientInfo230]]] = {
    "2.2.1": ClientInfo221,
    "2.3.0": ClientInfo230,
}


class ClientReceiving:
    """Hears of a hub's clients."""

    def __init__(
        self, database: Database, shelf: Shelf, room: Room, parties: PartyBook, hubs: HubBook
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._room = room
        self._parties = parties
        self._hubs = hubs

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Take what a hub says of a client, or return it (hubclientinfo, receiver interface).

        Raises `InvalidParameters` for a caller that is no hub, and for a party that is known as
        another platform's; `NoSuchObject`.
        """
        key = read_party(request.segments)
        if request.method == "GET":
            return await self._get(request, key)
        if request.method != "PUT":
            raise MethodNotAllowed("A client is told of by PUT")
        received = receive(_MADE[request.version], request.body)
        check_agrees(OwnedUrl(key, ""), received.document, MODULE)
        change = await self.take(
            request.actor, request.partner_id, request.version, received.document
        )
        return ModuleAnswer(http_status=CREATED if change == "added" else 200)

    async def take(
        self, actor: Actor, partner_id: UUID, version: VersionName, document: JsonObject
    ) -> Change | None:
        """Keep what a hub says of a client, which becomes a party of the hub's platform.

        None where nothing changed, as for a party of ours: we know whether we are connected.
        Raises `InvalidParameters`, and `StoreFull` for one that is new where there is no room.
        """
        client = codec.check(_MADE[version], document)
        known = await self._parties.partners(actor, partner_id)
        if all(party.role != HUB for party in known):
            raise InvalidParameters("Only a hub tells of others")
        key = PartyKey(client.country_code, client.party_id)
        if not any(party.key.is_same(key) for party in known):
            await self._check_room(actor, partner_id)
        party = await self._hubs.introduce(actor, partner_id, key, client.role)
        if party is None:
            return None
        return await self._keep(actor, partner_id, party.id, version, document)

    async def _check_room(self, actor: Actor, partner_id: UUID) -> None:
        async with self._database.reading(actor) as connection:
            if not await self._room.left(connection, actor.tenant_id, partner_id, MODULE):
                raise StoreFull(MODULE, self._room.most(actor.tenant_id, MODULE))

    async def _keep(
        self,
        actor: Actor,
        partner_id: UUID,
        party_id: UUID,
        version: VersionName,
        document: JsonObject,
    ) -> Change | None:
        name = ObjectName(MODULE, KEY)
        address = self._shelf.address(actor.tenant_id, party_id, name)
        async with self._database.transaction(actor) as work:
            row = self._shelf.row(
                actor.tenant_id,
                partner_id,
                name,
                address,
                version=version,
                document=document,
                now=work.now(),
            )
            kept_as = await objects.put(work.connection, row)
            if kept_as is None:
                return None
            change: Change = "added" if kept_as == row["id"] else "changed"
            if change == "added":
                self._room.added(actor.tenant_id, partner_id, MODULE)
            work.record(
                changed(
                    MODULE,
                    kept_as,
                    change,
                    partner_id=partner_id,
                    party_id=party_id,
                    status=row["status"],
                )
            )
        return change

    async def _get(self, request: ModuleRequest, key: PartyKey) -> ModuleAnswer:
        """Return what was told last of a party, in whichever role: the URL does not say it."""
        known = await self._parties.partners(request.actor, request.partner_id)
        found = []
        async with self._database.reading(request.actor) as connection:
            tenant_id = request.actor.tenant_id
            for party in known:
                if party.key.is_same(key):
                    address = self._shelf.address(tenant_id, party.id, ObjectName(MODULE, KEY))
                    found.append(await objects.find(connection, tenant_id, address))
        rows = [row for row in found if row is not None and row.version == request.version]
        if not rows:
            raise NoSuchObject("There is no such client of yours")
        last = max(rows, key=lambda row: (row.received_at, row.id))
        return ModuleAnswer(data=msgspec.Raw(self._shelf.opened(last)))
