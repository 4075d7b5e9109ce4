"""Our sides of sessions, CDRs and tokens that partners ask: lists, preferences, authorisation."""

from dataclasses import replace
from typing import Final

import msgspec

from chargehouse.contexts.publishing.errors import PreferencesUnsupported
from chargehouse.contexts.publishing.model.preferences import is_capable, response_to
from chargehouse.contexts.publishing.model.saying import said_in
from chargehouse.contexts.publishing.public import Publication
from chargehouse.contexts.publishing.repository import publications
from chargehouse.contexts.publishing.service.authorising import TokenAuthoriser
from chargehouse.contexts.publishing.service.lists import PublishedLists
from chargehouse.contexts.roaming.public import ModuleAnswer, ModuleRequest
from chargehouse.contexts.sessions.public import SessionCourses
from chargehouse.kernel.actor import EVERYTHING, Actor
from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import NotSayable
from chargehouse.ocpi.conversions.v211.tokens import (
    authorization_to_v211,
    references_from_v211,
)
from chargehouse.ocpi.conversions.v230.tokens import authorization_from_v230
from chargehouse.ocpi.errors import InvalidParameters, MethodNotAllowed, NoSuchObject
from chargehouse.ocpi.v211 import tokens as tokens_211
from chargehouse.ocpi.v221.sessions import ChargingPreferences
from chargehouse.ocpi.v221.tokens import LocationReferences
from chargehouse.ocpi.v230.tokens import AuthorizationInfo
from chargehouse.ocpi.versions import VersionName
from chargehouse.platform.postgres.database import Database

GET: Final = "GET"
PREFERENCES: Final = "charging_preferences"
AUTHORIZE: Final = "authorize"
RFID: Final = "RFID"
LOCATIONS: Final = "locations"


class _At(msgspec.Struct):
    """Where a session is, in a version that says so."""

    status: str
    evse_uid: str | None = None


class SessionSending:
    """Sessions, as their CPO: a partner is told those of its own tokens, and no other."""

    def __init__(self, database: Database, lists: PublishedLists, courses: SessionCourses) -> None:
        self._database = database
        self._lists = lists
        self._courses = courses

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Answer a list (`date_from` is required), or a driver's preferences."""
        if request.method == GET:
            return await _list(self._lists, request, needs_date_from=True)
        session_id, what = _two(request)
        if what != PREFERENCES:
            raise NoSuchObject("There is no such thing of a session")
        found = await self._lists.one(request, session_id)
        if found is None:
            raise NoSuchObject("There is no such session of yours")
        asked = codec.decode(ChargingPreferences, request.body)
        at = msgspec.json.decode(found.document, type=_At)
        if not await self._is_capable(request, found, at):
            raise PreferencesUnsupported("The EVSE takes no charging preferences")
        return ModuleAnswer(data=response_to(asked, at.status))

    async def _is_capable(self, request: ModuleRequest, session: Publication, at: _At) -> bool:
        if at.evse_uid is None:
            return False
        head = await self._courses.head(_trusted(request.actor), session.subject_id)
        tenant_id = request.actor.tenant_id
        async with self._database.reading(request.actor) as connection:
            told = await publications.about(connection, tenant_id, LOCATIONS, [head.location_id])
        return any(is_capable(codec.decode_plain(each.document), at.evse_uid) for each in told)


class CdrSending:
    """CDRs, as their CPO: a partner is told those of its own tokens, and no other."""

    def __init__(self, lists: PublishedLists) -> None:
        self._lists = lists

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Answer a list."""
        return await _list(self._lists, request)


class TokenSending:
    """Tokens, as their eMSP: the list of them, and whether one may charge."""

    def __init__(self, lists: PublishedLists, authoriser: TokenAuthoriser) -> None:
        self._lists = lists
        self._authoriser = authoriser

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Answer a list, or a real-time authorisation."""
        if request.method == GET:
            return await _list(self._lists, request)
        uid, what = _two(request)
        if what != AUTHORIZE:
            raise NoSuchObject("There is no such thing of a token")
        info = await self._authoriser.authorise(
            _trusted(request.actor),
            request.partner_id,
            uid=uid,
            token_type=dict(request.query).get("type", RFID),
            asked=_references(request),
            caller=request.routing.from_party,
        )
        return ModuleAnswer(data=_in_version(info, request.version))


async def _list(
    lists: PublishedLists, request: ModuleRequest, *, needs_date_from: bool = False
) -> ModuleAnswer:
    if request.segments:
        raise NoSuchObject("There are only lists of these")
    return await lists.page(request, said_in, needs_date_from=needs_date_from)


def _two(request: ModuleRequest) -> tuple[str, str]:
    if not request.segments:
        raise MethodNotAllowed("The list takes no such method")
    if len(request.segments) != 2:  # noqa: PLR2004  an id, and what of it
        raise NoSuchObject("There is no such thing here")
    return request.segments[0], request.segments[1]


def _references(request: ModuleRequest) -> LocationReferences | None:
    """Return the location in a body; an empty one, or a null, names none."""
    if not request.body.strip() or codec.decode_plain(request.body) is None:
        return None
    if request.version == "2.1.1":
        asked = codec.decode(tokens_211.LocationReferences, request.body)
        try:
            return references_from_v211(asked).value
        except NotSayable as error:
            raise InvalidParameters("Longer than an id", error.field) from None
    return codec.decode(LocationReferences, request.body)


def _in_version(info: AuthorizationInfo, version: VersionName) -> object:
    if version == "2.3.0":
        return info
    said = authorization_from_v230(info).value
    return authorization_to_v211(said).value if version == "2.1.1" else said


def _trusted(actor: Actor) -> Actor:
    """Return the partner as who may have our own drivers looked up, in answering it."""
    return replace(actor, permissions=frozenset({EVERYTHING}))
