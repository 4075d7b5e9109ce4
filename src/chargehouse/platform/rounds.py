"""How a worker works: in rounds in which it takes what is due, and with what it has under way."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.outbox.bell import POLL_S, Pacing, rest

log = structlog.get_logger(__name__)


class Rounds:
    """Has one round made after the other while it runs, `apart_s` apart at least.

    The next is made as soon as it is asked for (`wake`), and a second later without. A database
    that is away is waited for, and what fails is told to the log.
    """

    def __init__(
        self, name: str, make: Callable[[], Awaitable[object]], *, clock: Clock, apart_s: float
    ) -> None:
        self._name = name
        self._make = make
        self._clock = clock
        self._apart_s = apart_s
        self._awake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin with the first round."""
        self._task = asyncio.create_task(self._go_round(), name=self._name)

    async def stop(self) -> None:
        """Make no more rounds; one that was begun is broken off."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def wake(self) -> None:
        """Ask for a round soon."""
        self._awake.set()

    async def _go_round(self) -> None:
        pacing = Pacing(self._apart_s)
        while True:
            await pacing.turn()
            self._awake.clear()
            try:
                await self._make()
            except Unavailable:
                log.warning("a worker waits for the database", worker=self._name)
            except Exception:
                log.exception("a worker stumbled", worker=self._name)
            await rest(self._clock, self._awake, POLL_S)


class UnderWay:
    """What a worker has begun and not ended; `ended` is called whenever something ends."""

    def __init__(self, name: str, ended: Callable[[], None]) -> None:
        self._name = name
        self._on_end = ended
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """Return how much is under way."""
        return len(self._tasks)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin something; what it raises is told to the log."""
        task = asyncio.create_task(work, name=self._name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

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
