"""A charger of somebody else's make: the `ocpp` package over a real websocket."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from types import ModuleType
from typing import Any

from ocpp import v16, v201
from ocpp.charge_point import camel_to_snake_case
from ocpp.v16 import call as call_16
from ocpp.v16 import call_result as result_16
from ocpp.v201 import call as call_201
from ocpp.v201 import call_result as result_201
from tests.independent.house import PASSWORD, House, Json
from tests.protocol.rawcharger import PATIENCE_S, basic, open_socket
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

Answer = Json | Exception | asyncio.Event
MAKES: dict[str, tuple[Any, ModuleType, ModuleType]] = {
    "ocpp1.6": (v16.ChargePoint, call_16, result_16),
    "ocpp2.0.1": (v201.ChargePoint, call_201, result_201),
}
"""By subprotocol: the package's charge point, its requests and its responses."""


class Wire:
    """The charger's websocket, which remembers what went over it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.got: list[list[Any]] = []
        self.sent: list[list[Any]] = []

    async def recv(self) -> str | bytes:
        """Return the next message."""
        text = await self.socket.recv()
        self.got.append(json.loads(text))
        return text

    async def send(self, text: str) -> None:
        """Send a message."""
        self.sent.append(json.loads(text))
        await self.socket.send(text)


class IndependentCharger:
    """Sends what it is told to, and answers every request as `answers` says.

    An answer is a payload as OCPP writes it, an exception of the package for a CALLERROR, or an
    event for silence until it is set.
    """

    def __init__(self, protocol: str, code: str, socket: ClientConnection) -> None:
        make, self._calls, self._results = MAKES[protocol]
        self.protocol = protocol
        self.wire = Wire(socket)
        self.answers: dict[str, Answer] = {}
        self.told: asyncio.Queue[str] = asyncio.Queue()
        self.point = make(code, self.wire, response_timeout=PATIENCE_S)
        self.point.route_map = {
            action: {"_on_action": partial(self._answer, action)}
            for action in vars(self._results)
            if action[0].isupper()
        }

    async def say(self, action: str, **fields: object) -> Any:  # noqa: ANN401  the package's response
        """Send a request and return the package's response; it raises for a CALLERROR."""
        return await self.point.call(getattr(self._calls, action)(**fields), suppress=False)

    async def obeyed(self, action: str) -> None:
        """Wait until a request of this action has been answered, or not."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.told.get() != action:
                pass

    def last_order(self, action: str) -> Json:
        """Return the payload of the last request of this action, as it came."""
        return self.orders(action)[-1]

    def orders(self, action: str) -> list[Json]:
        """Return the payloads of the requests of this action, as they came."""
        return [frame[3] for frame in self.wire.got if frame[0] == 2 and frame[2] == action]

    async def vanish(self) -> None:
        """Drop the connection without a word."""
        self.wire.socket.transport.abort()
        await self.wire.socket.wait_closed()

    async def run(self) -> None:
        """Take part until the connection ends."""
        with contextlib.suppress(ConnectionClosed):
            await self.point.start()

    async def _answer(self, action: str, **_: object) -> Any:  # noqa: ANN401  the package's response
        self.told.put_nowait(action)
        answer = self.answers.get(action, {})
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            answer = {}
        if isinstance(answer, Exception):
            raise answer
        return getattr(self._results, action)(**camel_to_snake_case(answer))


@asynccontextmanager
async def connected(
    house: House, station: Json, protocol: str, password: str = PASSWORD
) -> AsyncIterator[IndependentCharger]:
    """Connect as a station, with basic authentication, until the end of the block."""
    socket = await open_socket(
        f"{house.ocpp_url}/{station['code']}", [protocol], basic(station["code"], password)
    )
    charger = IndependentCharger(protocol, station["code"], socket)
    serving = asyncio.create_task(charger.run())
    try:
        yield charger
    finally:
        await socket.close()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
