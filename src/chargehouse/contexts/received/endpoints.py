"""REST of what partners told us, and of the reading of their lists."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from chargehouse.contexts.received.public import (
    RECEIVED_PULL,
    RECEIVED_READ,
    KeptCount,
    PullState,
    ReceivedDetail,
    ReceivedFilters,
    ReceivedModule,
    ReceivedRow,
)
from chargehouse.contexts.received.schemas import NewPull
from chargehouse.contexts.received.service import PullService, ReceivedService, Room
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.paging import Page, Paging

Search = Annotated[
    str | None,
    QueryParameter(name="q", max_length=100, description="A part of an id, a title or a place."),
]
Status = Annotated[
    str | None, QueryParameter(name="status", max_length=50, description="In this state.")
]


class ReceivedController(Controller):
    """What partners told us of what is theirs."""

    path = "/api/v1/roaming/received"
    tags = ("Roaming",)

    @get(**permitted(RECEIVED_READ))
    async def list_received(
        self,
        actor: NamedDependency[Actor],
        received: NamedDependency[ReceivedService],
        paging: NamedDependency[Paging],
        *,
        module: FromQuery[ReceivedModule] = "locations",
        partner_id: FromQuery[UUID | None] = None,
        party_id: FromQuery[UUID | None] = None,
        listed: FromQuery[bool | None] = None,
        status: Status = None,
        search: Search = None,
    ) -> Page[ReceivedRow]:
        """List a module's objects: live sessions first, then the newest."""
        filters = ReceivedFilters(
            partner_id=partner_id, party_id=party_id, status=status, search=search, listed=listed
        )
        return await received.page(actor, module, filters, paging)

    @get("/{received_id:uuid}", **permitted(RECEIVED_READ))
    async def read_received(
        self,
        actor: NamedDependency[Actor],
        received: NamedDependency[ReceivedService],
        received_id: FromPath[UUID],
    ) -> ReceivedDetail:
        """Return an object as it came, what identifies drivers masked."""
        return await received.find(actor, received_id)


class PullController(Controller):
    """How far partners' lists were read."""

    path = "/api/v1/roaming/partners/{partner_id:uuid}/pulls"
    tags = ("Roaming",)

    @get(**permitted(RECEIVED_READ))
    async def list_pulls(
        self,
        actor: NamedDependency[Actor],
        pulls: NamedDependency[PullService],
        partner_id: FromPath[UUID],
    ) -> list[PullState]:
        """Return how far a partner's lists were read, and how that went, by module."""
        return await pulls.states(actor, partner_id)

    @post(status_code=202, **permitted(RECEIVED_PULL))
    async def pull_partner(
        self,
        actor: NamedDependency[Actor],
        pulls: NamedDependency[PullService],
        partner_id: FromPath[UUID],
        data: JSONBody[NewPull],
    ) -> list[PullState]:
        """Have a partner's lists read now; return how far they were until then."""
        return await pulls.ask(actor, partner_id, whole=data.whole)


class KeptController(Controller):
    """How much is kept of what partners told us."""

    path = "/api/v1/roaming/partners/{partner_id:uuid}/kept"
    tags = ("Roaming",)

    @get(**permitted(RECEIVED_READ))
    async def list_kept(
        self,
        actor: NamedDependency[Actor],
        received_room: NamedDependency[Room],
        partner_id: FromPath[UUID],
    ) -> list[KeptCount]:
        """Return how many objects are kept of a partner, by module, and how many may be."""
        return await received_room.taken(actor, partner_id)


CONTROLLERS: Final = (ReceivedController, PullController, KeptController)
