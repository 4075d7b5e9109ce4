"""What partners' names mean, and what ours are to partners."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from chargehouse.contexts.publishing.model.saying import said_in
from chargehouse.contexts.publishing.public import NamedEvse
from chargehouse.contexts.publishing.repository import evses, lists, publications
from chargehouse.contexts.publishing.repository.lists import Asked
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi import codec
from chargehouse.ocpi.v221.tokens import Token
from chargehouse.platform.postgres.database import Database

LOCATIONS: Final = "locations"
TOKENS: Final = "tokens"


class PublishedNames:
    """Finds things of ours by what partners call them, and the other way round.

    The `EvseLookup` and `TokenLookup` of other contexts.
    """

    def __init__(self, database: Database, book: PublicationBook) -> None:
        self._database = database
        self._book = book

    async def evses(self, actor: Actor, partner_id: UUID, location_id: str) -> Sequence[NamedEvse]:
        """Return the EVSEs of a location that a partner is told; none of one that it is not."""
        async with self._database.reading(actor) as connection:
            asked = Asked(LOCATIONS, partner_id)
            found = await lists.one(connection, actor.tenant_id, asked, location_id)
            if found is None or found.withdrawn_at is not None:
                return []
            named = await evses.at_locations(connection, actor.tenant_id, [found.subject_id])
        return [
            NamedEvse(each.location_id, each.station_id, each.evse_number, each.uid)
            for each in named
        ]

    async def token(self, actor: Actor, identifier_id: UUID) -> Token | None:
        """Return the token that an identifier is to partners, while it is valid, in 2.2.1."""
        async with self._database.reading(actor) as connection:
            held = await publications.about(connection, actor.tenant_id, TOKENS, [identifier_id])
        for each in held:
            if each.withdrawn_at is None:
                said = said_in(replace(each, document=self._book.opened(each)), "2.2.1")
                token = None if said is None else codec.decode(Token, said)
                return token if token is not None and token.valid else None
        return None
