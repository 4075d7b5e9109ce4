"""How much a location is used."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chargehouse.contexts.sessions.model.spans import Span, last_days, last_hours
from chargehouse.contexts.sessions.public import SESSIONS_READ, SpanUse, Utilisation
from chargehouse.contexts.sessions.repository import utilisation
from chargehouse.contexts.sessions.repository.utilisation import Used
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.postgres.database import Database


class UtilisationService:
    """Counts what sessions took of a location's connectors, and the energy they gave."""

    def __init__(self, database: Database, stations: StationLookup) -> None:
        self._database = database
        self._stations = stations

    async def of_location(self, actor: Actor, location_id: UUID) -> Utilisation:
        """Return a location's use by hour and by day of its own time zone.

        Raises `LocationUnknown`.
        """
        actor.require_somewhere(SESSIONS_READ)
        place = await self._stations.place(actor, location_id)
        actor.require(SESSIONS_READ, at=Place(location_id))
        now = self._database.clock.now()
        hours, days = last_hours(now, place.timezone), last_days(now, place.timezone)
        async with self._database.reading(actor) as connection:
            in_hours = await utilisation.used(connection, actor.tenant_id, location_id, hours, now)
            in_days = await utilisation.used(connection, actor.tenant_id, location_id, days, now)
        return Utilisation(
            timezone=place.timezone,
            connectors=place.connectors,
            hours=_uses(hours, in_hours, place.connectors),
            days=_uses(days, in_days, place.connectors),
            at=now,
        )


def _uses(spans: Sequence[Span], used: dict[int, Used], connectors: int) -> list[SpanUse]:
    nothing = Used(0, 0, 0)
    return [
        SpanUse(
            begins_at=span.begins,
            ends_at=span.ends,
            in_use_s=took.in_use_s,
            capacity_s=connectors * _seconds(span.begins, span.ends),
            energy_wh=took.energy_wh,
            sessions_started=took.started,
        )
        for place, span in enumerate(spans)
        for took in (used.get(place, nothing),)
    ]


def _seconds(begins: datetime, ends: datetime) -> int:
    return int((ends - begins).total_seconds())
