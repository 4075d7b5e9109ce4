"""What people read of sessions."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row

from chargehouse.contexts.identity.public import IdentifierReader, VehicleNames
from chargehouse.contexts.sessions.errors import SessionNotFound
from chargehouse.contexts.sessions.model import Curve, Memory, ids_beginning
from chargehouse.contexts.sessions.public import (
    SESSIONS_EXPORT,
    SESSIONS_READ,
    Moment,
    Sample,
    SessionCurve,
    SessionFilters,
    SessionNames,
)
from chargehouse.contexts.sessions.repository import reading
from chargehouse.contexts.sessions.repository.hot import memory_of
from chargehouse.contexts.sessions.service.facts import signed_context
from chargehouse.contexts.sessions.service.stranding import stranding_stations
from chargehouse.contexts.sessions.tables import sessions
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place, Reach
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting, whole
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.matching import within
from chargehouse.platform.secrets import Keyring

SORTING: Final = Sorting(
    columns={"started_at": sessions.c.started_at}, id=sessions.c.id, default="-started_at"
)
READINGS_MAX: Final = 10_000
CURVE_READINGS_MAX: Final = 50_000
SAMPLES: Final = msgspec.json.Decoder(list[Sample])


class SessionHistory:
    """Sessions as lists, files, curves and timelines, live ones among them."""

    def __init__(
        self, database: Database, keyring: Keyring, stations: StationLookup, vehicles: VehicleNames
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._stations = stations
        self._vehicles = vehicles

    async def page(self, actor: Actor, filters: SessionFilters, paging: Paging) -> Page[Row[Any]]:
        """Return a page of sessions, the newest first unless sorted otherwise."""
        return await self._page(actor, [actor.require_somewhere(SESSIONS_READ)], filters, paging)

    async def _page(
        self, actor: Actor, reaches: Sequence[Reach], filters: SessionFilters, paging: Paging
    ) -> Page[Row[Any]]:
        conditions = reading.conditions(filters)
        for reach in reaches:
            conditions += within(reach, sessions.c.location_id)
        if filters.stranded:
            stations = await stranding_stations(self._database, self._stations, actor)
            conditions.append(reading.at_stations(stations))
        query: ListQuery[Row[Any]] = ListQuery(SORTING, paging, conditions)
        async with self._database.reading(actor) as connection:
            statement = query.paged(reading.sessions_of(actor.tenant_id))
            rows = (await connection.execute(statement)).all()
        return query.page(rows, lambda row: row)

    async def names(self, actor: Actor, rows: Sequence[Row[Any]]) -> SessionNames:
        """Return what the stations, locations and vehicles of sessions are called."""
        return SessionNames(
            await self._stations.names(
                actor, {row.station_id for row in rows}, {row.location_id for row in rows}
            ),
            await self._vehicles.names(
                actor, {row.vehicle_id for row in rows if row.vehicle_id is not None}
            ),
        )

    async def search(self, actor: Actor, text: str, limit: int) -> list[Row[Any]]:
        """Return sessions whose id, or else whose station's transaction id, begins with a text."""
        reach = actor.require_somewhere(SESSIONS_READ)
        ids = ids_beginning(text)
        async with self._database.reading(actor) as connection:
            rows: list[Row[Any]] = []
            if ids is not None:
                rows += await connection.execute(reading.begun(actor.tenant_id, reach, *ids, limit))
            if len(rows) < limit:
                rows += await connection.execute(
                    reading.of_transaction(actor.tenant_id, reach, text, limit)
                )
        return list({row.id: row for row in rows}.values())[:limit]

    def hash_of(self, actor: Actor, identifier: str) -> bytes:
        """Return what an identifier's sessions are found by, whatever its case."""
        return IdentifierReader(self._keyring, actor.tenant_id).identifier_of(identifier).hash

    async def export(
        self, actor: Actor, filters: SessionFilters, paging: Paging
    ) -> AsyncIterator[tuple[Row[Any], SessionNames]]:
        """Return every session that the filters mean, as they are read, with their names."""
        reaches = [
            actor.require_somewhere(SESSIONS_EXPORT),
            actor.require_somewhere(SESSIONS_READ),
        ]
        return await whole(partial(self._named_page, actor, reaches, filters), paging)

    async def session(self, actor: Actor, session_id: UUID) -> Row[Any]:
        """Return one session. Raises `SessionNotFound`."""
        actor.require_somewhere(SESSIONS_READ)
        async with self._database.reading(actor) as connection:
            row = await reading.session_row(connection, actor.tenant_id, session_id)
        if row is None:
            raise SessionNotFound("There is no such session.")
        actor.require(SESSIONS_READ, at=Place(row.location_id))
        return row

    async def readings(self, actor: Actor, session_id: UUID) -> list[Row[Any]]:
        """Return a session's readings by time, at most 10 000. Raises `SessionNotFound`."""
        await self.session(actor, session_id)
        statement = reading.readings_of(actor.tenant_id, session_id).limit(READINGS_MAX)
        async with self._database.reading(actor) as connection:
            return list(await connection.execute(statement))

    async def curve(self, actor: Actor, session_id: UUID) -> SessionCurve:
        """Return a session's readings as lines to draw. Raises `SessionNotFound`."""
        await self.session(actor, session_id)
        curve, count = Curve(), 0
        statement = reading.samples_of(actor.tenant_id, session_id, CURVE_READINGS_MAX + 1)
        async for row in self._stream(actor, statement):
            count += 1
            if count <= CURVE_READINGS_MAX:
                curve.add(row.at, SAMPLES.decode(row.samples))
        return SessionCurve(
            series=curve.series(),
            readings=min(count, CURVE_READINGS_MAX),
            truncated=count > CURVE_READINGS_MAX,
        )

    async def export_readings(self, actor: Actor, session_id: UUID) -> AsyncIterator[Row[Any]]:
        """Return all of a session's readings, as they are read. Raises `SessionNotFound`."""
        await self._exported(actor, session_id)
        return self._stream(actor, reading.readings_of(actor.tenant_id, session_id))

    async def signed_values(
        self, actor: Actor, session_id: UUID
    ) -> list[tuple[Row[Any], list[str]]]:
        """Return a session's signed meter data, opened. Raises `SessionNotFound`.

        It may hold the identifier that charged, so it needs the permission to export as well.
        """
        await self._exported(actor, session_id)
        async with self._database.reading(actor) as connection:
            rows = await reading.signed_of(connection, actor.tenant_id, session_id)
        return [(row, self._opened(row.station_id, row.signed_encrypted)) for row in rows]

    async def timeline(self, actor: Actor, session_id: UUID) -> list[Moment]:
        """Return what a session went through, by the station's time. Raises `SessionNotFound`."""
        row = await self.session(actor, session_id)
        return _moments(memory_of(row.state))

    async def _exported(self, actor: Actor, session_id: UUID) -> None:
        actor.require_somewhere(SESSIONS_EXPORT)
        row = await self.session(actor, session_id)
        actor.require(SESSIONS_EXPORT, at=Place(row.location_id))

    async def _named_page(
        self, actor: Actor, reaches: Sequence[Reach], filters: SessionFilters, paging: Paging
    ) -> Page[tuple[Row[Any], SessionNames]]:
        page = await self._page(actor, reaches, filters, paging)
        names = await self.names(actor, page.items)
        return Page(items=[(row, names) for row in page.items], next_cursor=page.next_cursor)

    def _opened(self, station_id: UUID, encrypted: bytes) -> list[str]:
        text = self._keyring.decrypt(encrypted, context=signed_context(station_id))
        return msgspec.json.decode(text, type=list[str])

    async def _stream(self, actor: Actor, statement: Any) -> AsyncIterator[Row[Any]]:  # noqa: ANN401  a select of any columns
        async with self._database.reading(actor) as connection:
            async for row in reading.stream(connection, statement):
                yield row


def _moments(memory: Memory) -> list[Moment]:
    moments: list[Moment] = []
    for step in memory.steps:
        if not moments or moments[-1].what != step.what:
            moments.append(Moment(step.at, step.received_at, step.what))
    if memory.start is not None:
        moments.append(Moment(memory.start.at, memory.start.received_at, "started"))
    if memory.end is not None:
        end = memory.end
        moments.append(Moment(end.at, end.received_at, "ended", end.reason))
    if memory.repair is not None:
        repair = memory.repair
        moments.append(Moment(repair.at, repair.at, "repaired", repair.reason))
    return sorted(moments, key=lambda moment: (moment.at, moment.what != "started"))
