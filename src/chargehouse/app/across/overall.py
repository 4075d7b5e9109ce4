"""What the first page shows, in one answer."""

from datetime import datetime
from functools import partial
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from chargehouse.app.across.attention import Attention, Concern, may_here
from chargehouse.app.across.sharing import Shared
from chargehouse.contexts.access.public import (
    ACCESS_CONTROL_READ,
    ACCESS_DECISIONS_READ,
    DenialOverview,
)
from chargehouse.contexts.access.public.control import ControlSummary
from chargehouse.contexts.access.service import AccessService, ControlService
from chargehouse.contexts.sessions.public import SESSIONS_READ
from chargehouse.contexts.sessions.public import Overview as SessionOverview
from chargehouse.contexts.sessions.service import SessionFigures
from chargehouse.contexts.stations.public import STATIONS_READ
from chargehouse.contexts.stations.public import Overview as StationOverview
from chargehouse.contexts.stations.service import StationService
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Invalid
from chargehouse.platform.http.auth import authenticated

SHARED_FOR_S: Final = 1.0
NEEDED: Final = (STATIONS_READ, SESSIONS_READ, ACCESS_DECISIONS_READ, ACCESS_CONTROL_READ)

Place = Annotated[UUID | None, QueryParameter(description="Only of this location; not denials.")]
From = Annotated[
    datetime,
    QueryParameter(name="from", description="Denials are counted since this instant."),
]


class Overall(msgspec.Struct, frozen=True, kw_only=True):
    """What needs somebody, and what is true now; a part that the caller may not read is null.

    It was true at `at`, at most a second ago.
    """

    attention: list[Concern]
    stations: StationOverview | None
    sessions: SessionOverview | None
    denials: DenialOverview | None
    control: ControlSummary | None
    at: datetime


class OverallFigures:
    """Puts the first page's figures together, once a second for all who may see the same."""

    def __init__(
        self,
        attention: Attention,
        stations: StationService,
        sessions: SessionFigures,
        *,
        access: AccessService,
        control: ControlService,
        clock: Clock,
    ) -> None:
        self._attention = attention
        self._stations = stations
        self._sessions = sessions
        self._access = access
        self._control = control
        self._clock = clock
        self._shared = Shared[Overall](clock, SHARED_FOR_S)

    async def read(self, actor: Actor, location_id: UUID | None, since: datetime) -> Overall:
        """Return the figures, everywhere or at a location, as far as the actor may read them."""
        reaches = tuple(actor.reach(needed) for needed in NEEDED)
        key = (actor.tenant_id, reaches, location_id, since)
        return await self._shared.get(key, partial(self._made, actor, location_id, since))

    async def _made(self, actor: Actor, location_id: UUID | None, since: datetime) -> Overall:
        at = self._clock.now()
        return Overall(
            attention=await self._attention.first(actor, location_id),
            stations=(
                await self._stations.overview(actor, location_id)
                if may_here(actor, STATIONS_READ, location_id)
                else None
            ),
            sessions=(
                await self._sessions.overview(actor, location_id)
                if may_here(actor, SESSIONS_READ, location_id)
                else None
            ),
            denials=(
                await self._access.denial_overview(actor, since)
                if actor.may_somewhere(ACCESS_DECISIONS_READ)
                else None
            ),
            control=(
                await self._control.summary(actor, location_id)
                if may_here(actor, ACCESS_CONTROL_READ, location_id)
                else None
            ),
            at=at,
        )


class OverallController(Controller):
    """The first page's figures."""

    path = "/api/v1/overview"
    tags = ("Attention",)

    @get(**authenticated())
    async def read_overall(
        self,
        actor: NamedDependency[Actor],
        overall_figures: NamedDependency[OverallFigures],
        *,
        since: From,
        location_id: Place = None,
    ) -> Overall:
        """Return what needs somebody and what is true now, in figures; at most a second old."""
        if since.tzinfo is None:
            raise Invalid(
                "The parameter from needs a time zone.",
                {"errors": [{"field": "from", "message": "needs a time zone, such as Z"}]},
            )
        return await overall_figures.read(actor, location_id, since)
