"""A part of a partner's list, taken in: what is wrong is counted, the rest is kept at once."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from chargehouse.contexts.received.model.cdrs import is_same_cdr
from chargehouse.contexts.received.model.modules import name_in
from chargehouse.contexts.received.model.owners import owner_in
from chargehouse.contexts.received.model.pulls import Tally
from chargehouse.contexts.received.public import PullState
from chargehouse.contexts.received.repository import objects
from chargehouse.contexts.received.repository.objects import Address, Known
from chargehouse.contexts.received.service.clients import ClientReceiving
from chargehouse.contexts.received.service.room import Room, StoreFull
from chargehouse.contexts.received.service.shelf import Shelf
from chargehouse.contexts.roaming.public import RegisteredPartner
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.documents import read_document, receive
from chargehouse.ocpi.errors import InvalidParameters, OcpiRefusal
from chargehouse.ocpi.interfaces import OBJECTS
from chargehouse.ocpi.scalars import DateTime
from chargehouse.platform.postgres.database import Database, UnitOfWork

AT_ONCE: Final = 100
"""Objects of one transaction, and of one turn of the loop that others wait for."""

LISTS_AT_ONCE: Final = 4
"""However many lists are waited for, so many write at once: the others' work needs the database."""


class _Batch:
    """Rows of a part of a list by where they are kept, and their places in the list."""

    def __init__(self) -> None:
        self.rows: dict[Address, dict[str, Any]] = {}
        self.documents: dict[Address, JsonObject] = {}
        self.indexes: dict[Address, int] = {}
        self.spoilt: list[Address] = []

    def add(self, index: int, address: Address, row: dict[str, Any], document: JsonObject) -> None:
        """Add a row; of two of one name the newer stays."""
        other = self.rows.get(address)
        if other is None or other["last_updated"] <= row["last_updated"]:
            self.rows[address], self.documents[address] = row, document
            self.indexes[address] = index


