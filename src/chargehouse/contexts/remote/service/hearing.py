"""Results that partners post to us: the SENDER sides of `commands` and `chargingprofiles`."""

from typing import Final
from uuid import UUID

from chargehouse.contexts.remote.model.results import COMMAND_KINDS
from chargehouse.contexts.remote.model.versions import read_result
from chargehouse.contexts.remote.public import SentCommand
from chargehouse.contexts.remote.repository import sent
from chargehouse.contexts.remote.service.sending import ended_event
from chargehouse.contexts.roaming.public import ModuleAnswer, ModuleRequest
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import NoSuchObject
from chargehouse.ocpi.v221.charging_profiles import (
    ActiveChargingProfile,
    ActiveChargingProfileResult,
    ChargingProfileResult,
    ClearProfileResult,
)
from chargehouse.platform.postgres.database import Database

OPEN: Final = ("asking", "accepted", "timed_out")
OWN_URL_PARTS: Final = 2


class CommandResults:
    """Hears what partners' chargers made of our commands."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Keep a result, the first that comes. Raises `NoSuchObject` where none is waited for."""
        command = await _meant(self._database, request)
        if command.kind not in COMMAND_KINDS:
            raise _none()
        result = read_result(request.version, request.body)
        texts = result.message
        said: dict[str, object] = {"result": result.result}
        if texts:
            said["message"] = texts[0].text
        await _keep(self._database, request, command, said)
        return ModuleAnswer()


class ProfileResults:
    """Hears what came of the limits that we set, and which limits are in force."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Keep a result, or with PUT the limits in force. Raises `NoSuchObject`."""
        if request.method == "PUT":
            await self._in_force(request)
            return ModuleAnswer()
        command = await _meant(self._database, request)
        said: dict[str, object]
        if command.kind == "GET_PROFILE":
            told = codec.decode(ActiveChargingProfileResult, request.body)
            profile = None if told.profile is None else codec.encode(told.profile)
            said = {"result": told.result, "profile": profile}
        elif command.kind == "SET_PROFILE":
            said = {"result": codec.decode(ChargingProfileResult, request.body).result}
        elif command.kind == "CLEAR_PROFILE":
            said = {"result": codec.decode(ClearProfileResult, request.body).result}
        else:
            raise _none()
        await _keep(self._database, request, command, said)
        return ModuleAnswer()

    async def _in_force(self, request: ModuleRequest) -> None:
        """Keep the limits in force for a session whose limits we set or asked for."""
        if len(request.segments) != 1:
            raise NoSuchObject("A session's profile is named by the session's id")
        session_id = request.segments[0]
        profile = codec.decode(ActiveChargingProfile, request.body)
        async with self._database.transaction(request.actor) as work:
            if not await sent.has_session(
                work.connection, work.tenant_id, request.partner_id, session_id
            ):
                raise NoSuchObject("No profile of this session was asked for")
            await sent.keep_profile(
                work.connection,
                work.tenant_id,
                request.partner_id,
                session_id,
                profile=profile,
                at=work.now(),
            )


async def _meant(database: Database, request: ModuleRequest) -> SentCommand:
    """Return the command of ours that a path names, where it was asked of this partner."""
    if len(request.segments) != OWN_URL_PARTS:
        raise _none()
    kind, text = request.segments
    try:
        id_ = UUID(text)
    except ValueError:
        raise _none() from None
    async with database.reading(request.actor) as connection:
        found = await sent.find(connection, request.actor.tenant_id, id_)
    if found is None or found.partner_id != request.partner_id or found.kind != kind.upper():
        raise _none()
    return found


async def _keep(
    database: Database, request: ModuleRequest, command: SentCommand, said: dict[str, object]
) -> None:
    async with database.transaction(request.actor) as work:
        values = {"state": "done", "result_at": work.now(), **said}
        kept = await sent.change(
            work.connection, work.tenant_id, command.id, values, where_state=OPEN
        )
        if kept is not None:
            work.record(ended_event(kept))


def _none() -> NoSuchObject:
    return NoSuchObject("No result of this kind is waited for")
