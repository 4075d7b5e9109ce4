"""Many callers, one statement: coalesced durable writes for the hot path (ADR 0002).

A `Unit` is what one request wants written, as rows of `Part`s. Units that wait while a connection
is busy are written together, one tenant at a time, by a single statement that calls one database
function a part; so a batch is one transaction and one round trip, and it is committed before any
caller is answered. There is no timer: a free connection takes what is there.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from chargehouse.kernel.errors import Unavailable

Row = tuple[object, ...]
Connect = Callable[[], Awaitable["asyncpg.Connection[Any]"]]

LOST = (OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError, TimeoutError)
AWAY = (asyncpg.CannotConnectNowError, asyncpg.AdminShutdownError, asyncpg.CrashShutdownError)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One context's share of a coalesced write.

    `function` takes the tenant and then one array a column, in the order of `types` (element
    types). Where `answers` is true it returns an array with one element a row, in their order.
    `tells` says that it writes events, so that the relay is woken. `constants` are further
    arguments, as (type, value), given once a batch.
    """

    function: str
    types: tuple[str, ...]
    answers: bool = False
    tells: bool = False
    constants: tuple[tuple[str, object], ...] = ()


class Unit:
    """What one request wants written, all of it or nothing. At most one row may answer."""

    __slots__ = ("done", "rows", "tenant_id")

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.rows: list[tuple[Part, Row]] = []
        self.done: asyncio.Future[Any] | None = None

    def add(self, part: Part, row: Row) -> None:
        """Add a row, whose values stand in the order of the part's types."""
        self.rows.append((part, row))


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
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connect = connect
        self._connections = connections
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._reconnect_s = reconnect_s
        self._sleep = sleep
        self._queues: dict[UUID, deque[Unit]] = {}
        self._ready: deque[UUID] = deque()
        self._waiting = 0
        self._idle: deque[asyncio.Future[None]] = deque()
        self._workers: list[asyncio.Task[None]] = []
        self._stopping = False
        self.after_events: Callable[[], None] = lambda: None
        self.batches = 0
        self.units = 0

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
        while self._idle:
            self._idle.popleft().set_result(None)
        if self._workers:
            await asyncio.wait(self._workers, timeout=10)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers = []
        for queue in self._queues.values():
            for unit in queue:
                _fail(unit, Unavailable("Chargehouse is stopping."))
        self._queues.clear()

    async def commit(self, unit: Unit) -> Any:  # noqa: ANN401  a part's answer has its own type
        """Return the unit's answer once it is durable.

        Raises `Unavailable` when the database is away or too much waits; whether the unit was
        written is then unknown, so nothing may be acknowledged on its strength.
        """
        unit.done = asyncio.get_running_loop().create_future()
        self.append(unit)
        return await unit.done

    def append(self, unit: Unit) -> None:
        """Queue a unit that nobody waits for; it outlives a database that goes away.

        When the connection is lost in mid-write it is written again, so its rows must bear that.
        """
        if self._waiting >= self._max_waiting or self._stopping:
            if unit.done is None:
                return
            raise Unavailable("The database cannot keep up; ask again.", {"retry_after_s": 5})
        queue = self._queues.get(unit.tenant_id)
        if queue is None:
            queue = self._queues[unit.tenant_id] = deque()
            self._ready.append(unit.tenant_id)
        queue.append(unit)
        self._waiting += 1
        if self._idle:
            self._idle.popleft().set_result(None)

    def withdraw(self, unit: Unit) -> bool:
        """Take back a unit that is not being written yet; tell whether that was so."""
        queue = self._queues.get(unit.tenant_id)
        if queue is None:
            return False
        try:
            queue.remove(unit)
        except ValueError:
            return False
        self._waiting -= 1
        return True

    async def _work(self) -> None:
        writer: _Writer | None = None
        try:
            while True:
                if not self._ready:
                    if self._stopping:
                        return
                    idle = asyncio.get_running_loop().create_future()
                    self._idle.append(idle)
                    await idle
                    continue
                if writer is None:
                    writer = await self._open()
                    continue
                batch = self._take()
                if not await self._write(writer, batch):
                    await writer.close()
                    writer = None
        finally:
            if writer is not None:
                await writer.close()

    async def _open(self) -> "_Writer | None":
        try:
            return _Writer(await self._connect())
        except (*LOST, asyncpg.PostgresError):
            if self._stopping:
                self._ready.clear()
            else:
                self._refuse_waiting()
                await self._sleep(self._reconnect_s)
            return None

    def _refuse_waiting(self) -> None:
        """Fail those who wait for an answer, so that none hangs while the database is away.

        What nobody waits for stays queued, within the bound, and is written on recovery.
        """
        for queue in self._queues.values():
            for unit in [unit for unit in queue if unit.done is not None]:
                queue.remove(unit)
                self._waiting -= 1
                _fail(unit, Unavailable("The database is away.", {"retry_after_s": 5}))

    def _take(self) -> list[Unit]:
        tenant_id = self._ready.popleft()
        queue = self._queues[tenant_id]
        if len(queue) <= self._max_batch:
            del self._queues[tenant_id]
            batch = list(queue)
        else:
            batch = [queue.popleft() for _ in range(self._max_batch)]
            self._ready.append(tenant_id)
        self._waiting -= len(batch)
        return batch

    async def _write(self, writer: "_Writer", batch: list[Unit]) -> bool:
        """Write a batch; a bad unit fails alone. Tell whether the connection still serves."""
        try:
            tells = await writer.write(batch)
        except (*LOST, *AWAY):
            for unit in batch:
                if unit.done is None:
                    self.append(unit)
                _fail(unit, Unavailable("The database went away.", {"retry_after_s": 5}))
            return False
        except (asyncpg.PostgresError, ValueError, TypeError, OverflowError) as error:
            if len(batch) == 1:
                _fail(batch[0], error)
                return True
            middle = len(batch) // 2
            return await self._write(writer, batch[:middle]) and await self._write(
                writer, batch[middle:]
            )
        self.batches += 1
        self.units += len(batch)
        if tells:
            self.after_events()
        return True


