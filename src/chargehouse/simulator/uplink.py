"""A charger's conversation: connect, boot, beat, deliver; and the same again after each loss."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Protocol

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.ocpp.connection import Connection
from chargehouse.ocpp.errors import CallRefused, CallTimedOut, ConnectionClosed, ProtocolFault
from chargehouse.ocpp.incoming import Handler
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.ocpp.version import Version
from chargehouse.simulator.link import Link, Socket
from chargehouse.simulator.outbox import Message, Outbox

CALL_TIMEOUT_S = 30.0
DEFAULT_INTERVAL_S = 300
NORMAL_CLOSURE = 1000

CallFailed = (CallRefused, CallTimedOut, ConnectionClosed, ProtocolFault)


class Manners(Protocol):
    """What the conversation asks of the charger."""

    def boot_message(self) -> Message:
        """Return the BootNotification."""

    def heartbeat_message(self) -> Message:
        """Return the Heartbeat."""

    def boot_accepted(self, interval_s: int) -> None:
        """Take note that we may speak freely."""


class Watcher(Protocol):
    """Is told of every frame of a charger."""

    def __call__(self, code: str, seen: FrameSeen, /) -> None:
        """Take note of a frame."""


class Uplink:
    """Keeps one charger in conversation.

    `online` is set while the other side has accepted the charger's boot.
    """

    def __init__(
        self,
        link: Link,
        version: Version,
        clock: Clock,
        ids: Ids,
        on_frame: Callable[[FrameSeen], None] | None = None,
    ) -> None:
        self.link = link
        self.online = asyncio.Event()
        self.outbox = Outbox(clock, self._deliver, self.online)
        self._version = version
        self._clock = clock
        self._ids = ids
        self._on_frame = on_frame
        self._connection: Connection | None = None
        self._interval_s = DEFAULT_INTERVAL_S
        self._boot_again = asyncio.Event()
        self._powered = asyncio.Event()
        self._powered.set()
        self.failures: list[BaseException] = []

    def frame(self, seen: FrameSeen) -> None:
        """Take note of a frame; see `ocpp.observer`."""
        if self._on_frame is not None:
            self._on_frame(seen)

    def handler_failed(self, action: str, message_id: str, error: BaseException) -> None:  # noqa: ARG002  an Observer
        """Keep what a handler raised."""
        self.failures.append(error)

    async def run(self, manners: Manners, handler: Handler) -> None:
        """Converse for ever; `handler` answers the other side."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.outbox.run())
            while True:
                await self._powered.wait()
                socket = await self.link.open()
                await self._converse(socket, manners, handler)
                if self._powered.is_set():
                    await self.link.back_off()

    async def call(self, message: Message) -> Any:  # noqa: ANN401  the answer's struct
        """Send a request and return the answer; raises one of `CallFailed`."""
        if self._connection is None or not self._connection.is_open:
            self.online.clear()
            raise ConnectionClosed(sent=False)
        reply = await self._connection.call(
            message.action, message.payload, timeout_s=CALL_TIMEOUT_S, queue_timeout_s=600.0
        )
        return reply.value

    async def tell(self, message: Message) -> None:
        """Send a request that does not matter enough to be kept."""
        with contextlib.suppress(*CallFailed):
            await self.call(message)

    def boot(self) -> None:
        """Send a BootNotification again."""
        self._boot_again.set()

    def go_down(self, *, politely: bool) -> None:
        """Leave the line, and stay away until `come_up`."""
        self._powered.clear()
        self.online.clear()
        if politely and self._connection is not None:
            self._connection.close(NORMAL_CLOSURE, "")
        else:
            self.link.drop()

    def come_up(self) -> None:
        """Connect again, at once."""
        self._powered.set()
        self.link.restore()

    async def _deliver(self, message: Message) -> Any:  # noqa: ANN401  as `call`
        return await self.call(message)

    async def _converse(self, socket: Socket, manners: Manners, handler: Handler) -> None:
        connection = Connection(
            self._version,
            "station",
            socket,
            handler=handler,
            observer=self,
            clock=self._clock,
            ids=self._ids,
        )
        self._connection = connection
        life = asyncio.create_task(self._live(manners))
        try:
            async for text in socket.texts():
                connection.feed(text)
        finally:
            self.online.clear()
            connection.closed()
            life.cancel()
            ended = await asyncio.gather(life, return_exceptions=True)
            self.failures += [error for error in ended if isinstance(error, Exception)]
            await socket.ended()

    async def _live(self, manners: Manners) -> None:
        while True:
            await self._boot(manners)
            beat = asyncio.create_task(self._beat(manners))
            try:
                await self._boot_again.wait()
            finally:
                beat.cancel()
                await asyncio.gather(beat, return_exceptions=True)

    async def _boot(self, manners: Manners) -> None:
        self._boot_again.clear()
        while True:
            interval_s = DEFAULT_INTERVAL_S
            try:
                answer = await self.call(manners.boot_message())
            except CallFailed:
                await self._clock.sleep(60)
                continue
            interval_s = answer.interval if answer.interval > 0 else DEFAULT_INTERVAL_S
            if answer.status == "Accepted":
                self._interval_s = interval_s
                self.link.settle()
                self.online.set()
                manners.boot_accepted(interval_s)
                return
            self.online.clear()
            await self._wait_to_boot(interval_s)

    async def _wait_to_boot(self, interval_s: float) -> None:
        timer = self._clock.call_later(interval_s, self._boot_again.set)
        await self._boot_again.wait()
        timer.cancel()
        self._boot_again.clear()

    async def _beat(self, manners: Manners) -> None:
        while True:
            await self._clock.sleep(self._interval_s)
            await self.tell(manners.heartbeat_message())

    def beat_every(self, interval_s: int) -> None:
        """Change the time between heartbeats from the next one on."""
        self._interval_s = interval_s
