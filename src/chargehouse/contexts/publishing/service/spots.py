"""Which EVSEs of ours partners mean by what we call them, and what we call them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.publishing.model.evses import EvseName
from chargehouse.contexts.publishing.public import Publication, ToldEvse
from chargehouse.contexts.publishing.repository import evses, lists, publications
from chargehouse.contexts.publishing.repository.lists import Asked
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.scalars import same
from chargehouse.platform.postgres.database import Database

LOCATIONS: Final = "locations"
REMOVED: Final = "REMOVED"


class _Evse(msgspec.Struct):
    uid: str
    status: str


class _Location(msgspec.Struct):
    evses: list[_Evse] = []


class EvseSpots:
    """Answers by what was kept when names were given: no name is ever read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def meant(
        self, actor: Actor, partner_id: UUID, location: str, uid: str | None = None
    ) -> Sequence[ToldEvse]:
        """Return the EVSEs that a partner means, of those it is told; without `uid` all there."""
        tenant_id = actor.tenant_id
        async with self._database.reading(actor) as connection:
            asked = Asked(LOCATIONS, partner_id)
            found = await lists.one(connection, tenant_id, asked, location)
            if found is None:
                return []
            names = await evses.at_locations(connection, tenant_id, [found.subject_id])
        there = _there(found)
        return [
            _told(found, name)
            for name in names
            if name.uid in there and (uid is None or same(uid, name.uid))
        ]

    async def called(
        self, actor: Actor, location_id: UUID, station_id: UUID, evse_id: int
    ) -> ToldEvse | None:
        """Return what partners call an EVSE, None where its location was never told."""
        tenant_id = actor.tenant_id
        async with self._database.reading(actor) as connection:
            told = await publications.about(connection, tenant_id, LOCATIONS, [location_id])
            names = await evses.at_locations(connection, tenant_id, [location_id])
        for name in names:
            if told and (name.station_id, name.evse_number) == (station_id, evse_id):
                return _told(told[-1], name)
        return None


def _there(publication: Publication) -> frozenset[str]:
    """Return the uids of the EVSEs that are there still."""
    location = msgspec.json.decode(publication.document, type=_Location)
    return frozenset(each.uid for each in location.evses if each.status != REMOVED)


def _told(publication: Publication, name: EvseName) -> ToldEvse:
    return ToldEvse(
        party_id=publication.party_id,
        location=publication.object_id,
        uid=name.uid,
        location_id=name.location_id,
        station_id=name.station_id,
        evse_id=name.evse_number,
    )
