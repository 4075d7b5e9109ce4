"""Every frame that a station sent or got."""

from datetime import timedelta
from uuid import UUID

from chargehouse.contexts.stations.model.filters import FrameFilters
from chargehouse.contexts.stations.model.texts import storable
from chargehouse.contexts.stations.public import (
    STATIONS_EDIT,
    TIMELINE_READ,
    Frame,
    TimelineFrame,
)
from chargehouse.contexts.stations.repository import timeline
from chargehouse.contexts.stations.repository.hot import FRAMES
from chargehouse.contexts.stations.service.standing import require_at_station
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.coalescer import Unit
from chargehouse.platform.postgres.database import Database


class Timeline:
    """The OCPP timeline of stations; what it holds is masked before it comes here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, unit: Unit, frame: Frame) -> None:
        """Add a frame to a unit, to be written with it."""
        unit.add(
            FRAMES,
            (
                *(frame.station_id, frame.id, frame.at, frame.connection_id, frame.direction),
                *(frame.kind, storable(frame.action), storable(frame.message_id)),
                *(storable(frame.payload), storable("\n".join(frame.deviations) or None)),
            ),
        )

    async def read(
        self, actor: Actor, station_id: UUID, paging: Paging, asked: FrameFilters
    ) -> Page[TimelineFrame]:
        """Return a page of a station's frames, the newest first unless asked otherwise.

        Those of a station that was removed can still be read.
        """
        actor.require_somewhere(TIMELINE_READ)
        listed = timeline.query(actor.tenant_id, station_id, paging, asked)
        async with self._database.reading(actor) as connection:
            await require_at_station(connection, actor, TIMELINE_READ, station_id)
            return await timeline.page(connection, listed)

    async def forget(self, actor: Actor, *, days: int, kept_days: int) -> int:
        """Delete a tenant's frames of more than so many days ago; return how many.

        Those of more than `kept_days` ago are gone already, with their partition. One day a
        transaction, so that nobody waits for long.
        """
        actor.require(STATIONS_EDIT)
        now, count = self._database.clock.now(), 0
        for age in range(days, kept_days + 1):
            until = now - timedelta(days=age)
            async with self._database.transaction(actor) as unit:
                count += await timeline.forget(
                    unit.connection, actor.tenant_id, until - timedelta(days=1), until
                )
        return count
