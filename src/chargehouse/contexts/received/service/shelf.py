"""Where objects are kept: encrypted, known again by a digest, found by their names."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Row

from chargehouse.contexts.received.model.depth import is_too_deep
from chargehouse.contexts.received.model.gist import gist_of
from chargehouse.contexts.received.model.modules import ObjectName
from chargehouse.contexts.received.repository import objects
from chargehouse.contexts.received.repository.objects import Address
from chargehouse.kernel.ids import Ids
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import UnitOfWork
from chargehouse.platform.secrets import Keyring, mask

LARGEST_DOCUMENT: Final = 4 * 1024 * 1024
"""Bytes of JSON: a location of a thousand EVSEs has less than a half."""


class Held(NamedTuple):
    """An object that is kept, open."""

    id: UUID
    document: JsonObject


class Shelf:
    """Turns objects into rows, and back."""

    def __init__(self, keyring: Keyring, ids: Ids) -> None:
        self._keyring = keyring
        self._ids = ids

    def address(self, tenant_id: UUID, party_id: UUID, name: ObjectName) -> Address:
        """Return where an object of a party is kept: a token's uid only as a hash."""
        key = name.text
        if name.module == "tokens":
            key = self._keyring.identifier_hash(tenant_id, key).hex()
        return Address(party_id, name.module, key)

    def row(
        self,
        tenant_id: UUID,
        partner_id: UUID,
        name: ObjectName,
        address: Address,
        *,
        version: VersionName,
        document: JsonObject,
        now: datetime,
    ) -> dict[str, Any]:
        """Return an object as a row. Raises `InvalidParameters` for one too large or too deep."""
        if is_too_deep(document):
            raise InvalidParameters("Nested too deeply")
        plain = codec.encode(document)
        if len(plain) > LARGEST_DOCUMENT:
            raise InvalidParameters("The object is larger than is kept here")
        gist = gist_of(name.module, document)
        uid_hash = None
        if name.module == "tokens":
            uid = name.object_id.strip().upper()
            uid_hash = self._keyring.identifier_hash(tenant_id, uid)
        return {
            "tenant_id": tenant_id,
            "id": self._ids.new(),
            "partner_id": partner_id,
            **address._asdict(),
            "version": version,
            "document": self._keyring.encrypt_bytes(plain, context=_place(address)),
            "digest": self._keyring.fingerprint(plain),
            "object_id": gist.object_id,
            "uid_hash": uid_hash,
            "masked_token": None if gist.token is None else mask(gist.token),
            "title": gist.title,
            "place": gist.place,
            "country": gist.country,
            "status": gist.status,
            "started_at": gist.started_at,
            "ended_at": gist.ended_at,
            "energy_kwh": gist.energy_kwh,
            "currency": gist.currency,
            "total": gist.total,
            "rank": gist.rank,
            "last_updated": gist.last_updated,
            "received_at": now,
            "listed_at": None,
            "unlisted_at": None,
        }

    def opened(self, row: Row[Any]) -> bytes:
        """Return the document of a row, as JSON."""
        address = Address(row.party_id, row.module, row.key)
        return self._keyring.decrypt_bytes(row.document, context=_place(address))

    async def held(
        self, work: UnitOfWork, address: Address, version: VersionName, *, lock: bool = False
    ) -> Held | None:
        """Return an object as it is kept; one of another version than the caller's is not there.

        Its owner, told so, sends it whole again.
        """
        row = await objects.find(work.connection, work.tenant_id, address, lock=lock)
        if row is None or row.version != version:
            return None
        document: JsonObject = codec.decode_plain(self.opened(row))
        return Held(row.id, document)


def _place(address: Address) -> str:
    return f"received_objects.document/{address.party_id}/{address.module}/{address.key}"
