"""The charger's way to the other side: a websocket, opened again whenever it is lost."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.connection import broadcast
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from chargehouse.kernel.chance import Chance
from chargehouse.kernel.clock import Clock
from chargehouse.ocpp.version import Version

OPEN_TIMEOUT_S = 30.0
FIRST_DELAY_S = 2.0
LONGEST_DELAY_S = 120.0
ABNORMAL = 1006


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect, and as whom.

    `url` goes up to the tenant (`ws://host:port/ocpp/tenant`); the charger's code follows it. The
    password is for basic auth (security profiles 1 and 2), `tls` for `wss` (profiles 2 and 3).
    """

    url: str
    code: str
    password: str | None = None
    tls: ssl.SSLContext | None = None

    @property
    def target(self) -> str:
        """The whole address."""
        return f"{self.url.rstrip('/')}/{quote(self.code, safe='')}"

    def __repr__(self) -> str:
        return f"Address({self.target!r})"

    def headers(self) -> dict[str, str]:
        """Return the header that says who we are."""
        if self.password is None:
            return {}
        pair = base64.b64encode(f"{self.code}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}


class Socket:
    """One open websocket, as a transport of `ocpp.connection`."""

    def __init__(self, websocket: ClientConnection) -> None:
        self._websocket = websocket
        self._closing: asyncio.Task[None] | None = None

    def send(self, text: str) -> None:
        """Write the text without waiting."""
        broadcast((self._websocket,), text)

    def close(self, code: int, reason: str) -> None:
        """Begin to close."""
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(
                self._websocket.close(code, reason)
            )

    def abort(self) -> None:
        """Drop the line without a word, as when the power or the network goes."""
        self._websocket.transport.abort()

    def unsent_bytes(self) -> int:
        """Return how much was written that was not taken yet."""
        return int(self._websocket.transport.get_write_buffer_size())

    async def texts(self) -> AsyncIterator[str | bytes]:
        """Yield what arrives until the socket ends, however it ends."""
        try:
            async for text in self._websocket:
                yield text
        except ConnectionClosed:
            return

    async def ended(self) -> None:
        """Wait until the socket is gone, and let go of it."""
        if self._closing is not None:
            await self._closing
        await self._websocket.close()


class Link:
    """Opens sockets, with a jittered back-off that doubles (OCPP 2.0.1 part 4, section 5.3)."""

    def __init__(self, address: Address, version: Version, clock: Clock, chance: Chance) -> None:
        self._address = address
        self._version = version
        self._clock = clock
        self._chance = chance
        self._failures = 0
        self._whole = asyncio.Event()
        self._whole.set()
        self._restored = asyncio.Event()
        self._socket: Socket | None = None
        self.refused = 0

    def settle(self) -> None:
        """Take note that the other side accepted us: the next back-off begins at its least."""
        self._failures = 0

    def cut(self) -> None:
        """Lose the network until it is restored."""
        self._whole.clear()
        self.drop()

    def restore(self) -> None:
        """Have the network again, and try at once."""
        self._failures = 0
        self._whole.set()
        self._restored.set()

    def drop(self) -> None:
        """Lose the socket; another is opened after the back-off."""
        if self._socket is not None:
            self._socket.abort()

    async def open(self) -> Socket:
        """Return a socket, sooner or later."""
        while True:
            await self._whole.wait()
            try:
                websocket = await connect(
                    self._address.target,
                    subprotocols=[Subprotocol(self._version.subprotocol)],
                    additional_headers=self._address.headers(),
                    ssl=self._address.tls,
                    open_timeout=OPEN_TIMEOUT_S,
                    ping_interval=60,
                    ping_timeout=60,
                    compression=None,
                    max_queue=64,
                    proxy=None,
                )
            except (OSError, TimeoutError, WebSocketException):
                self.refused += 1
                await self.back_off()
                continue
            self._restored.clear()
            self._socket = Socket(websocket)
            return self._socket

    async def back_off(self) -> None:
        """Wait as long as befits the failures so far, or until the network is restored."""
        longest_s = min(LONGEST_DELAY_S, FIRST_DELAY_S * 2**self._failures)
        self._failures = min(self._failures + 1, 10)
        timer = self._clock.call_later(
            self._chance.uniform(longest_s / 2, longest_s), self._restored.set
        )
        await self._restored.wait()
        self._restored.clear()
        timer.cancel()
