"""The port that chargers connect to."""

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from weakref import WeakKeyDictionary

import structlog
from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from chargehouse.gateway.admission import Admission, Refusal, Welcome
from chargehouse.gateway.boots import ask_in_a_while
from chargehouse.gateway.charger import Charger, Dispatch
from chargehouse.gateway.chargers import Chargers
from chargehouse.gateway.knocks import Knock, offered_subprotocols
from chargehouse.gateway.pace import Pace
from chargehouse.gateway.services import Services
from chargehouse.kernel.errors import Unavailable

SERVICE_RESTART: Final = 1012
NOTHING_HEARD: Final = 4002
TRY_AGAIN_LATER: Final = 1013
CLOSE_TIMEOUT_S: Final = 5
ALLOWED_SILENT_INTERVALS: Final = 2.5

log = structlog.get_logger(__name__)
_QUIET: Final = logging.getLogger("chargehouse.gateway.sockets")
_QUIET.setLevel(logging.CRITICAL)  # what goes wrong on a socket is told by its close code


def _response(socket: ServerConnection, status: HTTPStatus, advice: str) -> Response:
    response = socket.respond(status, advice + "\n")
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Basic realm="chargehouse"'
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        response.headers["Retry-After"] = "30"
    return response


class SocketTransport:
    """Carries frames over a websocket; writing never waits, so what is unsent is watched."""

    __slots__ = ("_services", "_socket")

    def __init__(self, socket: ServerConnection, services: Services) -> None:
        self._socket = socket
        self._services = services

    def send(self, text: str) -> None:
        """Write a text frame at once."""
        broadcast((self._socket,), text)

    def close(self, code: int, reason: str) -> None:
        """Begin to close."""
        self._services.background(self._socket.close(code, reason))

    def unsent_bytes(self) -> int:
        """Return how much is written and not taken yet."""
        return self._socket.transport.get_write_buffer_size()


