"""CDRs of partners: taken once, never changed, found again by the address that we gave them."""

from typing import Any, Final
from uuid import UUID

import msgspec

from chargehouse.contexts.received.events import PartnerCdrReceived
from chargehouse.contexts.received.model.cdrs import cdr_in, is_same_cdr
from chargehouse.contexts.received.model.modules import name_in
from chargehouse.contexts.received.model.owners import owner_in
from chargehouse.contexts.received.public import ReceivedModule
from chargehouse.contexts.received.repository import objects
from chargehouse.contexts.received.repository.objects import Address
from chargehouse.contexts.received.service.room import Room
from chargehouse.contexts.received.service.shelf import Shelf
from chargehouse.contexts.roaming.public import (
    ModuleAnswer,
    ModuleRequest,
    PartyBook,
)
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.documents import receive
from chargehouse.ocpi.errors import InvalidParameters, MethodNotAllowed, NoSuchObject
from chargehouse.ocpi.interfaces import OBJECTS
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import Database, UnitOfWork

CREATED: Final = 201
OLDEST: Final[VersionName] = "2.1.1"
MODULE: Final[ReceivedModule] = "cdrs"


class CdrReceiving:
    """Takes CDRs of partners, and gives them back."""

    def __init__(self, database: Database, shelf: Shelf, room: Room, parties: PartyBook) -> None:
        self._database = database
        self._shelf = shelf
        self._room = room
        self._parties = parties

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Take a CDR, or return one (cdrs, receiver interface).

        The same CDR again, in whichever version, is answered with the same address. Raises
        `InvalidParameters` for one of a party that is not the caller's, and for another one of the
        same id; `NoSuchObject`; `StoreFull`.
        """
        if request.method == "GET":
            return await self._get(request)
        if request.method != "POST":
            raise MethodNotAllowed("A CDR is sent by POST, and never changed")
        if request.segments:
            raise NoSuchObject("CDRs are sent to the endpoint itself")
        return await self._post(request)

    async def _get(self, request: ModuleRequest) -> ModuleAnswer:
        try:
            received_id = UUID("/".join(request.segments))
        except ValueError:
            raise _none() from None
        async with self._database.reading(request.actor) as connection:
            row = await objects.by_id(connection, request.actor.tenant_id, received_id)
        if row is None or (row.module, row.partner_id) != (MODULE, request.partner_id):
            raise _none()
        said = cdr_in(self._shelf.opened(row), row.version, request.version)
        if said is None:
            raise _none()
        return ModuleAnswer(data=msgspec.Raw(said))

    async def _post(self, request: ModuleRequest) -> ModuleAnswer:
        document = receive(OBJECTS[request.version][MODULE], request.body).document
        known = await self._parties.partners(request.actor, request.partner_id)
        owner = owner_in(MODULE, document, known)
        name = name_in(MODULE, document)
        address = self._shelf.address(request.actor.tenant_id, owner.id, name)
        async with self._database.transaction(request.actor) as work:
            row = self._shelf.row(
                work.tenant_id,
                request.partner_id,
                name,
                address,
                version=request.version,
                document=document,
                now=work.now(),
            )
            await self._room.check(work.connection, work.tenant_id, request.partner_id, address)
            added = await objects.add(work.connection, row)
            if added:
                self._room.added(work.tenant_id, request.partner_id, MODULE)
                received_id: UUID = row["id"]
                work.record(
                    PartnerCdrReceived(
                        aggregate_id=received_id,
                        partner_id=request.partner_id,
                        party_id=owner.id,
                        currency=row["currency"],
                    )
                )
            else:
                received_id = await self._same(work, address, row, document)
        headers = {"Location": f"{request.url.rstrip('/')}/{received_id}"}
        return ModuleAnswer(headers=headers, http_status=CREATED if added else 200)

    async def _same(
        self, work: UnitOfWork, address: Address, told: dict[str, Any], document: JsonObject
    ) -> UUID:
        """Return the id of the CDR that is kept; raises `InvalidParameters` for another one.

        What came in 2.1.1 is kept from then on as a later version says it, which says more.
        """
        row = await objects.find(work.connection, work.tenant_id, address, lock=True)
        if row is None:
            raise _none()
        kept = codec.decode_plain(self._shelf.opened(row))
        if not is_same_cdr(kept, document, kept_in=row.version, told_in=told["version"]):
            raise InvalidParameters("Another CDR has this id, and CDRs never change", "id")
        if row.version == OLDEST != told["version"]:
            await objects.reword(work.connection, row.id, told)
        found: UUID = row.id
        return found


def _none() -> NoSuchObject:
    return NoSuchObject("There is no such CDR of yours")
