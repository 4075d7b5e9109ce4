"""Our sender sides of locations and tariffs: what partners ask of them."""

from collections.abc import Sequence
from typing import Final

import msgspec

from chargehouse.contexts.publishing.model.saying import said_in
from chargehouse.contexts.publishing.model.versions import connector_in, evse_in, location_in
from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.service.lists import PublishedLists
from chargehouse.contexts.roaming.public import ModuleAnswer, ModuleRequest
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import NoSuchObject
from chargehouse.ocpi.scalars import same
from chargehouse.ocpi.v221.locations import Connector, Evse, Location
from chargehouse.ocpi.versions import VersionName

DEEPEST: Final = 3


class LocationsSender:
    """Tells partners our locations: the list, and each location, EVSE and connector by itself."""

    def __init__(self, lists: PublishedLists) -> None:
        self._lists = lists

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Answer a GET (locations, 8.2.1 of 2.2.1).

        Raises `NoSuchObject` for what there is not, or not for this partner, and
        `InvalidParameters` for a page that cannot be meant.
        """
        if not request.segments:
            return await self._lists.page(request, location_in)
        location_id, *inside = request.segments
        found = await self._lists.one(request, location_id)
        said = None if found is None else _said(found, inside, request.version)
        if said is None:
            raise NoSuchObject("There is no such location, EVSE or connector.")
        return ModuleAnswer(data=msgspec.Raw(said))


class TariffsSender:
    """Tells partners our tariffs, as a list."""

    def __init__(self, lists: PublishedLists) -> None:
        self._lists = lists

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Answer a GET of the list (tariffs, 11.2.1 of 2.2.1); there are no single ones.

        Raises `NoSuchObject`, and `InvalidParameters` for a page that cannot be meant.
        """
        if request.segments:
            raise NoSuchObject("Tariffs can be asked for as a list alone.")
        return await self._lists.page(request, said_in)


def _said(publication: Publication, inside: Sequence[str], version: VersionName) -> bytes | None:
    """Return a location, or what is inside it, in a version; None for what is not there."""
    if not inside:
        return location_in(publication, version)
    evse = _evse(codec.decode(Location, publication.document), inside[0])
    if evse is None or len(inside) == 1:
        return None if evse is None else evse_in(evse, version)
    connector = _connector(evse, inside[1]) if len(inside) < DEEPEST else None
    return None if connector is None else connector_in(connector, version)


def _evse(location: Location, uid: str) -> Evse | None:
    return next((each for each in location.evses or () if same(each.uid, uid)), None)


def _connector(evse: Evse, connector_id: str) -> Connector | None:
    return next((each for each in evse.connectors if same(each.id, connector_id)), None)
