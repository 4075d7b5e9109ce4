"""Charging profiles of partners' sessions: the RECEIVER of `chargingprofiles` (2.2.1, ch. 14)."""

from datetime import timedelta
from typing import Any, Final, NamedTuple, cast

import msgspec

from chargehouse.contexts.remote.model.profiles import arguments_of, profile_number
from chargehouse.contexts.remote.model.wishes import PATIENCE_S, Wish
from chargehouse.contexts.remote.public import CommandKind
from chargehouse.contexts.remote.repository import received
from chargehouse.contexts.remote.service.sessions import SessionsOfPartners
from chargehouse.contexts.remote.service.wishing import About, Order, Refused, Wishes
from chargehouse.contexts.roaming.public import ModuleAnswer, ModuleRequest
from chargehouse.contexts.sessions.public import SessionHead
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.ocpi import codec
from chargehouse.ocpi.errors import InvalidParameters, NoSuchObject
from chargehouse.ocpi.scalars import Url
from chargehouse.ocpi.v221.charging_profiles import ChargingProfileResponse, SetChargingProfile
from chargehouse.platform.postgres.database import Database

LONGEST_S: Final = 7 * 24 * 3600
OFTEN: Final = timedelta(minutes=1)
OFTEN_IS: Final = 10
"""So many requests about a session within `OFTEN` are too many for its charger."""


class _Asked(NamedTuple):
    """A request about a session's profile: what is done, where results go, and by which verb."""

    kind: CommandKind
    response_url: str
    verb: str
    body: SetChargingProfile | None = None
    duration_s: int = 0


class ProfileReceiver:
    """Sets, forgets and reads the limits of sessions for the partners whose drivers charge."""

    def __init__(
        self,
        database: Database,
        wishes: Wishes,
        *,
        sessions: SessionsOfPartners,
        stations: StationLookup,
    ) -> None:
        self._database = database
        self._wishes = wishes
        self._sessions = sessions
        self._stations = stations

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Take a request on, or say why not. Raises `InvalidParameters`, `NoSuchObject`."""
        if len(request.segments) != 1:
            raise NoSuchObject("A session's profile is named by the session's id")
        asked = _read(request)
        self._wishes.check_way_back(asked.response_url)
        wish = Wish(response_url=asked.response_url, routing=request.routing)
        head = await self._sessions.find(request, request.segments[0])
        if head is None:
            refused = Refused("UNKNOWN_SESSION")
            await self._wishes.refuse(request, asked.kind, wish, refused, About())
            return _answered(refused)
        about = About(head.station_id, head.evse_id, head.connector_id, head.id)
        arguments = _arguments(asked, head)
        why = await self._why_not(request, head)
        if why is not None:
            await self._wishes.refuse(request, asked.kind, wish, why, about)
            return _answered(why)
        order = Order(head.station_id, asked.verb, arguments, about)
        return _answered(await self._wishes.begin(request, asked.kind, wish, order))

    async def _why_not(self, request: ModuleRequest, head: SessionHead) -> Refused | None:
        if head.ended_at is not None or head.evse_id is None:
            return Refused("REJECTED")
        if await self._stations.disconnected(request.actor, [head.station_id]):
            return Refused("REJECTED")
        since = self._database.clock.now() - OFTEN
        async with self._database.reading(request.actor) as connection:
            count = await received.count_since(connection, request.actor.tenant_id, head.id, since)
        return Refused("TOO_OFTEN") if count >= OFTEN_IS else None


def _read(request: ModuleRequest) -> _Asked:
    if request.method == "PUT":
        body = codec.decode(SetChargingProfile, request.body)
        return _Asked("SET_PROFILE", body.response_url, "set_charging_profile", body)
    url = _url(request)
    if request.method == "DELETE":
        return _Asked("CLEAR_PROFILE", url, "clear_charging_profile")
    duration_s = _seconds(dict(request.query).get("duration", ""))
    return _Asked("GET_PROFILE", url, "get_composite_schedule", duration_s=duration_s)


def _arguments(asked: _Asked, head: SessionHead) -> dict[str, object]:
    if asked.body is not None:
        said = arguments_of(asked.body.charging_profile, head.id)
        return {**said, "evse_id": head.evse_id, "transaction_id": head.transaction_id}
    if asked.kind == "CLEAR_PROFILE":
        return {"profile_id": profile_number(head.id)}
    return {"evse_id": head.evse_id, "duration_s": asked.duration_s}


def _url(request: ModuleRequest) -> str:
    try:
        return msgspec.convert(dict(request.query).get("response_url"), Url)
    except msgspec.ValidationError:
        raise InvalidParameters("An address for the result is needed", "response_url") from None


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= LONGEST_S):
        raise InvalidParameters(f"1 to {LONGEST_S} seconds", "duration")
    return int(text)


def _answered(refused: Refused | None) -> ModuleAnswer:
    word = cast("Any", "ACCEPTED" if refused is None else refused.response)
    timeout = PATIENCE_S if refused is None else 0
    return ModuleAnswer(data=ChargingProfileResponse(result=word, timeout=timeout))
