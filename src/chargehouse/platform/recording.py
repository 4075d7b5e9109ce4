"""Writes down what came of a worker's doings: many of a tenant in one transaction."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar
from uuid import UUID

import structlog

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Unavailable

T = TypeVar("T")

WAIT_S: Final = 1.0

log = structlog.get_logger(__name__)


class Recording(Generic[T]):
    """Has a tenant's written together, whenever it is not writing already, without a timer.

    A database that is away is waited for. What cannot be written for another reason is told to the
    log and left: whoever did it finds it undone, and does it again.
    """

    def __init__(
        self, name: str, write: Callable[[UUID, Sequence[T]], Awaitable[None]], *, clock: Clock
    ) -> None:
        self._name = name
        self._write_tenant = write
        self._clock = clock
        self._waiting: list[tuple[UUID, T, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def keep(self, tenant_id: UUID, done: T) -> None:
        """Return when this is written, or cannot be."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((tenant_id, done, kept))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write(), name=self._name)
        await kept

    async def stop(self) -> None:
        """Give up what is not written yet."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for _, _, kept in self._waiting:
            kept.cancel()

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            by_tenant = defaultdict(list)
            for tenant_id, done, kept in batch:
                by_tenant[tenant_id].append((done, kept))
            for tenant_id, of_tenant in by_tenant.items():
                await self._write_surely(tenant_id, [done for done, _ in of_tenant])
                for _, kept in of_tenant:
                    if not kept.done():
                        kept.set_result(None)

    async def _write_surely(self, tenant_id: UUID, done: Sequence[T]) -> None:
        while True:
            try:
                await self._write_tenant(tenant_id, done)
            except Unavailable:
                log.warning("a recorder waits for the database", recorder=self._name)
                await self._clock.sleep(WAIT_S)
            except Exception:
                log.exception("what was done was not kept; it is done again", recorder=self._name)
                return
            else:
                return
