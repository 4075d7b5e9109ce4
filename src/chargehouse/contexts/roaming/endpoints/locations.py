"""Locations of our parties as OCPI 2.2.1 writes them: for our own programs, by API token."""

from typing import Annotated, Any, Final

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from chargehouse.contexts.roaming.endpoints.parties import Limit, Offset
from chargehouse.contexts.roaming.model.parties import named
from chargehouse.contexts.roaming.public import SentLocation
from chargehouse.contexts.roaming.schemas import LocationAnswer, LocationListAnswer
from chargehouse.contexts.roaming.service import PartyLocations
from chargehouse.contexts.stations.public import LOCATIONS_EDIT, LOCATIONS_READ
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.clock import Clock
from chargehouse.ocpi.errors import SUCCESS
from chargehouse.ocpi.paging import PageRequest, page_headers
from chargehouse.platform.http.auth import permitted

PATHS: Final = ("/ocpi/cpo/2.2.1/locations", "/api/v1/roaming/locations")
OfParty = Annotated[
    str | None,
    QueryParameter(name="party", description="Only those of this party of ours, such as ES-TWK."),
]


class PartyLocationController(Controller):
    """Locations by the party they belong to."""

    path = "/"
    tags = ("Roaming",)

    @get(
        list(PATHS),
        response_headers=[
            ResponseHeader(name=name, documentation_only=True)
            for name in ("X-Total-Count", "X-Limit", "Link")
        ],
        **permitted(LOCATIONS_READ),
    )
    async def list_party_locations(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        party_locations: NamedDependency[PartyLocations],
        clock: NamedDependency[Clock],
        *,
        party: OfParty = None,
        offset: Offset = 0,
        limit: Limit = 50,
    ) -> Response[LocationListAnswer]:
        """List our locations, the longest unchanged first; `Link` leads to the next page."""
        key = None if party is None else named(party)
        found, total = await party_locations.page(actor, key, offset=offset, limit=limit)
        url = str(request.url).partition("?")[0]
        headers = page_headers(
            url,
            [("party", party)] if party else [],
            PageRequest(offset=offset, limit=limit),
            total,
        )
        answer = LocationListAnswer(data=found, status_code=SUCCESS, timestamp=clock.now())
        return Response(answer, headers=headers)

    @post([f"{path}/{{party:str}}" for path in PATHS], **permitted(LOCATIONS_EDIT))
    async def add_party_location(
        self,
        actor: NamedDependency[Actor],
        party_locations: NamedDependency[PartyLocations],
        clock: NamedDependency[Clock],
        party: FromPath[str],
        data: JSONBody[SentLocation],
    ) -> LocationAnswer:
        """Add a location of a party of ours, wherever it stands."""
        added = await party_locations.add(actor, named(party), data)
        return LocationAnswer(data=added, status_code=SUCCESS, timestamp=clock.now())
