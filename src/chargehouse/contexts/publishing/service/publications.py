"""Keeps what partners are told: says when it changed, and has it sent."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from chargehouse.contexts.publishing.model.dating import changed_parts, dated, removed
from chargehouse.contexts.publishing.public import SEALED, Publication
from chargehouse.contexts.publishing.repository import publications
from chargehouse.contexts.publishing.service.queueing import wanted
from chargehouse.kernel.ids import Ids
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.scalars import DateTime, same
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import UnitOfWork
from chargehouse.platform.secrets import Keyring

LOCATIONS: Final = "locations"
TRIES: Final = 3


class PublicationBook:
    """Keeps publications, in the transaction of whoever says something new."""

    def __init__(self, keyring: Keyring, ids: Ids) -> None:
        self._keyring = keyring
        self._ids = ids
        self.on_wanted: list[Callable[[], None]] = []

    async def keep(
        self,
        work: UnitOfWork,
        *,
        module: str,
        party_id: UUID,
        object_id: str,
        subject_id: UUID,
        document: object,
        version: VersionName = "2.2.1",
        partner_id: UUID | None = None,
        shared: bool = True,
    ) -> bool:
        """Have partners told an object from now on; say whether it is news.

        `document` is the object of `version`, whose `last_updated` is set here: to this instant
        for what changed, to what it was before for the rest. `object_id` is in a plain column: it
        may hold no token. What was told of the same subject under another owner or id is withdrawn.
        """
        told: dict[str, Any] = {
            "module": module,
            "party_id": party_id,
            "object_id": object_id,
            "subject_id": subject_id,
            "partner_id": partner_id,
            "shared": shared,
            "version": version,
            "withdrawn_at": None,
        }
        said: JsonObject = codec.to_plain(document)
        for _ in range(TRIES):
            held = await self._held(work, told)
            news = await (
                self._add(work, told, said)
                if held is None
                else self._change(work, held, told, said)
            )
            if news is not None:
                return news
        raise RuntimeError("A publication is there and is not.")

    async def reword(
        self, work: UnitOfWork, held: Publication, document: object, version: VersionName
    ) -> None:
        """Keep an object in another version, as old as it was: it is no news to anybody."""
        said = codec.to_plain(document) | {"last_updated": DateTime.of(held.last_updated)}
        closed = self._closed(held.module, held.id, codec.encode(said))
        values = {"document": closed, "version": version}
        await publications.change(work.connection, work.tenant_id, held.id, values)

    async def withdraw(self, work: UnitOfWork, *, module: str, subject_id: UUID) -> bool:
        """Have partners told an object no more; say whether they were told it.

        A location stays with all of its EVSEs `REMOVED`: OCPI has no other way to take it back.
        """
        held = await publications.about(
            work.connection, work.tenant_id, module, [subject_id], lock=True
        )
        told = [each for each in held if each.withdrawn_at is None]
        for each in told:
            await self._withdraw(work, each)
        return bool(told)

    async def tell_again(self, work: UnitOfWork, module: str, subjects: Collection[UUID]) -> None:
        """Have what is told of things of ours sent to whoever is told it by now."""
        if not subjects:
            return
        for each in await publications.about(work.connection, work.tenant_id, module, subjects):
            if each.withdrawn_at is None:
                await self._want(work, each, ())

    async def about(
        self, work: UnitOfWork, module: str, subjects: Collection[UUID]
    ) -> dict[UUID, Publication]:
        """Return what partners are told of things of ours, by subjects, documents opened."""
        held = await publications.about(work.connection, work.tenant_id, module, subjects)
        return {
            each.subject_id: msgspec.structs.replace(each, document=self.opened(each))
            for each in held
            if each.withdrawn_at is None
        }

    def opened(self, publication: Publication) -> bytes:
        """Return the document of a publication as it stands in its row, decrypted where need be."""
        if publication.module not in SEALED:
            return publication.document
        return self._keyring.decrypt_bytes(publication.document, context=_context(publication.id))

    async def _held(self, work: UnitOfWork, told: dict[str, Any]) -> Publication | None:
        """Return what partners know by this owner and id; what else is of the subject ends."""
        held = None
        for each in await publications.concerned(
            work.connection,
            work.tenant_id,
            told["module"],
            party_id=told["party_id"],
            object_id=told["object_id"],
            subject_id=told["subject_id"],
        ):
            if each.party_id == told["party_id"] and same(each.object_id, told["object_id"]):
                held = each
            elif each.withdrawn_at is None:
                await self._withdraw(work, each)
        return held

    async def _add(self, work: UnitOfWork, told: dict[str, Any], said: JsonObject) -> bool | None:
        """Add a publication; None where somebody else was faster."""
        now = work.now()
        document = codec.encode(dated(said, None, DateTime.of(now)))
        added = Publication(id=self._ids.new(), document=document, last_updated=now, **told)
        values = msgspec.structs.asdict(added) | {
            "document": self._closed(added.module, added.id, document),
            "created_at": now,
        }
        if not await publications.add(work.connection, work.tenant_id, values):
            return None
        await self._want(work, added, ())
        return True

    async def _change(
        self, work: UnitOfWork, held: Publication, told: dict[str, Any], said: JsonObject
    ) -> bool:
        now = work.now()
        before: JsonObject = codec.decode_plain(self.opened(held))
        after = dated(said, before, DateTime.of(now))
        changes = {name: to for name, to in told.items() if getattr(held, name) != to}
        if after == before and not changes:
            return False
        parts = () if changes or held.module != LOCATIONS else changed_parts(after, before)
        document = codec.encode(after | {"last_updated": DateTime.of(now)})
        changed = msgspec.structs.replace(held, document=document, last_updated=now, **changes)
        values = {
            **changes,
            "document": self._closed(held.module, held.id, document),
            "last_updated": now,
        }
        await publications.change(work.connection, work.tenant_id, held.id, values)
        await self._want(work, changed, parts, was_shared=held.shared)
        return True

    async def _withdraw(self, work: UnitOfWork, held: Publication) -> None:
        now = work.now()
        before: JsonObject = codec.decode_plain(self.opened(held))
        said = removed(before) if held.module == LOCATIONS else before
        said = dated(said, before, DateTime.of(now)) | {"last_updated": DateTime.of(now)}
        document = codec.encode(said)
        closed = self._closed(held.module, held.id, document)
        values = {"document": closed, "last_updated": now, "withdrawn_at": now}
        await publications.change(work.connection, work.tenant_id, held.id, values)
        gone = msgspec.structs.replace(held, document=document, last_updated=now, withdrawn_at=now)
        await self._want(work, gone, ())

    async def _want(
        self,
        work: UnitOfWork,
        publication: Publication,
        parts: Sequence[str],
        *,
        was_shared: bool = False,
    ) -> None:
        await wanted(work, publication, parts, was_shared=was_shared)
        for tell in self.on_wanted:
            tell()

    def _closed(self, module: str, publication_id: UUID, document: bytes) -> bytes:
        if module not in SEALED:
            return document
        return self._keyring.encrypt_bytes(document, context=_context(publication_id))


def _context(publication_id: UUID) -> str:
    return f"publications.document/{publication_id}"
