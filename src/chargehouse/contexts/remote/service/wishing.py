"""Wishes of partners: kept, and made commands to stations."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from chargehouse.contexts.remote.events import PartnerCommandAnswered, PartnerCommandReceived
from chargehouse.contexts.remote.model.wishes import (
    CHARGER_MAY_TAKE_S,
    PATIENCE_S,
    Wish,
    owner_of,
)
from chargehouse.contexts.remote.public import CommandKind
from chargehouse.contexts.remote.repository import received
from chargehouse.contexts.remote.service.sealing import WishSealer
from chargehouse.contexts.roaming.public import ModuleRequest
from chargehouse.contexts.stations.errors import CommandNotPossible, StationUnknown
from chargehouse.contexts.stations.public import Commander
from chargehouse.kernel.actor import EVERYTHING, Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.platform.outside.urls import UrlRefused, checked_url
from chargehouse.platform.postgres.database import Database

OVERDUE_AFTER: Final = timedelta(seconds=CHARGER_MAY_TAKE_S + 60)
"""Longer than a command to a station can last: then whoever was to end it is gone."""


class Refused(NamedTuple):
    """What a partner is told at once instead of an acceptance, and why, for people."""

    response: str
    message: str | None = None


class About(NamedTuple):
    """What a wish is about."""

    station_id: UUID | None = None
    evse_id: int | None = None
    connector_id: int | None = None
    session_id: UUID | None = None
    masked: str | None = None
    reservation: int | None = None


class Order(NamedTuple):
    """What a station is told for a partner: a version-neutral verb and its arguments."""

    station_id: UUID
    verb: str
    arguments: Mapping[str, object]
    about: About


class Wishes:
    """Keeps what partners ask for, and has it done; what comes of it is told by others."""

    def __init__(
        self,
        database: Database,
        sealer: WishSealer,
        commander: Commander,
        *,
        allow_private: bool,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._commander = commander
        self._allow_private = allow_private

    def check_way_back(self, url: str) -> None:
        """Refuse an address for results that may not be asked. Raises `InvalidParameters`."""
        try:
            checked_url(url, allow_private=self._allow_private)
        except UrlRefused as error:
            raise InvalidParameters(
                f"Nothing can be sent there: {error.why}", "response_url"
            ) from (None)

    async def refuse(
        self, request: ModuleRequest, kind: CommandKind, wish: Wish, refused: Refused, about: About
    ) -> None:
        """Keep a wish that was refused at once."""
        id_ = self._database.ids.new()
        async with self._database.transaction(acting(request)) as work:
            values = self._values(request, id_, kind, wish, about)
            said = {"state": "refused", "response": refused.response, "message": refused.message}
            await received.add(work.connection, {**values, **said})
            work.record(_received(request, id_, kind, about, response=refused.response))

    async def begin(
        self, request: ModuleRequest, kind: CommandKind, wish: Wish, order: Order
    ) -> Refused | None:
        """Have a station told; return why that is not possible, where it is not.

        It is kept first, so that its result is told whatever happens to this process.
        """
        actor, about = acting(request), order.about
        id_, command_id = self._database.ids.new(), self._database.ids.new()
        async with self._database.transaction(actor) as work:
            values = self._values(request, id_, kind, wish, about)
            waiting = {
                "state": "waiting",
                "response": "ACCEPTED",
                "command_id": command_id,
                "due_at": work.now() + OVERDUE_AFTER,
            }
            await received.add(work.connection, {**values, **waiting})
            work.record(
                _received(request, id_, kind, about, response="ACCEPTED", command_id=command_id)
            )
        try:
            await self._commander.perform(
                actor,
                order.station_id,
                order.verb,
                order.arguments,
                timeout_s=CHARGER_MAY_TAKE_S,
                wait=False,
                reason=None,
                command_id=command_id,
            )
        except CommandNotPossible:
            refused = Refused("NOT_SUPPORTED", "The charger's protocol has no way to say it.")
        except (Invalid, StationUnknown):
            refused = Refused("REJECTED", "The charger cannot be told this.")
        else:
            return None
        async with self._database.transaction(actor) as work:
            said = {"state": "refused", "response": refused.response, "message": refused.message}
            values = {**said, "command_id": None, "due_at": None}
            await received.change(work.connection, work.tenant_id, id_, values)
            work.record(
                PartnerCommandAnswered(
                    aggregate_id=id_,
                    station_id=about.station_id,
                    partner_id=request.partner_id,
                    kind=kind,
                    result=refused.response,
                )
            )
        return refused

    def _values(
        self, request: ModuleRequest, id_: UUID, kind: CommandKind, wish: Wish, about: About
    ) -> dict[str, object]:
        now = self._database.clock.now()
        return {
            "tenant_id": request.actor.tenant_id,
            "id": id_,
            "partner_id": request.partner_id,
            "partner_name": request.partner_name,
            "version": request.version,
            "kind": kind,
            **about._asdict(),
            "token_party": None if wish.token is None else str(owner_of(wish.token)),
            "token_type": None if wish.token is None else wish.token.type,
            "sealed": self._sealer.seal(id_, wish),
            "requested_at": now,
            "expires_at": now + timedelta(seconds=PATIENCE_S),
            "tries": 0,
        }


def acting(request: ModuleRequest) -> Actor:
    """Return the partner as it acts on stations, once its wish was found to be its own affair."""
    actor = request.actor
    return Actor(
        kind=actor.kind,
        tenant_id=actor.tenant_id,
        name=actor.name,
        id=actor.id,
        permissions=frozenset({EVERYTHING}),
        request_id=actor.request_id,
        origin=actor.origin,
    )


def _received(
    request: ModuleRequest,
    id_: UUID,
    kind: CommandKind,
    about: About,
    *,
    response: str,
    command_id: UUID | None = None,
) -> PartnerCommandReceived:
    return PartnerCommandReceived(
        aggregate_id=id_,
        station_id=about.station_id,
        partner_id=request.partner_id,
        kind=kind,
        response=response,
        command_id=command_id,
    )
