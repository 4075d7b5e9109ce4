"""What people read of sessions."""

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row

from chargehouse.contexts.identity.public import IdentifierReader
from chargehouse.contexts.sessions.errors import SessionNotFound
from chargehouse.contexts.sessions.model import Memory
from chargehouse.contexts.sessions.public import (
    SESSIONS_EXPORT,
    SESSIONS_READ,
    Moment,
    SessionFilters,
)
from chargehouse.contexts.sessions.repository import reading
from chargehouse.contexts.sessions.repository.hot import memory_of
from chargehouse.contexts.sessions.service.facts import signed_context
from chargehouse.contexts.sessions.tables import sessions
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.paging import ListQuery, Page, Paging, Sorting
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

SORTING: Final = Sorting(
    columns={"started_at": sessions.c.started_at}, id=sessions.c.id, default="-started_at"
)
READINGS_MAX: Final = 10_000


class SessionHistory:
    """Sessions as lists, files, curves and timelines, live ones among them."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def page(self, actor: Actor, filters: SessionFilters, paging: Paging) -> Page[Row[Any]]:
        """Return a page of sessions, the newest first unless sorted otherwise."""
        actor.require(SESSIONS_READ)
        query: ListQuery[Row[Any]] = ListQuery(SORTING, paging, reading.conditions(filters))
        async with self._database.reading(actor) as connection:
            statement = query.paged(reading.sessions_of(actor.tenant_id))
            rows = (await connection.execute(statement)).all()
        return query.page(rows, lambda row: row)

    def hash_of(self, actor: Actor, identifier: str) -> bytes:
        """Return what an identifier's sessions are found by, whatever its case."""
        return IdentifierReader(self._keyring, actor.tenant_id).identifier_of(identifier).hash

    async def export(
        self, actor: Actor, filters: SessionFilters, paging: Paging
    ) -> AsyncIterator[Row[Any]]:
        """Return every session that the filters mean, as they are read."""
        actor.require(SESSIONS_EXPORT)
        query: ListQuery[Row[Any]] = ListQuery(SORTING, paging, reading.conditions(filters))
        return self._stream(actor, query.ordered(reading.sessions_of(actor.tenant_id)))

    async def session(self, actor: Actor, session_id: UUID) -> Row[Any]:
        """Return one session. Raises `SessionNotFound`."""
        actor.require(SESSIONS_READ)
        async with self._database.reading(actor) as connection:
            row = await reading.session_row(connection, actor.tenant_id, session_id)
        if row is None:
            raise SessionNotFound("There is no such session.")
        return row

    async def readings(self, actor: Actor, session_id: UUID) -> list[Row[Any]]:
        """Return a session's readings by time, at most 10 000. Raises `SessionNotFound`."""
        await self.session(actor, session_id)
        statement = reading.readings_of(actor.tenant_id, session_id).limit(READINGS_MAX)
        async with self._database.reading(actor) as connection:
            return list(await connection.execute(statement))

    async def export_readings(self, actor: Actor, session_id: UUID) -> AsyncIterator[Row[Any]]:
        """Return all of a session's readings, as they are read. Raises `SessionNotFound`."""
        actor.require(SESSIONS_EXPORT)
        await self.session(actor, session_id)
        return self._stream(actor, reading.readings_of(actor.tenant_id, session_id))

    async def signed_values(
        self, actor: Actor, session_id: UUID
    ) -> list[tuple[Row[Any], list[str]]]:
        """Return a session's signed meter data, opened. Raises `SessionNotFound`.

        It may hold the identifier that charged, so it needs the permission to export as well.
        """
        actor.require(SESSIONS_EXPORT)
        await self.session(actor, session_id)
        async with self._database.reading(actor) as connection:
            rows = await reading.signed_of(connection, actor.tenant_id, session_id)
        return [(row, self._opened(row.station_id, row.signed_encrypted)) for row in rows]

    async def timeline(self, actor: Actor, session_id: UUID) -> list[Moment]:
        """Return what a session went through, by the station's time. Raises `SessionNotFound`."""
        row = await self.session(actor, session_id)
        return _moments(memory_of(row.state))

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
