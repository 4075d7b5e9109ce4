"""Tells everybody who waits for events that there are some, in this process and in others."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn

import structlog

from chargehouse.kernel.clock import Clock, Timer
from chargehouse.kernel.errors import Unavailable
from chargehouse.kernel.ids import Ids
from chargehouse.platform.broker.port import Broker, Subscription
from chargehouse.platform.postgres.database import Database

SUBJECT = "events"
RINGS_APART_S = 0.05

# How those who listen go about it: they look every second although no bell rings, and soon again
# when events wait for a transaction to end. Looks are kept apart, for one costs the same for many
# events as for one.
POLL_S = 1.0
UNSETTLED_S = 0.02
LOOKS_APART_S = 0.2

log = structlog.get_logger(__name__)


class Bell:
    """Rings when events were committed: at once here, every 50 ms at most over the broker.

    A ring may be lost on its way, so who listens looks by himself now and then.
    """

    def __init__(
        self, database: Database, broker: Broker | None, *, clock: Clock, ids: Ids
    ) -> None:
        self._database = database
        self._broker = broker
        self._clock = clock
        self._me = ids.new().bytes
        self._listeners: list[Callable[[], None]] = []
        self._subscription: Subscription | None = None
        self._rest: Timer | None = None
        self._again = False
        self._publishing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to hear this process and the others."""
        self._database.on_events.append(self._ring)
        if self._broker is not None:
            self._subscription = await self._broker.subscribe(SUBJECT, self._hear)

    async def stop(self) -> None:
        """Fall silent."""
        if self._ring in self._database.on_events:
            self._database.on_events.remove(self._ring)
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        for task in self._publishing:
            task.cancel()
        await asyncio.gather(*self._publishing, return_exceptions=True)
        if self._subscription is not None:
            await self._subscription.cancel()

    def listen(self, listener: Callable[[], None]) -> None:
        """Have something called at every ring."""
        self._listeners.append(listener)

    def ring_here(self) -> None:
        """Wake those who wait in this process."""
        for listener in self._listeners:
            listener()

    def _ring(self) -> None:
        self.ring_here()
        if self._broker is None:
            return
        if self._rest is not None:
            self._again = True
            return
        self._publish(self._broker)

    def _publish(self, broker: Broker) -> None:
        self._again = False
        self._rest = self._clock.call_later(RINGS_APART_S, self._rested)
        task = asyncio.ensure_future(self._tell(broker))
        self._publishing.add(task)
        task.add_done_callback(self._publishing.discard)

    def _rested(self) -> None:
        self._rest = None
        if self._again and self._broker is not None:
            self._publish(self._broker)

    async def _tell(self, broker: Broker) -> None:
        try:
            await broker.publish(SUBJECT, self._me)
        except Unavailable:
            log.debug("others were not told of events", reason="the broker is away")

    async def _hear(self, body: bytes) -> None:
        if body != self._me:
            self.ring_here()


class Pacing:
    """Keeps the looks of one listener apart: the first comes at once, those after it in a while.

    A look costs the same for one event as for many. It spares this machine, and is no time of the
    domain: so it goes by the event loop's clock.
    """

    def __init__(self, apart_s: float) -> None:
        self._apart_s = apart_s
        self._looked_s = -apart_s

    async def turn(self) -> None:
        """Wait until it is time to look."""
        time_s = asyncio.get_running_loop().time
        wait_s = self._looked_s + self._apart_s - time_s()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        self._looked_s = time_s()


async def rest(clock: Clock, awake: asyncio.Event, rest_s: float) -> None:
    """Wait to be woken, `rest_s` seconds at most."""
    timer = clock.call_later(rest_s, awake.set)
    try:
        await awake.wait()
    finally:
        timer.cancel()


async def keep_looking(
    name: str,
    look: Callable[[], Awaitable[float]],
    *,
    clock: Clock,
    asked: asyncio.Event,
    apart_s: float = LOOKS_APART_S,
) -> NoReturn:
    """Look for ever: whenever it is asked for, and after as many seconds as the last look returned.

    Looks are kept apart, but for one that follows at once (0). A database that is away is waited
    for, and what fails is told to the log.
    """
    pacing = Pacing(apart_s)
    rest_s = POLL_S
    while True:
        if rest_s > 0:
            await pacing.turn()
        asked.clear()
        rest_s = POLL_S
        try:
            rest_s = await look()
        except Unavailable:
            log.warning("a worker waits for the database", worker=name)
        except Exception:
            log.exception("a worker stumbled", worker=name)
        if rest_s > 0:
            await rest(clock, asked, rest_s)


def next_look_s(*, more: bool, unsettled: bool) -> float:
    """Return after how many seconds to look again, by what a look at the events left."""
    if more:
        return 0
    return UNSETTLED_S if unsettled else POLL_S
