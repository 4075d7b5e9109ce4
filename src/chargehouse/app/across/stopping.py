"""Stopping a session: its station is told, and its own answer comes back."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from chargehouse.contexts.sessions.errors import SessionEnded
from chargehouse.contexts.sessions.service import SessionHistory
from chargehouse.contexts.stations.public import STATIONS_COMMAND, Command
from chargehouse.contexts.stations.service import CommandService
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.auth import permitted


class StopSession(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a session is stopped, which is kept, and how long its station may take to answer."""

    reason: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=500)]
    timeout_s: Annotated[float, msgspec.Meta(ge=1, le=600)] = 30.0
    wait: bool = True


class SessionStop:
    """Tells stations to stop sessions."""

    def __init__(self, sessions: SessionHistory, commands: CommandService) -> None:
        self._sessions = sessions
        self._commands = commands

    async def stop(self, actor: Actor, session_id: UUID, order: StopSession) -> Command:
        """Tell a session's station to stop it; return the command with the station's answer.

        The session goes on until its station says that it ended. Raises `SessionNotFound` and
        `SessionEnded`, else as `CommandService.perform`.
        """
        actor.require_somewhere(STATIONS_COMMAND)
        row = await self._sessions.session(actor, session_id)
        actor.require(STATIONS_COMMAND, at=Place(row.location_id))
        if row.ended_at is not None:
            raise SessionEnded("The session has ended already.")
        return await self._commands.perform(
            actor,
            row.station_id,
            "stop",
            {"transaction_id": row.transaction_id},
            timeout_s=order.timeout_s,
            wait=order.wait,
            reason=order.reason.strip(),
        )


class StopController(Controller):
    """Stopping by hand."""

    path = "/api/v1/sessions/{session_id:uuid}/stop"
    tags = ("Sessions",)

    @post(status_code=HTTP_200_OK, **permitted(STATIONS_COMMAND))
    async def stop_session(
        self,
        actor: NamedDependency[Actor],
        session_stop: NamedDependency[SessionStop],
        session_id: FromPath[UUID],
        data: JSONBody[StopSession],
    ) -> Command:
        """Tell the session's station to stop it; answer with the station's own reply.

        `status` is as of any command: `accepted` says that the station will, not that it did.
        """
        return await session_stop.stop(actor, session_id, data)
