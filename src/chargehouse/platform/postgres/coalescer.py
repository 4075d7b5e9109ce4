"""Many callers, one statement: coalesced durable writes for the hot path (ADR 0002).

A `Unit` is what one request wants written, as rows of `Part`s. Units that wait while a connection
is busy are written together, one tenant at a time, by a single statement that calls one database
function a part; so a batch is one transaction and one round trip, and it is committed before any
caller is answered. Who waits for an answer is kept waiting by no timer: a free connection takes
what is there. What nobody waits for rides along, or goes alone a moment later.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from chargehouse.kernel.errors import Unavailable
from chargehouse.kernel.prompt import Prompt
from chargehouse.platform.postgres.batch_writer import AWAY, LOST, BatchWriter
from chargehouse.platform.postgres.units import Part, Row, Unit

__all__ = ["AWAY", "LOST", "Coalescer", "Connect", "Part", "Row", "Unit"]

Connect = Callable[[], Awaitable["asyncpg.Connection[Any]"]]

log = structlog.get_logger(__name__)

_CLASHES = 3  # how often a batch that lost to another transaction is tried again

# How long what nobody waits for may wait for company: a transaction of its own costs as much.
PATIENCE_S = 0.02


class Coalescer:
    """Writes units, batched by tenant, over a few connections of its own."""

    def __init__(
        self,
        connect: Connect,
        *,
        connections: int = 2,
        max_batch: int = 1000,
        max_waiting: int = 50_000,
        reconnect_s: float = 0.25,
        write_timeout_s: float = 15.0,
        stop_timeout_s: float = 10.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connect = connect
        self._connections = connections
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._reconnect_s = reconnect_s
        self._write_timeout_s = write_timeout_s
        self._stop_timeout_s = stop_timeout_s
        self._sleep = sleep
        self._queues: dict[UUID, deque[Unit]] = {}
        self._ready: deque[UUID] = deque()
        self._readied: set[UUID] = set()
        self._hurrying: asyncio.TimerHandle | None = None
        self._waiting = 0
        self._idle: deque[asyncio.Future[None]] = deque()
        self._workers: list[asyncio.Task[None]] = []
        self._stopping = False
        self.after_events: Callable[[], None] = lambda: None
        self.batches = 0
        self.units = 0
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many units wait to be written."""
        return self._waiting

    async def start(self) -> None:
        """Open the connections and begin to write."""
        self._stopping = False
        self._workers = [
            asyncio.create_task(self._work(), name=f"coalescer {n}")
            for n in range(self._connections)
        ]

    async def stop(self) -> None:
        """Write what waits, then close. What cannot be written is refused."""
        self._stopping = True
        self._hurry()
        while self._idle:
            self._wake()
        if self._workers:
            await asyncio.wait(self._workers, timeout=self._stop_timeout_s)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers = []
        for queue in self._queues.values():
            for unit in queue:
                self._drop(unit, Unavailable("Chargehouse is stopping."))
        self._queues.clear()
        self._ready.clear()
        self._readied.clear()
        self._waiting = 0

    async def commit(self, unit: Unit) -> Any:  # noqa: ANN401  a part's answer has its own type
        """Return the unit's answer once it is durable.

        Raises `Unavailable` when the database is away or too much waits; whether the unit was
        written is then unknown, so nothing may be acknowledged on its strength.
        """
        unit.done = Prompt(loop=asyncio.get_running_loop())
        self.append(unit)
        return await unit.done

    def append(self, unit: Unit) -> None:
        """Queue a unit that nobody waits for; it outlives a database that goes away.

        It rides with the next one that somebody waits for, or goes alone a moment later.
        When the connection is lost in mid-write it is written again, so its rows must bear that.
        When too much waits it is dropped, and counted in `dropped`.
        """
        if not unit.rows:
            unit.answer(None)
            return
        refused = self._stopping and unit.done is not None
        if self._waiting >= self._max_waiting or refused:
            why = Unavailable("The database cannot keep up; ask again.", {"retry_after_s": 5})
            self._drop(unit, why)
            return
        queue = self._queues.get(unit.tenant_id)
        if queue is None:
            queue = self._queues[unit.tenant_id] = deque()
        queue.append(unit)
        self._waiting += 1
        if unit.done is not None or self._stopping:
            self._make_ready(unit.tenant_id)
        elif self._hurrying is None:
            self._hurrying = asyncio.get_running_loop().call_later(PATIENCE_S, self._hurry)

    def _drop(self, unit: Unit, why: Exception) -> None:
        if unit.done is None:
            self.dropped += 1
        unit.refuse(why)

    def _make_ready(self, tenant_id: UUID) -> None:
        if tenant_id not in self._readied:
            self._readied.add(tenant_id)
            self._ready.append(tenant_id)
            self._wake()

    def _hurry(self) -> None:
        """Have everything written that waits for company."""
        if self._hurrying is not None:
            self._hurrying.cancel()
            self._hurrying = None
        for tenant_id in self._queues:
            self._make_ready(tenant_id)

    def _wake(self) -> None:
        while self._idle:
            idle = self._idle.popleft()
            if not idle.done():
                idle.set_result(None)
                return

    async def _work(self) -> None:
        writer: BatchWriter | None = None
        try:
            while True:
                if not self._ready:
                    if self._stopping:
                        await asyncio.sleep(0)  # whoever was just answered may write once more
                        if not self._ready:
                            return
                        continue
                    idle = asyncio.get_running_loop().create_future()
                    self._idle.append(idle)
                    await idle
                    continue
                if writer is None:
                    writer = await self._open()
                    continue
                batch = self._take()
                if batch and not await self._write(writer, batch):
                    await writer.close()
                    writer = None
        finally:
            if writer is not None:
                await writer.close()

    async def _open(self) -> BatchWriter | None:
        try:
            return BatchWriter(await self._connect(), timeout_s=self._write_timeout_s)
        except (*LOST, asyncpg.PostgresError):
            if self._stopping:
                self._ready.clear()
                self._readied.clear()
            else:
                self._refuse_waiting()
                await self._sleep(self._reconnect_s)
            return None

    def _refuse_waiting(self) -> None:
        """Fail those who wait for an answer, so that none hangs while the database is away.

        What nobody waits for stays queued, within the bound, and is written on recovery.
        """
        for tenant_id, queue in self._queues.items():
            kept = deque(unit for unit in queue if unit.done is None)
            for unit in queue:
                unit.refuse(_away())
            self._waiting -= len(queue) - len(kept)
            self._queues[tenant_id] = kept

    def _take(self) -> list[Unit]:
        tenant_id = self._ready.popleft()
        self._readied.discard(tenant_id)
        queue = self._queues[tenant_id]
        if len(queue) <= self._max_batch:
            del self._queues[tenant_id]
            batch = list(queue)
        else:
            batch = [queue.popleft() for _ in range(self._max_batch)]
            self._make_ready(tenant_id)
        self._waiting -= len(batch)
        return batch

    async def _write(self, writer: BatchWriter, batch: list[Unit], clashes: int = 0) -> bool:
        """Write a batch; a bad unit fails alone. Tell whether the connection still serves."""
        try:
            written = await writer.write(batch)
        except asyncio.CancelledError:
            for unit in batch:
                self._drop(unit, Unavailable("Chargehouse is stopping."))
            raise
        except (*LOST, *AWAY, asyncpg.ReadOnlySQLTransactionError):  # read-only: now a replica
            self._put_back(batch)
            return False
        except (asyncpg.TransactionRollbackError, asyncpg.InvalidCachedStatementError) as error:
            if clashes == _CLASHES:
                return await self._write_apart(writer, batch, error)
            if isinstance(error, asyncpg.InvalidCachedStatementError):
                await writer.forget_schema()
            return await self._write(writer, batch, clashes + 1)
        except Exception as error:  # noqa: BLE001  whatever a unit provokes fails that unit alone
            return await self._write_apart(writer, batch, error)
        self.batches += 1
        self.units += len(batch)
        written.deliver()
        if written.tells:
            self.after_events()
        return True

    async def _write_apart(self, writer: BatchWriter, batch: list[Unit], error: Exception) -> bool:
        if len(batch) == 1:
            if isinstance(error, asyncpg.TransactionRollbackError):
                error = Unavailable("The write clashed with others.", {"retry_after_s": 1})
            self._fail(batch[0], error)
            return True
        middle = len(batch) // 2
        if await self._write(writer, batch[:middle]):
            return await self._write(writer, batch[middle:])
        self._put_back(batch[middle:])
        return False

    def _fail(self, unit: Unit, error: Exception) -> None:
        """Refuse a unit that cannot be written; tell the log, where nobody waits to be told."""
        if unit.done is None:
            functions = ", ".join(part.function for part, _ in unit.rows)
            log.error("write refused", functions=functions, reason=type(error).__name__)
        self._drop(unit, error)

    def _put_back(self, batch: list[Unit]) -> None:
        """Refuse those who wait; keep for the next connection what nobody waits for."""
        for unit in batch:
            if unit.done is None:
                self.append(unit)
            else:
                unit.refuse(_away())


def _away() -> Unavailable:
    return Unavailable("The database is away.", {"retry_after_s": 5})