class _Writer:
    """One connection and its prepared statements, one for each combination of parts."""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection
        self._statements: dict[tuple[Part, ...], Any] = {}

    async def write(self, batch: list[Unit]) -> bool:
        """Write the batch in one transaction; tell whether events were written with it."""
        rows = _rows_by_part(batch)
        parts = tuple(sorted(rows, key=lambda part: part.function))
        statement = self._statements.get(parts)
        if statement is None:
            statement = await self._connection.prepare(_statement(parts))
            self._statements[parts] = statement
        arguments: list[object] = [batch[0].tenant_id]
        for part in parts:
            arguments.extend(zip(*rows[part], strict=True))
            arguments.extend(value for _, value in part.constants)
        record: Any = await statement.fetchrow(*arguments)
        answers = {
            part: iter(record[position]) for position, part in enumerate(parts) if part.answers
        }
        for unit in batch:
            answer = None
            for part, _ in unit.rows:
                if part.answers:
                    answer = next(answers[part])
            if unit.done is not None and not unit.done.done():
                unit.done.set_result(answer)
        return any(part.tells for part in parts)

    async def close(self) -> None:
        with contextlib.suppress(*LOST, *AWAY, asyncpg.PostgresError):
            await self._connection.close(timeout=2)


def _rows_by_part(batch: list[Unit]) -> dict[Part, list[Row]]:
    rows: dict[Part, list[Row]] = {}
    for unit in batch:
        for part, row in unit.rows:
            if part in rows:
                rows[part].append(row)
            else:
                rows[part] = [row]
    return rows


def _statement(parts: tuple[Part, ...]) -> str:
    calls = []
    number = 1
    for part in parts:
        arguments = []
        for type_ in part.types:
            number += 1
            arguments.append(f"${number}::{type_}[]")
        for type_, _ in part.constants:
            number += 1
            arguments.append(f"${number}::{type_}")
        calls.append(f"{part.function}($1::uuid, {', '.join(arguments)})")
    return "SELECT " + ", ".join(calls)


def _fail(unit: Unit, error: Exception) -> None:
    if unit.done is not None and not unit.done.done():
        unit.done.set_exception(error)
