"""What a person should look at first."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from chargehouse.contexts.sessions.public import SESSIONS_READ
from chargehouse.contexts.sessions.service import SessionFigures
from chargehouse.contexts.stations.public import STATIONS_READ
from chargehouse.contexts.stations.service import StationDirectory, StationService
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.auth import authenticated

SHOWN_AT_MOST: Final = 20
OF_A_KIND: Final = 5
"""So many of a kind come before others of it take the places of the kinds behind."""

RANK: Final = (
    *("stranded", "fault", "doubtful", "disconnected", "silent", "pending", "never_seen"),
)
"""The kinds by how soon they want a person."""


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person should look at, at a station or in a session there.

    `kind` is `stranded` (a live session whose station is not connected), `fault`, `doubtful` (a
    session to be settled), `disconnected`, `silent`, `pending` or `never_seen`; `sentence` says
    it in English.
    """

    kind: str
    station_id: UUID
    station_code: str | None
    station_name: str | None
    session_id: UUID | None
    since: datetime
    sentence: str


class Attention:
    """Ranks what the contexts are concerned about, as far as the actor may read it."""

    def __init__(
        self, stations: StationService, directory: StationDirectory, sessions: SessionFigures
    ) -> None:
        self._stations = stations
        self._directory = directory
        self._sessions = sessions

    async def first(self, actor: Actor, location_id: UUID | None = None) -> list[Concern]:
        """Return at most 20, the most pressing kind first, and of a kind the newest."""
        concerns = await self._of_sessions(actor, location_id)
        stranded = {each.station_id for each in concerns if each.kind == "stranded"}
        concerns += [
            each
            for each in await self._of_stations(actor, location_id)
            if each.kind != "disconnected" or each.station_id not in stranded
        ]
        return ranked(concerns)

    async def _of_stations(self, actor: Actor, location_id: UUID | None) -> list[Concern]:
        if not may_here(actor, STATIONS_READ, location_id):
            return []
        return [
            Concern(**msgspec.structs.asdict(concern), session_id=None)
            for concern in await self._stations.concerns(actor, location_id)
        ]

    async def _of_sessions(self, actor: Actor, location_id: UUID | None) -> list[Concern]:
        if not may_here(actor, SESSIONS_READ, location_id):
            return []
        concerns = await self._sessions.concerns(actor, location_id)
        names = await self._directory.names(actor, {each.station_id for each in concerns})
        return [
            Concern(
                **msgspec.structs.asdict(each),
                station_code=names.code(each.station_id),
                station_name=names.name(each.station_id),
            )
            for each in concerns
        ]


class AttentionController(Controller):
    """What needs attention."""

    path = "/api/v1/attention"
    tags = ("Attention",)

    @get(**authenticated())
    async def read_attention(
        self,
        actor: NamedDependency[Actor],
        attention: NamedDependency[Attention],
        location_id: Annotated[UUID | None, QueryParameter(description="At this location.")] = None,
    ) -> list[Concern]:
        """List what a person should look at first: at most 20, as far as the caller may read."""
        return await attention.first(actor, location_id)


def may_here(actor: Actor, permission: Permission, location_id: UUID | None) -> bool:
    """Tell whether the actor may do this at a location, or, without one, at any."""
    if location_id is None:
        return actor.may_somewhere(permission)
    return actor.may(permission, at=Place(location_id))


def ranked(concerns: list[Concern]) -> list[Concern]:
    """Return the concerns to be shown, by kind; a kind of many leaves room for the others."""
    by_kind = {kind: [each for each in concerns if each.kind == kind] for kind in RANK}
    chosen = [each for kind in RANK for each in by_kind[kind][:OF_A_KIND]]
    chosen += [each for kind in RANK for each in by_kind[kind][OF_A_KIND:]]
    return sorted(chosen[:SHOWN_AT_MOST], key=lambda each: RANK.index(each.kind))
