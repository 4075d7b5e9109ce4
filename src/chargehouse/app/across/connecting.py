"""What a charger is told so that it connects, and what it can be asked once it does."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from chargehouse.app.addresses import Listening, charger_url
from chargehouse.contexts.people.service import MeService
from chargehouse.contexts.stations.errors import CommandNotPossible
from chargehouse.contexts.stations.public import STATIONS_READ
from chargehouse.contexts.stations.service import StationService
from chargehouse.kernel.actor import Actor
from chargehouse.ocpp.actions import Action
from chargehouse.ocpp.version import VERSIONS
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.settings import Settings


class StationConnection(msgspec.Struct, frozen=True, kw_only=True):
    """What is typed into a charger: `url` is `base_url` with the charger's own `id` behind it.

    `user` and a password are asked for in security profiles 1 and 2. `advice` says what keeps
    chargers on the network away, where something does.
    """

    url: str
    base_url: str
    id: str
    user: str | None
    subprotocols: list[str]
    encrypted: bool
    advice: str | None


class OfferedAction(msgspec.Struct, frozen=True, kw_only=True):
    """A request that stations take, and the names of the fields that it must and may have."""

    name: str
    required: Annotated[list[str], msgspec.Meta(description="Without these it is refused.")]
    optional: list[str]


class Connecting:
    """Says how chargers connect to this installation."""

    def __init__(self, stations: StationService, me: MeService, settings: Settings) -> None:
        self._stations = stations
        self._me = me
        self._settings = settings

    async def of(self, actor: Actor, station_id: UUID) -> StationConnection:
        """Return what a station is told, but for its password. Raises `StationUnknown`."""
        actor.require_somewhere(STATIONS_READ)
        station = await self._stations.get(actor, station_id)
        listening = Listening.recall(self._settings)
        tenant = (await self._me.of(actor, None)).tenant
        base = charger_url(self._settings, listening, tenant.slug)
        public = self._settings.ocpp.public_url is not None
        return StationConnection(
            url=f"{base}/{station.code}",
            base_url=base,
            id=station.code,
            user=station.code if station.security_profile in {1, 2} else None,
            subprotocols=list(VERSIONS) if station.protocol is None else [station.protocol],
            encrypted=base.startswith("wss:"),
            advice=None if public else listening.advice(),
        )


class ConnectionController(Controller):
    """How a station connects."""

    path = "/api/v1/stations/{station_id:uuid}/connection"
    tags = ("Stations",)

    @get(**permitted(STATIONS_READ))
    async def read_station_connection(
        self,
        actor: NamedDependency[Actor],
        connecting: NamedDependency[Connecting],
        station_id: FromPath[UUID],
    ) -> StationConnection:
        """Return exactly what is typed into a charger; its password is told only when made."""
        return await connecting.of(actor, station_id)


class OfferedActionController(Controller):
    """What stations of a station's OCPP version can be asked."""

    path = "/api/v1/stations/{station_id:uuid}/actions"
    tags = ("Commands",)

    @get(may_conflict=True, **permitted(STATIONS_READ))
    async def list_offered_actions(
        self,
        actor: NamedDependency[Actor],
        stations: NamedDependency[StationService],
        station_id: FromPath[UUID],
    ) -> list[OfferedAction]:
        """List the requests that can be sent to a station, in the version that it speaks."""
        station = await stations.get(actor, station_id)
        version = VERSIONS.get(station.socket.subprotocol or station.protocol or "")
        if version is None:
            raise CommandNotPossible(
                "The station never connected, so it is not known which protocol it speaks."
            )
        known = sorted(version.actions.values(), key=lambda action: action.name)
        return [_offered(action) for action in known if action.sender != "station"]


def _offered(action: Action) -> OfferedAction:
    fields = msgspec.structs.fields(action.request)
    return OfferedAction(
        name=action.name,
        required=[field.encode_name for field in fields if field.required],
        optional=[field.encode_name for field in fields if not field.required],
    )
