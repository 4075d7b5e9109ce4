"""Locations by the party they belong to, as OCPI 2.2.1 writes them, for our own programs."""

from uuid import UUID

from chargehouse.contexts.roaming.errors import PartyUnknown
from chargehouse.contexts.roaming.model.locations import added_fields, told
from chargehouse.contexts.roaming.public import OcpiLocation, PartyKey, SentLocation
from chargehouse.contexts.roaming.repository import parties
from chargehouse.contexts.roaming.service.parties import PartyService
from chargehouse.contexts.stations.public import LOCATIONS_EDIT, LOCATIONS_READ, LocationBook
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database


class PartyLocations:
    """Adds and lists the locations of our parties.

    Whose a location is, its party says; the country in its address says only where it stands.
    """

    def __init__(
        self, database: Database, party_service: PartyService, locations: LocationBook
    ) -> None:
        self._database = database
        self._parties = party_service
        self._locations = locations

    async def add(self, actor: Actor, key: PartyKey, sent: SentLocation) -> OcpiLocation:
        """Add a location of a party.

        Raises `PartyUnknown`, `PartyNotOurCpo`, `Invalid` naming the field, `LocationIdTaken`.
        """
        actor.require(LOCATIONS_EDIT)
        owner = await self._parties.own_cpo(actor, key)
        added = await self._locations.add(actor, **added_fields(sent, owner.key), party_id=owner.id)
        return told(added, owner.key)

    async def owner(self, actor: Actor, location_id: UUID) -> tuple[UUID, PartyKey]:
        """Return the party that a location belongs to, and what it is called.

        For whoever may see what happened there. Raises `LocationUnknown`, `PartyUnknown`.
        """
        party_id = await self._locations.party_of(actor, location_id)
        async with self._database.reading(actor) as connection:
            found = await parties.find(connection, actor.tenant_id, party_id)
        if found is None:
            raise PartyUnknown("There is no such party.")
        return found.id, found.key

    async def page(
        self, actor: Actor, key: PartyKey | None, *, offset: int, limit: int
    ) -> tuple[list[OcpiLocation], int]:
        """Return a part of a party's locations, or of all of ours, and how many there are.

        The longest unchanged come first. Raises `PartyUnknown`, `PartyNotOurCpo`.
        """
        actor.require_somewhere(LOCATIONS_READ)
        owner = None if key is None else await self._parties.own_cpo(actor, key)
        found, total = await self._locations.owned(
            actor, None if owner is None else owner.id, offset=offset, limit=limit
        )
        async with self._database.reading(actor) as connection:
            keys = {each.id: each.key for each in await parties.ours(connection, actor.tenant_id)}
        return [told(location, keys[location.party_id]) for location in found], total
