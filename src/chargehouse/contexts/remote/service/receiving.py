"""Commands that partners ask of our chargers: the RECEIVER of `commands` (2.2.1, chapter 13)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple, cast
from uuid import UUID

from chargehouse.contexts.identity.public import IdentifierReader, IdentifierRef
from chargehouse.contexts.publishing.public import EvseLookup
from chargehouse.contexts.remote.model.results import OFFLINE
from chargehouse.contexts.remote.model.spots import ChargingSpot, free_spot, spots_of
from chargehouse.contexts.remote.model.versions import read_command, response_for
from chargehouse.contexts.remote.model.wishes import (
    FITS_EVERY_CHARGER,
    PATIENCE_S,
    Wish,
    id_token_of,
    owner_of,
    token_type_of,
)
from chargehouse.contexts.remote.public import CommandKind
from chargehouse.contexts.remote.repository import received, reservations
from chargehouse.contexts.remote.repository.reservations import ReservationKey, Wanted
from chargehouse.contexts.remote.service.reservations import ReservationExpiry, group_hash
from chargehouse.contexts.remote.service.sessions import SessionsOfPartners
from chargehouse.contexts.remote.service.wishing import About, Order, Refused, Wishes, acting
from chargehouse.contexts.roaming.public import ModuleAnswer, ModuleRequest, PartyBook, PartyKey
from chargehouse.contexts.stations.public import StationLookup, WholeLocations
from chargehouse.ocpi.errors import InvalidParameters, NoSuchObject, UnknownLocation
from chargehouse.ocpi.objects import DisplayText
from chargehouse.ocpi.v221.commands import (
    CancelReservation,
    CommandResponse,
    ReserveNow,
    StartSession,
    StopSession,
    UnlockConnector,
)
from chargehouse.ocpi.v221.tokens import Token
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

RESERVED_AT_MOST: Final = timedelta(days=7)


class _Read(NamedTuple):
    """A command as it was read, and what of it is kept encrypted."""

    request: ModuleRequest
    command: Any
    wish: Wish


class _No(NamedTuple):
    """A refusal, and what it is about as far as that is known."""

    refused: Refused
    about: About = About()


class CommandReceiver:
    """Has our chargers do what partners ask, where it is theirs to ask.

    The answer says whether it is taken on; the charger's own answer is told by `ResultTeller`.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        wishes: Wishes,
        *,
        evses: EvseLookup,
        places: WholeLocations,
        sessions: SessionsOfPartners,
        stations: StationLookup,
        parties: PartyBook,
        expiry: ReservationExpiry,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._wishes = wishes
        self._evses = evses
        self._places = places
        self._sessions = sessions
        self._stations = stations
        self._parties = parties
        self._expiry = expiry
        self._orders: Mapping[type[Any], Callable[[_Read], Awaitable[Order | _No]]] = {
            CancelReservation: self._cancel,
            ReserveNow: self._reserve,
            StartSession: self._start,
            StopSession: self._stop,
            UnlockConnector: self._unlock,
        }

    async def answer(self, request: ModuleRequest) -> ModuleAnswer:
        """Take a command on, or say why not. Raises `InvalidParameters`, `UnknownLocation`."""
        if len(request.segments) != 1:
            raise NoSuchObject("A command is named by the last part of the path")
        name = request.segments[0].upper()
        theirs = await self._their_keys(request)
        command: Any = read_command(request.version, name, request.body, theirs[0])
        self._wishes.check_way_back(command.response_url)
        token: Token | None = getattr(command, "token", None)
        if token is not None and not any(owner_of(token).is_same(key) for key in theirs):
            raise InvalidParameters("The token is of a party that is not yours", "token.party_id")
        wish = Wish(
            response_url=command.response_url,
            routing=request.routing,
            token=token,
            authorization_reference=getattr(command, "authorization_reference", None),
        )
        kind = cast("CommandKind", name)
        order = await self._orders[type(command)](_Read(request, command, wish))
        if isinstance(order, Order):
            return _answered(request, await self._wishes.begin(request, kind, wish, order))
        await self._wishes.refuse(request, kind, wish, order.refused, order.about)
        return _answered(request, order.refused)

    async def _start(self, read: _Read) -> Order | _No:
        command: StartSession = read.command
        spot = await self._spot(read, command.evse_uid, command.connector_id)
        if isinstance(spot, _No):
            return spot
        async with self._database.transaction(acting(read.request)) as work:
            number = await received.new_number(work.connection)
        id_token, identifier = self._told(read.request, command.token)
        arguments = {
            "id_token": id_token,
            "token_type": token_type_of(command.token),
            "evse_id": spot.evse_id,
            "remote_start_id": number,
        }
        return Order(spot.station_id, "start", arguments, _about(spot, identifier.masked))

    async def _stop(self, read: _Read) -> Order | _No:
        command: StopSession = read.command
        head = await self._sessions.find(read.request, command.session_id)
        if head is None:
            return _No(Refused("UNKNOWN_SESSION", "No session of yours is called so."))
        about = About(head.station_id, head.evse_id, head.connector_id, head.id)
        if head.ended_at is not None:
            return _No(Refused("REJECTED", "The session has ended already."), about)
        actor = acting(read.request)
        if await self._stations.disconnected(actor, [head.station_id]):
            return _No(Refused("REJECTED", OFFLINE), about)
        return Order(head.station_id, "stop", {"transaction_id": head.transaction_id}, about)

    async def _unlock(self, read: _Read) -> Order | _No:
        command: UnlockConnector = read.command
        spot = await self._spot(read, command.evse_uid, command.connector_id)
        if isinstance(spot, _No):
            return spot
        arguments = {"evse_id": spot.evse_id, "connector_id": spot.connector_id or 1}
        return Order(spot.station_id, "unlock", arguments, _about(spot))

    async def _reserve(self, read: _Read) -> Order | _No:
        command: ReserveNow = read.command
        now, until = self._database.clock.now(), command.expiry_date.instant
        if until <= now:
            raise InvalidParameters("Past", "expiry_date")
        spot = await self._spot(read, command.evse_uid, None)
        if isinstance(spot, _No):
            return spot
        id_token, identifier = self._told(read.request, command.token)
        about = _about(spot, identifier.masked)
        if until - now > RESERVED_AT_MOST:
            return _No(Refused("REJECTED", "Nothing is reserved for so long."), about)
        actor, group = acting(read.request), command.token.group_id
        key = ReservationKey(
            actor.tenant_id,
            read.request.partner_id,
            str(owner_of(command.token)),
            command.reservation_id,
        )
        token = command.token
        together = None if token.group_id is None else self._group(actor.tenant_id, token)
        async with self._database.transaction(actor) as work:
            await self._expiry.made_anew(work, key)
            wanted = Wanted(spot.station_id, spot.evse_id, until, identifier.hash, together)
            number = await reservations.keep(work.connection, key, wanted, now)
        if number is None:
            return _No(Refused("REJECTED", "This reservation is at another charger."), about)
        arguments = {
            "reservation_id": number,
            "id_token": id_token,
            "token_type": token_type_of(command.token),
            "group_id": group if group and len(group) <= FITS_EVERY_CHARGER else None,
            "evse_id": spot.evse_id,
            "expires_at": until,
        }
        return Order(spot.station_id, "reserve", arguments, about._replace(reservation=number))

    async def _cancel(self, read: _Read) -> Order | _No:
        command: CancelReservation = read.command
        actor, partner_id = acting(read.request), read.request.partner_id
        async with self._database.reading(actor) as connection:
            found = await reservations.find(
                connection, actor.tenant_id, partner_id, command.reservation_id
            )
        if len(found) != 1:
            why = "called so by several of your parties" if found else "not known"
            return _No(Refused("REJECTED", f"This reservation is {why}."))
        number, station_id = found[0]
        if await self._stations.disconnected(actor, [station_id]):
            return _No(Refused("REJECTED", OFFLINE), About(station_id))
        about = About(station_id, reservation=number)
        return Order(station_id, "cancel_reservation", {"reservation_id": number}, about)

    async def _spot(
        self, read: _Read, evse_uid: str | None, connector_id: str | None
    ) -> ChargingSpot | _No:
        """Return the EVSE that a command means, or takes. Raises `UnknownLocation`."""
        actor, partner_id = acting(read.request), read.request.partner_id
        named = await self._evses.evses(actor, partner_id, read.command.location_id)
        whole = await self._places.whole(actor, {each.location_id for each in named})
        spots = [spot for each in whole for spot in spots_of(named, each, evse_uid, connector_id)]
        if not spots:
            raise UnknownLocation("No location, EVSE or connector that you know is called so")
        if evse_uid is None:
            spot = free_spot(spots)
            return spot or _No(Refused("REJECTED", "No EVSE there is free."))
        spot = spots[0]
        return spot if spot.connected else _No(Refused("REJECTED", OFFLINE), _about(spot))

    def _told(self, request: ModuleRequest, token: Token) -> tuple[str, IdentifierRef]:
        """Return what a charger is told of a token, and how that is known here."""
        tenant_id = request.actor.tenant_id
        value = id_token_of(token, lambda text: self._keyring.identifier_hash(tenant_id, text))
        return value, IdentifierReader(self._keyring, tenant_id).identifier_of(value)

    def _group(self, tenant_id: UUID, token: Token) -> bytes:
        return group_hash(self._keyring, tenant_id, token)

    async def _their_keys(self, request: ModuleRequest) -> list[PartyKey]:
        """Return the caller's parties, those first that have drivers."""
        found = await self._parties.partners(request.actor, request.partner_id)
        if not found:
            raise InvalidParameters("You have no party here")
        return [party.key for party in sorted(found, key=lambda party: party.role != "EMSP")]


def _about(spot: ChargingSpot, masked: str | None = None) -> About:
    return About(spot.station_id, spot.evse_id, spot.connector_id, None, masked)


def _answered(request: ModuleRequest, refused: Refused | None) -> ModuleAnswer:
    word, message = ("ACCEPTED", None) if refused is None else refused
    said: Any = {"result": word, "timeout": PATIENCE_S if refused is None else 0}
    texts = None if message is None else (DisplayText(language="en", text=message),)
    response = CommandResponse(**said, message=texts)
    return ModuleAnswer(data=response_for(request.version, response))
