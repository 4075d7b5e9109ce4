"""A small other side for simulated chargers: keeps what it is told, answers, and asks."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from websockets.asyncio.connection import broadcast
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.ocpp import codec
from chargehouse.ocpp.connection import Connection
from chargehouse.ocpp.errors import Unanswered
from chargehouse.ocpp.incoming import Answer, IncomingCall
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.ocpp.version import VERSIONS

Json = dict[str, Any]
STRANGER = "0BADBADBADBAD0"
PATIENCE_S = 60


class ServerTransport:
    """A websocket of the server's, as a transport."""

    def __init__(self, websocket: ServerConnection) -> None:
        self._websocket = websocket
        self.closing: list[asyncio.Task[None]] = []

    def send(self, text: str) -> None:
        broadcast((self._websocket,), text)

    def close(self, code: int, reason: str) -> None:
        self.closing.append(asyncio.ensure_future(self._websocket.close(code, reason)))

    def unsent_bytes(self) -> int:
        return 0


class Csms:
    """The other side: keeps what it is told, answers, and asks."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.calls: list[tuple[str, str, Json]] = []
        self.connections: dict[str, Connection] = {}
        self.authorizations: list[str | None] = []
        self.paths: list[str] = []
        self.boot_status = "Accepted"
        self.silent: set[str] = set()
        self.observed_errors: list[str] = []
        self._heard = asyncio.Event()
        self._next_transaction = 70
        self.port = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ocpp/depot"

    def frame(self, seen: FrameSeen) -> None:
        if seen.kind in {"error", "malformed"} or seen.deviations:
            self.observed_errors.append(seen.text)

    def handler_failed(self, action: str, message_id: str, error: BaseException) -> None:  # noqa: ARG002  an Observer
        self.observed_errors.append(repr(error))

    async def serve(self, websocket: ServerConnection) -> None:
        request = websocket.request
        assert request is not None
        assert websocket.subprotocol is not None
        code = request.path.rsplit("/", 1)[1]
        self.paths.append(request.path)
        self.authorizations.append(request.headers.get("Authorization"))
        connection = Connection(
            VERSIONS[websocket.subprotocol],
            "csms",
            ServerTransport(websocket),
            handler=lambda call: self.answer(code, call),
            observer=self,
            clock=self.clock,
            ids=TimeOrderedIds(),
        )
        self.connections[code] = connection
        try:
            async for text in websocket:
                connection.feed(text)
        except ConnectionClosed:
            pass
        finally:
            connection.closed()

    def answer(self, code: str, call: IncomingCall) -> Answer:
        name = call.action.name
        if name in self.silent:
            raise Unanswered
        payload: Json = msgspec.json.decode(bytes(call.raw))
        self.calls.append((code, name, payload))
        self._heard.set()
        return codec.check_response(call.action, self.reply(name, payload, call.version.name))

    def reply(self, name: str, payload: Json, version: str) -> Json:
        now = self.clock.now()
        if name == "BootNotification":
            return {"status": self.boot_status, "currentTime": now, "interval": 300}
        if name == "Heartbeat":
            return {"currentTime": now}
        if version == "1.6":
            status = "Accepted" if payload.get("idTag") != STRANGER else "Invalid"
            if name == "StartTransaction":
                self._next_transaction += 1
                return {
                    "transactionId": self._next_transaction,
                    "idTagInfo": {"status": status},
                }
            return {"idTagInfo": {"status": status}} if name == "Authorize" else extra(name)
        token = payload.get("idToken", {}).get("idToken")
        info = {"idTokenInfo": {"status": "Accepted" if token != STRANGER else "Unknown"}}
        if name == "TransactionEvent":
            return {} if token is None else info
        return info if name == "Authorize" else extra(name)

    async def hears(
        self, action: str, wanted: Callable[[Json], bool] = lambda _: True, since: int = 0
    ) -> Json:
        """Wait for a message after the first `since` ones."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for _, name, payload in self.calls[since:]:
                    if name == action and wanted(payload):
                        return payload
                self._heard.clear()
                await self._heard.wait()

    async def ask(self, action: str, payload: Json, code: str = "CP-1") -> Any:  # noqa: ANN401  the answer's struct
        async with asyncio.timeout(PATIENCE_S):
            reply = await self.connections[code].call(action, payload, timeout_s=30.0)
        return reply.value

    def said(self, action: str) -> list[Json]:
        return [payload for _, name, payload in self.calls if name == action]


def extra(name: str) -> Json:
    if name in {"DataTransfer", "SignCertificate"}:
        return {"status": "Accepted"}
    return {}
