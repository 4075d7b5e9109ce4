"""REST of what partners are told of our locations."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from chargehouse.contexts.publishing.public import (
    PUBLISHING_EDIT,
    PUBLISHING_READ,
    Omission,
    PublishedModule,
    SharedLocation,
    SharedParty,
)
from chargehouse.contexts.publishing.schemas import Rebuild, Share
from chargehouse.contexts.publishing.service import SharingService
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.paging import Page, Paging

Search = Annotated[
    str | None,
    QueryParameter(max_length=100, description="A part of a name, a city or an address."),
]
Module = Annotated[
    PublishedModule | None, QueryParameter(name="module", description="Only of this module.")
]


class SharingController(Controller):
    """What partners are told: by location and by party; and what nobody can be told, and why."""

    path = "/api/v1/roaming/publishing"
    tags = ("Roaming",)

    @get("/partners/{partner_id:uuid}/locations", **permitted(PUBLISHING_READ))
    async def list_shared_locations(
        self,
        actor: NamedDependency[Actor],
        sharing: NamedDependency[SharingService],
        paging: NamedDependency[Paging],
        partner_id: FromPath[UUID],
        *,
        search: Search = None,
        party_id: FromQuery[UUID | None] = None,
    ) -> Page[SharedLocation]:
        """List the locations that the caller may see, by name, and how a partner is told each."""
        return await sharing.locations(actor, partner_id, paging, search=search, party_id=party_id)

    @put(
        "/partners/{partner_id:uuid}/locations/{location_id:uuid}",
        status_code=204,
        **permitted(PUBLISHING_EDIT),
    )
    async def share_location(
        self,
        actor: NamedDependency[Actor],
        sharing: NamedDependency[SharingService],
        partner_id: FromPath[UUID],
        location_id: FromPath[UUID],
        data: JSONBody[Share],
    ) -> None:
        """Have a partner told a location, or not; null for what holds for its party, or for all."""
        await sharing.share_location(actor, partner_id, location_id, shared=data.shared)

    @get("/partners/{partner_id:uuid}/parties", **permitted(PUBLISHING_READ))
    async def list_shared_parties(
        self,
        actor: NamedDependency[Actor],
        sharing: NamedDependency[SharingService],
        partner_id: FromPath[UUID],
    ) -> list[SharedParty]:
        """List our CPOs, and what is said of each for a partner."""
        return await sharing.parties(actor, partner_id)

    @put(
        "/partners/{partner_id:uuid}/parties/{party_id:uuid}",
        status_code=204,
        **permitted(PUBLISHING_EDIT),
    )
    async def share_party(
        self,
        actor: NamedDependency[Actor],
        sharing: NamedDependency[SharingService],
        partner_id: FromPath[UUID],
        party_id: FromPath[UUID],
        data: JSONBody[Share],
    ) -> None:
        """Have a partner told all that a CPO of ours owns, or nothing; null for the published."""
        await sharing.share_party(actor, partner_id, party_id, shared=data.shared)

    @get("/omissions", **permitted(PUBLISHING_READ))
    async def list_omissions(
        self,
        actor: NamedDependency[Actor],
        sharing: NamedDependency[SharingService],
        paging: NamedDependency[Paging],
        *,
        module: Module = None,
    ) -> Page[Omission]:
        """List what no partner is told, or is told without a part, and why; the oldest first."""
        return await sharing.omissions(actor, paging, module=module)

    @post("/rebuild", status_code=200, **permitted(PUBLISHING_EDIT))
    async def rebuild_publications(
        self, actor: NamedDependency[Actor], sharing: NamedDependency[SharingService]
    ) -> Rebuild:
        """Have everything that partners are told said anew, as it is, in a while."""
        return Rebuild(due=await sharing.rebuild(actor))
