"""The course of sessions, for what they cost."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.sessions.errors import SessionNotFound
from chargehouse.contexts.sessions.model import Metered, Thinning, course_of, record_of
from chargehouse.contexts.sessions.model.samples import current_of
from chargehouse.contexts.sessions.public import SESSIONS_READ, Sample, SessionCourse, SessionHead
from chargehouse.contexts.sessions.repository import reading
from chargehouse.contexts.sessions.repository.hot import memory_of
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.postgres.database import Database

READINGS_MAX: Final = 50_000
"""So many readings make a course, those left out that say nothing new."""

READ_MAX: Final = 2_000_000
"""So many readings are looked at for a whole course: three weeks of one a second."""

PIECE: Final = 10_000
SAMPLES: Final = msgspec.json.Decoder(list[Sample])


class CourseService:
    """Makes the course of a session of what its station told; the `SessionCourses` of others."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def head(self, actor: Actor, session_id: UUID) -> SessionHead:
        """Return a session without its readings. Raises `SessionNotFound`."""
        actor.require_somewhere(SESSIONS_READ)
        async with self._database.reading(actor) as connection:
            row = await reading.session_row(connection, actor.tenant_id, session_id)
        return _head(_seen(actor, row))

    async def course(
        self,
        actor: Actor,
        session_id: UUID,
        *,
        with_power: bool = True,
        with_current: bool = False,
        whole: bool = False,
    ) -> SessionCourse:
        """Return a session with its course; current only where asked for, since it is dear.

        A `whole` one is made of many more readings, where there are so many: also that is dear.
        What says nothing new among them is left out. Raises `SessionNotFound`.
        """
        actor.require_somewhere(SESSIONS_READ)
        now, truncated = self._database.clock.now(), False
        async with self._database.reading(actor) as connection:
            row = await reading.session_row(connection, actor.tenant_id, session_id)
            memory = memory_of(_seen(actor, row).state)
            record = record_of(memory)
            metered = Thinning(record, memory, now)
            rows = _pieces(
                connection,
                actor.tenant_id,
                session_id,
                with_current=with_current,
                most=READ_MAX if whole else READINGS_MAX,
            )
            async for each in rows:
                if each is None or len(metered) == READINGS_MAX:
                    truncated = True
                    break
                metered.add(_metered(each, with_power=with_power, with_current=with_current))
        return SessionCourse(
            head=_head(_seen(actor, row)),
            readings=course_of(record, memory, metered.readings(), now),
            truncated=truncated,
        )


async def _pieces(
    connection: AsyncConnection,
    tenant_id: UUID,
    session_id: UUID,
    *,
    with_current: bool,
    most: int,
) -> AsyncIterator[Row[Any] | None]:
    """Yield a session's readings in the order of their time; None where there are more of them."""
    after: tuple[datetime, int] | None = None
    for _ in range(0, most, PIECE):
        statement = reading.metered_of(
            tenant_id, session_id, PIECE, samples=with_current, after=after
        )
        rows = (await connection.execute(statement)).all()
        for row in rows:
            yield row
        if len(rows) < PIECE:
            return
        after = (rows[-1].at, rows[-1].digest)
    yield None


def _seen(actor: Actor, row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise SessionNotFound("There is no such session.")
    actor.require(SESSIONS_READ, at=Place(row.location_id))
    return row


def _head(row: Row[Any]) -> SessionHead:
    derived: dict[str, Any] = {
        "settled": row.ended_at is not None and row.resolved_at is not None,
        "masked_identifier": row.masked,
    }
    kept = (name for name in SessionHead.__struct_fields__ if name not in derived)
    return SessionHead(**derived, **{name: getattr(row, name) for name in kept})


def _metered(row: Row[Any], *, with_power: bool, with_current: bool) -> Metered:
    current_a = current_of(SAMPLES.decode(row.samples)) if with_current else None
    return Metered(row.at, row.energy_wh, row.power_w if with_power else None, current_a)
