"""How a worker works: in rounds in which it takes what is due, and with what it has under way."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from chargehouse.kernel.clock import Clock, Timer
from chargehouse.platform.outbox.bell import POLL_S, keep_looking

log = structlog.get_logger(__name__)


class Rounds:
    """Has one round made after the other while it runs, `apart_s` apart at least.

    The next is made as soon as it is asked for (`wake`), and a second later without. With `goes_on`
    a round that says it found something to do asks for the next. A database that is away is waited
    for, and what fails is told to the log.
    """

    def __init__(
        self,
        name: str,
        make: Callable[[], Awaitable[object]],
        *,
        clock: Clock,
        apart_s: float,
        goes_on: bool = False,
    ) -> None:
        self._name = name
        self._make = make
        self._clock = clock
        self._apart_s = apart_s
        self._goes_on = goes_on
        self._awake = asyncio.Event()
        self._soon: Timer | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin with the first round."""
        self._task = asyncio.create_task(self._go_round(), name=self._name)

    async def stop(self) -> None:
        """Make no more rounds; one that was begun is broken off."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """Ask for a round soon."""
        self._awake.set()

    def wake_in(self, wait_s: float) -> None:
        """Ask for a round in a while; who asks again meanwhile gets the same one."""
        if self._soon is None:
            self._soon = self._clock.call_later(wait_s, self._wake_now)

    def _wake_now(self) -> None:
        self._soon = None
        self.wake()

    async def _go_round(self) -> None:
        await keep_looking(
            self._name, self._round, clock=self._clock, asked=self._awake, apart_s=self._apart_s
        )

    async def _round(self) -> float:
        found = await self._make()
        if found and self._goes_on:
            self.wake()
        return POLL_S


class UnderWay:
    """What a worker has begun and not ended; `ended` is called whenever something ends."""

    def __init__(self, name: str, ended: Callable[[], None]) -> None:
        self._name = name
        self._on_end = ended
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """Return how much is under way."""
        return len(self._tasks)

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin something, and return it; what it raises is told to the log."""
        task = asyncio.create_task(work, name=self._name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def idle(self) -> None:
        """Return when nothing is under way any more."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self, within_s: float) -> None:
        """Wait a while for what is under way, and break off what is left."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._on_end()
        if not task.cancelled() and task.exception() is not None:
            log.error("a worker stumbled", worker=self._name, exc_info=task.exception())
