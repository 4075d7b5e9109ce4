"""What goes on now, in figures, and what of it a person should look at."""

from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from chargehouse.contexts.sessions.model.concerns import STRANDED, sentence
from chargehouse.contexts.sessions.public import SESSIONS_READ, Overview, SessionConcern
from chargehouse.contexts.sessions.repository import overview, reading
from chargehouse.contexts.sessions.service.stranding import stranding_stations
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database

CONCERNS_AT_MOST: Final = 20


class SessionFigures:
    """Counts sessions; every count is that of the list with the same filters."""

    def __init__(self, database: Database, stations: StationLookup) -> None:
        self._database = database
        self._stations = stations

    async def overview(
        self, actor: Actor, location_id: UUID | None = None, station_id: UUID | None = None
    ) -> Overview:
        """Return what goes on now within reach: anywhere, at a location or at a station."""
        reach = actor.require_somewhere(SESSIONS_READ)
        here = overview.here(actor.tenant_id, reach, location_id, station_id)
        stranded = await stranding_stations(self._database, self._stations, actor)
        async with self._database.reading(actor) as connection:
            live = await overview.live_by_status(connection, here)
            problems = await overview.doubtful_by_problem(connection, here)
            count = await overview.live_at(connection, here, stranded) if stranded else 0
        return Overview(
            live=sum(number for _, number, _ in live),
            power_w=sum(power_w for _, _, power_w in live),
            by_status={status: number for status, number, _ in live},
            doubtful=sum(problems.values()),
            by_problem=problems,
            stranded=count,
            at=self._database.clock.now(),
        )

    async def in_use(self, actor: Actor) -> set[UUID]:
        """Return the stations at which somebody charges now (a `SessionLookup`)."""
        async with self._database.reading(actor) as connection:
            return await reading.stations_in_use(connection, actor.tenant_id)

    async def under_way(self, actor: Actor, sessions: Collection[UUID]) -> Mapping[UUID, str]:
        """Return those of the sessions that did not end, with their transaction ids."""
        async with self._database.reading(actor) as connection:
            return await reading.under_way(connection, actor.tenant_id, sessions)

    async def concerns(self, actor: Actor, location_id: UUID | None = None) -> list[SessionConcern]:
        """Return what a person should look at: at most 20 of each kind, its newest first."""
        reach = actor.require_somewhere(SESSIONS_READ)
        here = overview.here(actor.tenant_id, reach, location_id)
        stations = await stranding_stations(self._database, self._stations, actor)
        async with self._database.reading(actor) as connection:
            stranded = (
                await connection.execute(overview.stranded(here, stations, CONCERNS_AT_MOST))
            ).all()
            doubtful = (await connection.execute(overview.doubtful(here, CONCERNS_AT_MOST))).all()
        return [
            *(
                SessionConcern("stranded", row.id, row.station_id, row.last_fact_at, STRANDED)
                for row in stranded
            ),
            *(
                SessionConcern(
                    "doubtful", row.id, row.station_id, row.started_at, sentence(row.problem)
                )
                for row in doubtful
            ),
        ]
