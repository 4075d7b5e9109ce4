"""One connected charger: what its messages need to know, and its part of the timeline."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from chargehouse.contexts.identity.public import IdentifierReader
from chargehouse.contexts.stations.public import Admitted, Frame, Replaced, StationRef
from chargehouse.gateway import clocks
from chargehouse.gateway.decided_tokens import JudgedTokens
from chargehouse.gateway.free_text import without_identifiers
from chargehouse.gateway.masking import masked_payload
from chargehouse.gateway.services import Services
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpp.connection import Connection, Transport
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.ocpp.version import V16, Version
from chargehouse.platform.postgres.coalescer import Unit

log = structlog.get_logger(__name__)

KINDS: Final = {
    "duplicate_call": "call",
    "dropped_call": "call",
    "late_result": "result",
    "unknown_result": "result",
    "late_error": "error",
    "unknown_error": "error",
}
NOTES: Final = {
    "duplicate_call": "sent again while the first was being handled",
    "dropped_call": "too many calls wait: not handled",
    "late_result": "came after its call had timed out",
    "unknown_result": "answers nothing that was asked",
    "late_error": "came after its call had timed out",
    "unknown_error": "answers nothing that was asked",
}

CHARGED_TOLD_EVERY: Final = timedelta(minutes=1)

Dispatch = Callable[["Charger", IncomingCall], Any]


class Charger:
    """A station on its newest connection; observes that OCPP connection.

    A request's frame waits in `pending` until the use case that it leads to takes it into its
    own transaction (`unit`): what is acknowledged has its frame. `boot_asked` says that the next
    BootNotification was asked for, so that it tells of no reboot; `triggered` names all that was
    asked for. `decided` is what was last decided of transactions of OCPP 2.x;
    `network_profiles` the security profile of each configuration slot
    that the station took a network profile for. `skew_s` is how far ahead the station's clock is,
    as far as is known, from earlier connections too, and `skews_seen_s` as was seen lately in this
    one; `heard_at_s` when anything was last heard of it, a pong included; `used_at` when it last
    sent a message.
    """

    __slots__ = (
        "_agreed",
        "_dispatch",
        "admitted",
        "boot_asked",
        "booted",
        "charged_told_at",
        "connected_at",
        "connection",
        "decided",
        "heard_at_s",
        "id",
        "network_profiles",
        "pending",
        "remote_address",
        "reports",
        "security_profile",
        "services",
        "skew_s",
        "skews_seen_s",
        "socket",
        "station",
        "triggered",
        "used_at",
        "used_told_at",
    )

    def __init__(
        self,
        services: Services,
        station: StationRef,
        admitted: Admitted,
        version: Version,
        transport: Transport,
        *,
        dispatch: Dispatch,
        security_profile: int,
        socket: Any = None,  # noqa: ANN401  whatever the server pings
    ) -> None:
        self._agreed = version
        self._dispatch = dispatch
        self.socket = socket
        self.services = services
        self.station = station
        self.admitted = admitted
        self.id = services.ids.new()
        self.security_profile = security_profile
        self.skew_s = admitted.clock_skew_s
        self.skews_seen_s: tuple[float, ...] = ()
        self.booted = False
        self.boot_asked = False
        self.remote_address = ""
        self.triggered: set[str] = set()
        self.network_profiles: dict[int, int] = {}
        self.decided = JudgedTokens()
        self.pending: list[Frame] | None = None
        self.reports: dict[int, list[Any]] | None = None
        self.heard_at_s = services.clock.monotonic()
        self.connected_at = self.used_at = self.used_told_at = services.clock.now()
        self.charged_told_at: datetime | None = None
        self.connection = Connection(
            version,
            "csms",
            transport,
            handler=self._handle,
            observer=self,
            clock=services.clock,
            ids=services.ids,
            max_chars=services.settings.max_frame_bytes,
            fallback=None if version is V16 else V16,
        )

    @property
    def tenant_id(self) -> UUID:
        """The tenant that the station belongs to."""
        return self.station.tenant_id

    @property
    def reader(self) -> IdentifierReader:
        """Reads this tenant's identifiers off the wire."""
        return self.services.reader(self.station.tenant_id)

    @property
    def protocol(self) -> str:
        """The subprotocol that is spoken, `ocpp1.6` for one."""
        return self.connection.version.subprotocol

    def unit(self) -> Unit:
        """Return a unit that carries the frames seen so far, for a use case to add to."""
        unit = Unit(self.station.tenant_id)
        self._take_frames(unit)
        return unit

    async def tell_connected(self) -> Replaced | None:
        """Keep that this is its station's newest connection; return the one that it replaces.

        Raises `Unavailable`.
        """
        return await self.services.connections.connected(
            self.station,
            connection_id=self.id,
            process_id=self.services.process_id,
            subprotocol=self.protocol,
            security_profile=self.security_profile,
            remote_address=self.remote_address,
            at=self.services.clock.now(),
        )

    async def keep_frames(self) -> None:
        """Make durable the frames seen so far. Raises `Unavailable`."""
        await self.services.hot.commit(self.unit())

    def told_time(self, reported_at: datetime, received_at: datetime) -> None:
        """Learn from a live message how far the station's clock is off; keep what is news."""
        self.skews_seen_s = clocks.seen_after(self.skews_seen_s, reported_at, received_at)
        if not self.skews_seen_s:
            return
        skew_s = max(self.skews_seen_s)
        if clocks.is_news(skew_s, self.skew_s, received_at, self.connected_at):
            self.skew_s = skew_s
            self.services.reports.heard(self.station, clock_skew_s=skew_s)

    def charged(self, at: datetime) -> None:
        """Keep that somebody charges here: the last proven use, to the minute."""
        told_at = self.charged_told_at
        if told_at is None or at - told_at >= CHARGED_TOLD_EVERY:
            self.charged_told_at = at
            self.services.reports.heard(self.station, used_at=at)

    def judged_at(self, reported_at: datetime | None, received_at: datetime) -> datetime:
        """Return the instant at which an attempt of this station is judged."""
        return clocks.judged_at(reported_at, received_at, self.skew_s, self.connected_at)

    def is_offline(self, reported_at: datetime | None, received_at: datetime) -> bool:
        """Tell whether a message of this station was queued while it was offline."""
        return clocks.is_offline(reported_at, received_at, self.skew_s, self.connected_at)

    def may_be_queued(self, reported_at: datetime | None, received_at: datetime) -> bool:
        """Tell whether a message of this station may have been queued while it was offline."""
        return clocks.may_be_queued(reported_at, received_at, self.skew_s, self.connected_at)

    def frame(self, seen: FrameSeen) -> None:
        """Keep a frame (the OCPP connection's observer)."""
        services = self.services
        now = services.clock.now()
        note = NOTES.get(seen.kind)
        deviations: tuple[str, ...] = ()
        if seen.deviations:
            deviations = tuple(
                f"{found.quirk} {without_identifiers(found.field_path)}"
                for found in seen.deviations
            )
        frame = Frame(
            station_id=self.station.id,
            id=services.ids.new(),
            at=now,
            connection_id=self.id,
            direction=seen.direction,
            kind=KINDS.get(seen.kind, seen.kind),
            action=self._named(seen.action),
            message_id=seen.message_id,
            payload=masked_payload(seen),
            deviations=(*deviations, note) if note else deviations,
        )
        services.figures.count(seen)
        if self.pending is None:
            self.pending = [frame]
        else:
            self.pending.append(frame)
        if seen.direction == "in":
            self.used_at = now
            if seen.kind in {"call", "send"}:
                return
        frames, self.pending = self.pending, None
        services.late_frames.add(self.station.tenant_id, frames)

    def handler_failed(self, action: str, message_id: str, error: BaseException) -> None:
        """Log what a handler raised that is no refusal (the OCPP connection's observer)."""
        self.services.figures.failed(action)
        log.error(
            "handler_failed",
            station_id=str(self.station.id),
            action=action,
            message_id=message_id,
            exc_info=error,
        )

    def _named(self, action: str) -> str | None:
        """Return an action's name; one that OCPP does not know may hold anything."""
        if not action or action in self.connection.version.actions:
            return action or None
        return without_identifiers(action)

    def _take_frames(self, unit: Unit) -> None:
        frames, self.pending = self.pending, None
        if frames is not None:
            for frame in frames:
                self.services.timeline.add(unit, frame)

    def _handle(self, call: IncomingCall) -> Any:  # noqa: ANN401  a response, or a future of one
        if call.version is not self._agreed:
            self._agreed = call.version
            self.services.background(self._tell_version())
        return self._dispatch(self, call)

    async def _tell_version(self) -> None:
        with contextlib.suppress(Unavailable):
            await self.tell_connected()
