"""The receiving side of OCPI's modules: GET, PUT, PATCH and DELETE of what partners own."""

from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from chargehouse.contexts.received.model.modules import (
    DEFAULT_TYPE,
    OWNERS,
    ObjectName,
)
from chargehouse.contexts.received.model.order import dated, grown, is_older
from chargehouse.contexts.received.public import ReceivedModule
from chargehouse.contexts.received.repository import objects
from chargehouse.contexts.received.repository.objects import Address
from chargehouse.contexts.received.service.room import Room
from chargehouse.contexts.received.service.shelf import Held, Shelf
from chargehouse.contexts.received.service.telling import Change, changed
from chargehouse.contexts.roaming.public import ModuleAnswer, ModuleRequest, Party, PartyBook
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.documents import checked, read_document, receive
from chargehouse.ocpi.errors import InvalidParameters, MethodNotAllowed, NoSuchObject
from chargehouse.ocpi.interfaces import OBJECTS, PATCHES
from chargehouse.ocpi.patches import patched
from chargehouse.ocpi.scalars import DateTime
from chargehouse.ocpi.urls import OwnedUrl, check_agrees, read_owned
from chargehouse.platform.postgres.database import Database, UnitOfWork

CREATED: Final = 201
OF_AN_OBJECT: Final = 3
"""How many segments name an object: its owner's two, and its id."""


class Target(NamedTuple):
    """What a request is about: a URL that names an object of a party of the caller's."""

    url: OwnedUrl
    owner: Party
    name: ObjectName
    address: Address


class Receiving:
    """Sessions, tariffs or tokens of partners: kept whole as they come, and given back."""

    def __init__(
        self,
        module: ReceivedModule,
        database: Database,
        shelf: Shelf,
        room: Room,
        parties: PartyBook,
    ) -> None:
        self._module = module
        self._database = database
        self._shelf = shelf
        self._room = room
        self._parties = parties

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Do what a partner asks (client owned object push).

        Raises `InvalidParameters` for a party that is not the caller's in the right role, a body
        that says something else than the URL, or one that is no such object; `NoSuchObject`;
        `StoreFull`.
        """
        url = self._read_url(request)
        if request.method == "GET":
            return await self._get(request, url)
        if request.method == "PUT":
            return await self._put(request, url)
        if request.method == "PATCH" and self._module in PATCHES[request.version]:
            return await self._patch(request, url)
        if request.method == "DELETE" and self._module == "tariffs":
            return await self._delete(request, url)
        raise MethodNotAllowed("This object cannot be changed so")

    def _read_url(self, request: ModuleRequest) -> OwnedUrl:
        if len(request.segments) != OF_AN_OBJECT:
            raise InvalidParameters("The URL names no object")
        return read_owned(request.segments)

    async def _get(self, request: ModuleRequest, url: OwnedUrl) -> ModuleAnswer:
        try:
            target = await self._target(request, url, _asked_type(request))
        except InvalidParameters:
            raise _none() from None
        async with self._database.transaction(request.actor) as work:
            held = await self._held(work, request, target)
        return ModuleAnswer(data=msgspec.Raw(codec.encode(self._shown(held, url))))

    def _shown(self, held: Held, url: OwnedUrl) -> JsonObject:  # noqa: ARG002  of a location, its parts
        return held.document

    async def _put(self, request: ModuleRequest, url: OwnedUrl) -> ModuleAnswer:
        made = OBJECTS[request.version][self._module]
        now = DateTime.of(self._database.clock.now())
        received = receive(made, request.body, now if self._module == "tariffs" else None)
        kind = _asked_type(request)
        check_agrees(url, received.document, self._module, kind)
        target = await self._target(request, url, received.document.get("type"))
        async with self._database.transaction(request.actor) as work:
            change = await self._keep(work, request, target, received.document)
        return ModuleAnswer(http_status=CREATED if change == "added" else 200)

    async def _patch(self, request: ModuleRequest, url: OwnedUrl) -> ModuleAnswer:
        patch = read_document(request.body)
        kind = _asked_type(request)
        check_agrees(url, patch, self._module, kind)
        target = await self._target(request, url, kind or patch.get("type"))
        made, rules = OBJECTS[request.version][self._module], PATCHES[request.version][self._module]
        now = DateTime.of(self._database.clock.now())
        async with self._database.transaction(request.actor) as work:
            kept = (await self._held(work, request, target, lock=True)).document
            patch = dated(kept, patch, rules, now)
            merged = checked(made, patched(kept, patch, rules, now)).document
            if is_older(merged, kept):
                merged = checked(made, grown(kept, patch, rules, now)).document
            await self._keep(work, request, target, merged)
        return ModuleAnswer()

    async def _delete(self, request: ModuleRequest, url: OwnedUrl) -> ModuleAnswer:
        target = await self._target(request, url, None)
        async with self._database.transaction(request.actor) as work:
            row = await objects.find(work.connection, work.tenant_id, target.address, lock=True)
            if row is None:
                raise _none()
            await objects.remove(work.connection, work.tenant_id, row.id)
            self._room.added(work.tenant_id, request.partner_id, self._module, -1)
            work.record(
                changed(
                    self._module,
                    row.id,
                    "removed",
                    partner_id=request.partner_id,
                    party_id=target.owner.id,
                )
            )
        return ModuleAnswer()

    async def _target(self, request: ModuleRequest, url: OwnedUrl, token_type: object) -> Target:
        """Return what a URL names; raises `InvalidParameters` where that is not the caller's."""
        role = OWNERS[self._module]
        owner = await self._parties.named(request.actor, url.party, role)
        if owner is None or owner.platform_id != request.partner_id:
            raise InvalidParameters(f"You have no such {role}", "party_id")
        kind = token_type if isinstance(token_type, str) else DEFAULT_TYPE
        name = ObjectName(self._module, url.object_id, kind if self._module == "tokens" else "")
        address = self._shelf.address(request.actor.tenant_id, owner.id, name)
        return Target(url, owner, name, address)

    async def _held(
        self, work: UnitOfWork, request: ModuleRequest, target: Target, *, lock: bool = False
    ) -> Held:
        held = await self._shelf.held(work, target.address, request.version, lock=lock)
        if held is None:
            raise _none()
        return held

    async def _keep(
        self, work: UnitOfWork, request: ModuleRequest, target: Target, document: JsonObject
    ) -> Change | None:
        """Keep a document that was checked, and tell of it; None where nothing changed.

        Raises `StoreFull` for a new one where there is no room.
        """
        await self._room.check(work.connection, work.tenant_id, request.partner_id, target.address)
        row = self._shelf.row(
            work.tenant_id,
            request.partner_id,
            target.name,
            target.address,
            version=request.version,
            document=document,
            now=work.now(),
        )
        kept_as: UUID | None = await objects.put(work.connection, row)
        if kept_as is None:
            return None
        change: Change = "added" if kept_as == row["id"] else "changed"
        if change == "added":
            self._room.added(work.tenant_id, request.partner_id, self._module)
        work.record(
            changed(
                self._module,
                kept_as,
                change,
                partner_id=request.partner_id,
                party_id=target.owner.id,
                status=row["status"] or "",
            )
        )
        return change


def _asked_type(request: ModuleRequest) -> str | None:
    return dict(request.query).get("type")


def _none() -> NoSuchObject:
    return NoSuchObject("There is no such object of yours")
