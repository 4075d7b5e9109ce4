"""What partners told us, for people: listed, and read with masks."""

from uuid import UUID

from chargehouse.contexts.received.errors import ReceivedUnknown
from chargehouse.contexts.received.model.masking import masked
from chargehouse.contexts.received.public import (
    RECEIVED_READ,
    ReceivedDetail,
    ReceivedFilters,
    ReceivedModule,
    ReceivedRow,
)
from chargehouse.contexts.received.repository import lists, objects
from chargehouse.contexts.received.service.shelf import Shelf
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi import codec
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import mask


class ReceivedService:
    """Shows what partners told us; nobody changes it but they."""

    def __init__(self, database: Database, shelf: Shelf) -> None:
        self._database = database
        self._shelf = shelf

    async def page(
        self, actor: Actor, module: ReceivedModule, filters: ReceivedFilters, paging: Paging
    ) -> Page[ReceivedRow]:
        """Return a page of a module's objects: live sessions first, then the newest."""
        actor.require(RECEIVED_READ)
        async with self._database.reading(actor) as connection:
            return await lists.page(connection, actor.tenant_id, module, filters, paging)

    async def find(self, actor: Actor, received_id: UUID) -> ReceivedDetail:
        """Return an object, what identifies drivers masked. Raises `ReceivedUnknown`."""
        actor.require(RECEIVED_READ)
        async with self._database.reading(actor) as connection:
            row = await objects.by_id(connection, actor.tenant_id, received_id)
        if row is None:
            raise ReceivedUnknown("No partner told of such an object.")
        document = masked(codec.decode_plain(self._shelf.opened(row)), mask)
        return ReceivedDetail(row=lists.as_row(row), document=codec.encode(document).decode())