class ListReading:
    """Keeps what partners' lists hold."""

    def __init__(
        self, database: Database, shelf: Shelf, room: Room, clients: ClientReceiving
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._room = room
        self._clients = clients
        self._turns = asyncio.Semaphore(LISTS_AT_ONCE)

    async def take(
        self,
        actor: Actor,
        partner: RegisteredPartner,
        state: PullState,
        items: Sequence[msgspec.Raw],
        tally: Tally,
    ) -> None:
        """Keep what a page holds, and count it; what is no such object is noted in the tally.

        Raises `StoreFull` after what there was room for.
        """
        for first in range(0, len(items), AT_ONCE):
            part = items[first : first + AT_ONCE]
            async with self._turns:
                if state.module == "hubclientinfo":
                    await self._take_clients(actor, partner, part, tally)
                else:
                    await self._take_objects(actor, partner, state, part, tally)
            await asyncio.sleep(0)

    async def _take_clients(
        self, actor: Actor, partner: RegisteredPartner, items: Sequence[msgspec.Raw], tally: Tally
    ) -> None:
        for item in items:
            index, tally.listed = tally.listed, tally.listed + 1
            try:
                document = read_document(item)
                change = await self._clients.take(actor, partner.id, partner.version, document)
            except StoreFull:
                raise
            except OcpiRefusal as error:
                tally.refuse(index, error)
                continue
            tally.saw(DateTime(document["last_updated"]).instant)
            tally.added += change == "added"
            tally.changed += change == "changed"

    async def _take_objects(
        self,
        actor: Actor,
        partner: RegisteredPartner,
        state: PullState,
        items: Sequence[msgspec.Raw],
        tally: Tally,
    ) -> None:
        batch = self._batch(actor.tenant_id, partner, state, items, tally)
        addresses = [*batch.rows, *batch.spoilt]
        if not addresses:
            return
        async with self._database.transaction(actor) as work:
            kept = await objects.known(work.connection, work.tenant_id, state.module, addresses)
            new = [row for address, row in batch.rows.items() if address not in kept]
            place = (work.tenant_id, partner.id, state.module)
            left = await self._room.left(work.connection, *place) if new else 0
            if state.module == "cdrs":
                await objects.add_many(work.connection, new[:left])
                await self._look_at_cdrs(work, batch, kept, tally)
            else:
                await self._keep(work, state, batch, kept, tally, new=new[:left])
            if state.whole:
                tally.repeated += sum(each.listed_at == state.started_at for each in kept.values())
                listed = [known.id for known in kept.values()]
                await objects.note_listed(work.connection, work.tenant_id, listed, state.started_at)
            self._room.added(*place, len(new[:left]))
            tally.added += len(new[:left])
        if len(new) > left:
            raise StoreFull(state.module, self._room.most(actor.tenant_id, state.module))

    def _batch(
        self,
        tenant_id: UUID,
        partner: RegisteredPartner,
        state: PullState,
        items: Sequence[msgspec.Raw],
        tally: Tally,
    ) -> _Batch:
        batch, module = _Batch(), state.module
        made = OBJECTS[partner.version][module]
        now = self._database.clock.now()
        dated = DateTime.of(now) if module == "tariffs" else None
        for item in items:
            index, tally.listed = tally.listed, tally.listed + 1
            try:
                document = receive(made, item, dated).document
                address = self._address(tenant_id, partner, state, document)
                row = self._shelf.row(
                    tenant_id,
                    partner.id,
                    name_in(module, document),
                    address,
                    version=partner.version,
                    document=document,
                    now=now,
                )
            except OcpiRefusal as error:
                tally.refuse(index, error)
                batch.spoilt += self._named(tenant_id, partner, state, item)
                continue
            row["listed_at"] = state.started_at if state.whole else None
            tally.saw(row["last_updated"])
            tally.repeated += address in batch.rows
            batch.add(index, address, row, document)
        return batch

    def _address(
        self, tenant_id: UUID, partner: RegisteredPartner, state: PullState, document: JsonObject
    ) -> Address:
        owner = owner_in(state.module, document, partner.parties)
        return self._shelf.address(tenant_id, owner.id, name_in(state.module, document))

    def _named(
        self, tenant_id: UUID, partner: RegisteredPartner, state: PullState, item: msgspec.Raw
    ) -> list[Address]:
        """Return where an object would be kept that is not sound: it is listed all the same."""
        try:
            return [self._address(tenant_id, partner, state, read_document(item))]
        except OcpiRefusal:
            return []

    async def _keep(
        self,
        work: UnitOfWork,
        state: PullState,
        batch: _Batch,
        kept: dict[Address, Known],
        tally: Tally,
        *,
        new: Sequence[dict[str, Any]],
    ) -> None:
        changed = [
            row
            for address, row in batch.rows.items()
            if address in kept and _says_more(row, kept[address], state)
        ]
        tally.changed += len(changed)
        await objects.put_many(
            work.connection,
            [*new, *changed],
            pushed_before=state.started_at if state.whole else None,
        )

    async def _look_at_cdrs(
        self, work: UnitOfWork, batch: _Batch, kept: dict[Address, Known], tally: Tally
    ) -> None:
        """Note CDRs that are others than those kept under their ids."""
        for address, known in kept.items():
            row = batch.rows.get(address)
            if row is None or (row["digest"], row["version"]) == (known.digest, known.version):
                continue
            held = await objects.find(work.connection, work.tenant_id, address)
            if held is None:
                continue
            document = codec.decode_plain(self._shelf.opened(held))
            versions = {"kept_in": held.version, "told_in": row["version"]}
            if not is_same_cdr(document, batch.documents[address], **versions):
                other = InvalidParameters("Another CDR has this id, and CDRs never change", "id")
                tally.refuse(batch.indexes[address], other)


def _says_more(row: dict[str, Any], known: Known, state: PullState) -> bool:
    """Say whether what a list holds is to be kept: it is another, and not overtaken.

    Of a whole list that is only what was pushed since its reading began.
    """
    same = (known.digest, known.version, known.partner_id) == (
        row["digest"],
        row["version"],
        row["partner_id"],
    )
    if same and known.unlisted_at is None:
        return False
    newer: bool = row["last_updated"] >= known.last_updated
    return newer or (state.whole and known.received_at < state.started_at)
