"""A session's whole story: what it went through, decisions, commands and frames, in one line."""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import Row

from chargehouse.app.across.frames import about_session
from chargehouse.contexts.access.service import AccessService
from chargehouse.contexts.sessions.public import SESSIONS_READ, Moment
from chargehouse.contexts.sessions.service import SessionHistory
from chargehouse.contexts.stations.model.filters import CommandFilters, FrameFilters
from chargehouse.contexts.stations.public import Command, TimelineFrame
from chargehouse.contexts.stations.service import CommandService, Timeline
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Forbidden
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.paging import LIMIT_MAX, Paging

T = TypeVar("T")

AROUND: Final = timedelta(minutes=2)
"""So long before its first and after its last fact, frames may belong to a session."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a session's story, at our time.

    `kind` is `state` (`what` is what it became), `decision` (`allowed` or `denied`), `command`
    (its action; `detail` is how it ended) or `frame` (its action). `station_time` is the
    station's own, where it said it. `id` is that of the decision, command or frame.
    """

    at: datetime
    kind: str
    what: str
    detail: str | None = None
    station_time: datetime | None = None
    id: UUID | None = None
    frame: TimelineFrame | None = None


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A session's story by our time; frames of the middle may be left out of a long one."""

    entries: list[Entry]
    frames_left_out: bool


class SessionStory:
    """Puts a session's story together, as far as the actor may read it."""

    def __init__(
        self,
        sessions: SessionHistory,
        access: AccessService,
        commands: CommandService,
        timeline: Timeline,
    ) -> None:
        self._sessions = sessions
        self._access = access
        self._commands = commands
        self._timeline = timeline

    async def read(self, actor: Actor, session_id: UUID) -> Story:
        """Return the story of a session. Raises `SessionNotFound`."""
        actor.require_somewhere(SESSIONS_READ)
        row = await self._sessions.session(actor, session_id)
        moments = await self._sessions.timeline(actor, session_id)
        frames, left_out = await _unless_forbidden(self._frames(actor, row), ([], False))
        entries = [
            *map(_of_moment, moments),
            *await _unless_forbidden(self._decision(actor, row), []),
            *map(_of_command, await _unless_forbidden(self._told(actor, row), [])),
            *map(_of_frame, frames),
        ]
        return Story(entries=sorted(entries, key=lambda entry: entry.at), frames_left_out=left_out)

    async def _decision(self, actor: Actor, row: Row[Any]) -> list[Entry]:
        if row.decision_id is None:
            return []
        decision, _, _, _ = await self._access.decision(actor, row.decision_id)
        return [
            Entry(
                at=decision.decided_at,
                kind="decision",
                what=decision.decision,
                detail=decision.reason,
                station_time=decision.judged_at,
                id=decision.id,
            )
        ]

    async def _told(self, actor: Actor, row: Row[Any]) -> list[Command]:
        """Return what the station was told while the session went on."""
        since, until = _while(row)
        asked = CommandFilters(station_id=row.station_id, since=since, until=until)
        paging = Paging(limit=LIMIT_MAX, sort="requested_at")
        return (await self._commands.page(actor, paging, asked)).items

    async def _frames(self, actor: Actor, row: Row[Any]) -> tuple[list[TimelineFrame], bool]:
        """Return the session's frames: of a long one the first and the last, and that it is so."""
        since, until = _while(row)
        asked = FrameFilters(since=since, until=until)
        first = await self._timeline.read(
            actor, row.station_id, Paging(limit=LIMIT_MAX, sort="at"), asked
        )
        frames = {frame.id: frame for frame in first.items}
        left_out = False
        if first.next_cursor is not None:
            last = await self._timeline.read(
                actor, row.station_id, Paging(limit=LIMIT_MAX, sort="-at"), asked
            )
            left_out = not any(frame.id in frames for frame in last.items)
            frames |= {frame.id: frame for frame in reversed(last.items)}
        ordered = sorted(frames.values(), key=lambda frame: (frame.at, frame.id))
        return about_session(ordered, row.transaction_id, row.evse_id), left_out


class StoryController(Controller):
    """A session's timeline."""

    path = "/api/v1/sessions/{session_id:uuid}/timeline"
    tags = ("Sessions",)

    @get(**permitted(SESSIONS_READ))
    async def read_session_timeline(
        self,
        actor: NamedDependency[Actor],
        session_story: NamedDependency[SessionStory],
        session_id: FromPath[UUID],
    ) -> Story:
        """Return states, decision, commands and frames of a session, in one line by our time.

        What needs another permission (`access.decisions.read`, `stations.read`,
        `stations.timeline.read`) is there for those who hold it.
        """
        return await session_story.read(actor, session_id)


async def _unless_forbidden(part: Awaitable[T], otherwise: T) -> T:
    """Return a part of the story, or what stands for it where the actor may not read it.

    A station may have moved since: then it is asked for elsewhere than the session was.
    """
    try:
        return await part
    except Forbidden:
        return otherwise


def _while(row: Row[Any]) -> tuple[datetime, datetime]:
    """Return the span, by our time, in which a session was spoken of."""
    return row.received_at - AROUND, max(row.last_fact_at, row.received_at) + AROUND


def _of_moment(moment: Moment) -> Entry:
    return Entry(
        at=moment.received_at,
        kind="state",
        what=moment.what,
        detail=moment.detail,
        station_time=moment.at,
    )


def _of_command(command: Command) -> Entry:
    return Entry(
        at=command.requested_at,
        kind="command",
        what=command.action,
        detail=command.answer_status or command.status,
        id=command.id,
    )


def _of_frame(frame: TimelineFrame) -> Entry:
    return Entry(
        at=frame.at,
        kind="frame",
        what=frame.action or frame.kind,
        detail=frame.direction,
        id=frame.id,
        frame=frame,
    )