class GatewayServer:
    """Lets chargers in, reads what they send, and sees that silent ones are closed."""

    def __init__(
        self,
        services: Services,
        chargers: Chargers,
        dispatch: Dispatch,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._services = services
        self._settings = services.settings
        self._chargers = chargers
        self._dispatch = dispatch
        self._admission = Admission(services)
        self._tls = tls
        self._handshakes = asyncio.Semaphore(self._settings.max_handshakes)
        # Of those who vanish, or ask wrongly, on their way in nobody tells us: weakly kept.
        self._welcomes: WeakKeyDictionary[ServerConnection, Welcome] = WeakKeyDictionary()
        self._server: Server | None = None
        self._watching: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        if self._server is None:
            return self._settings.port
        return int(next(iter(self._server.sockets)).getsockname()[1])

    async def start(self) -> None:
        """Begin to listen."""
        self._server = await serve(
            self._serve,
            self._settings.host,
            self._settings.port,
            process_request=self._process_request,
            select_subprotocol=self._select_subprotocol,
            compression=None,
            ping_interval=None,
            server_header=None,
            max_size=self._settings.max_frame_bytes,
            max_queue=8,
            open_timeout=self._settings.handshake_timeout_s,
            close_timeout=CLOSE_TIMEOUT_S,
            ssl=self._tls,
            backlog=4096,
            logger=_QUIET,
        )
        self._watching = asyncio.create_task(self._watch(), name="gateway watch")

    async def stop(self) -> None:
        """Close every charger with 1012, so that it comes back, and stop listening."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        if self._server is not None:
            self._server.close(code=SERVICE_RESTART, reason="service restart")
            await self._server.wait_closed()
            self._server = None

    async def _process_request(self, socket: ServerConnection, request: Request) -> Response | None:
        """Answer a knock: None lets it in."""
        said = request.headers.get_all("Sec-WebSocket-Protocol")
        offered = offered_subprotocols(said)
        if said:
            del request.headers["Sec-WebSocket-Protocol"]
        if offered:
            request.headers["Sec-WebSocket-Protocol"] = ", ".join(offered)
        knock = Knock(
            path=request.path,
            authorization=next(iter(request.headers.get_all("Authorization")), None),
            subprotocols=[word.lower() for word in offered],
            remote_address=str((socket.remote_address or ("",))[0]),
            encrypted=self._tls is not None,
            peer_certificate=socket.transport.get_extra_info("peercert"),
        )
        try:
            async with self._handshakes:
                outcome = await self._admission.admit(knock)
        except Unavailable:
            return _response(socket, HTTPStatus.SERVICE_UNAVAILABLE, "Try again soon.")
        if isinstance(outcome, Refusal):
            return _response(socket, outcome.status, outcome.advice)
        self._welcomes[socket] = outcome
        return None

    def _select_subprotocol(
        self, socket: ServerConnection, offered: Sequence[Subprotocol]
    ) -> Subprotocol | None:
        welcome = self._welcomes[socket]
        return next((word for word in offered if word.lower() == welcome.version.subprotocol), None)

    async def _serve(self, socket: ServerConnection) -> None:
        welcome = self._welcomes.pop(socket)
        charger = Charger(
            self._services,
            welcome.station,
            welcome.admitted,
            welcome.version,
            SocketTransport(socket, self._services),
            dispatch=self._dispatch,
            security_profile=welcome.security_profile,
            socket=socket,
        )
        try:
            await self._chargers.enter(charger, str((socket.remote_address or ("",))[0]))
        except Unavailable:
            await socket.close(TRY_AGAIN_LATER, "the database is away")
            self._chargers.leave(charger, socket.close_code, socket.close_reason)
            return
        ask_in_a_while(charger)
        if welcome.deviations:
            self._services.reports.heard(charger.station, deviations=len(welcome.deviations))
        try:
            await self._read(socket, charger)
        except Exception:
            log.exception("connection_failed", station_id=str(charger.station.id))
            raise
        finally:
            self._chargers.leave(charger, *_how_it_closed(socket))

    async def _read(self, socket: ServerConnection, charger: Charger) -> None:
        pace = Pace(self._services.clock, self._settings.frames_per_second)
        feed = charger.connection.feed
        monotonic = self._services.clock.monotonic
        with contextlib.suppress(ConnectionClosed):
            while True:
                message = await socket.recv(decode=False)
                charger.heard_at_s = monotonic()
                feed(message)
                if pace.exceeded(charger.heard_at_s):
                    self._services.figures.throttled.inc()
                    await pace.wait()

    async def _watch(self) -> None:
        """Ping those who are quiet; close those of whom nothing was heard for too long."""
        interval_s = self._settings.ping_interval_s
        while True:
            await self._services.clock.sleep(interval_s)
            now_s = self._services.clock.monotonic()
            for charger in self._chargers:
                quiet_s = now_s - charger.heard_at_s
                if quiet_s > interval_s * ALLOWED_SILENT_INTERVALS:
                    self._services.figures.silent.inc()
                    charger.connection.close(NOTHING_HEARD, "nothing was heard of you")
                elif quiet_s > interval_s / 2:
                    await _ping(charger)


def _how_it_closed(socket: ServerConnection) -> tuple[int | None, str | None]:
    """Return close code and reason: the charger's, else ours, which it never confirmed."""
    ours = socket.protocol.close_sent
    if socket.protocol.close_rcvd is None and ours is not None:
        return ours.code, ours.reason
    return socket.close_code, socket.close_reason


async def _ping(charger: Charger) -> None:
    socket: ServerConnection = charger.socket

    def heard(pong: asyncio.Future[float]) -> None:
        if not pong.cancelled() and pong.exception() is None:
            charger.heard_at_s = charger.services.clock.monotonic()

    with contextlib.suppress(ConnectionClosed):
        pong = await socket.ping()
        pong.add_done_callback(heard)  # type: ignore[attr-defined]
