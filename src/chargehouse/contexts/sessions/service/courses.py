"""The course of sessions, for what they cost."""

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row

from chargehouse.contexts.sessions.errors import SessionNotFound
from chargehouse.contexts.sessions.model import Metered, course_of, record_of
from chargehouse.contexts.sessions.model.samples import current_of
from chargehouse.contexts.sessions.public import SESSIONS_READ, Sample, SessionCourse, SessionHead
from chargehouse.contexts.sessions.repository import reading
from chargehouse.contexts.sessions.repository.hot import memory_of
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.postgres.database import Database

READINGS_MAX: Final = 50_000
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
        self, actor: Actor, session_id: UUID, *, with_current: bool = False
    ) -> SessionCourse:
        """Return a session with its course; current only where asked for, since it is dear.

        Raises `SessionNotFound`.
        """
        actor.require_somewhere(SESSIONS_READ)
        async with self._database.reading(actor) as connection:
            row = await reading.session_row(connection, actor.tenant_id, session_id)
            memory = memory_of(_seen(actor, row).state)
            statement = reading.metered_of(
                actor.tenant_id, session_id, READINGS_MAX + 1, samples=with_current
            )
            rows = (await connection.execute(statement)).all()
        metered = (_metered(each, with_current=with_current) for each in rows[:READINGS_MAX])
        now = self._database.clock.now()
        return SessionCourse(
            head=_head(_seen(actor, row)),
            readings=course_of(record_of(memory), memory, metered, now),
            truncated=len(rows) > READINGS_MAX,
        )


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


def _metered(row: Row[Any], *, with_current: bool) -> Metered:
    current_a = current_of(SAMPLES.decode(row.samples)) if with_current else None
    return Metered(row.at, row.energy_wh, row.power_w, current_a)
