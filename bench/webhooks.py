"""How fast events reach consumers of webhooks, from one worker, when one consumer in ten is dead.

Events are written by SQL. Each is for all ten webhooks: nine are of a consumer that answers at
once, and the tenth is of one that takes connections and never says anything. Counted is what
arrives at the nine. First as fast as it goes, a backlog that is written at once; then as many a
second as make 100 000 an hour, where the time is from the event's commit to its arrival.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple

import asyncpg

from bench.requests import Requests, header
from bench.server import Server
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.ids import TimeOrderedIds

WEBHOOKS: Final = 10
ALIVE: Final = WEBHOOKS - 1
BACKLOG: Final = 2000
EVENTS_A_SECOND: Final = 3.1
PATIENCE_S: Final = 30.0
GIVEN_UP_AFTER_S: Final = 300.0
WARM_UP: Final = 50
TARGET: Final = "28/s (100 000 an hour) on one worker, one dead endpoint delaying no other"
ANSWER: Final = b"HTTP/1.1 204 No Content\r\n\r\n"
NAME: Final = "station.booted"

HAPPENED: Final = """
INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, occurred_at, actor, payload)
SELECT (SELECT id FROM tenants ORDER BY created_at LIMIT 1), id, $2, id, now(), 'job:bench',
       jsonb_build_object('aggregate_id', id, 'station_id', NULL, 'vendor', 'Bench',
                          'model', 'One', 'firmware_version', NULL, 'boot_reason', NULL)::text
FROM unnest($1::uuid[]) AS id
"""


class Sent(NamedTuple):
    """One row's figures; CPU is in seconds."""

    name: str
    deliveries: int
    rate: float
    p50_ms: float
    p99_ms: float
    server_cpu_s: float
    database_cpu_s: float
    lost: int


class WebhookServer(Server):
    """A server whose webhooks may reach this machine."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which a program finds this installation."""
        return super().environment | {"CHARGEHOUSE_WEBHOOKS__ALLOW_PRIVATE_ADDRESSES": "true"}


class Sink(Requests):
    """A connection of a consumer that answers at once, and notes when what came."""

    def __init__(self, arrived: list[tuple[str, float]], clock: SystemClock) -> None:
        super().__init__()
        self._arrived = arrived
        self._clock = clock

    def asked(self, head: bytes, body: bytes) -> None:
        """Note what came, and answer."""
        del body
        self._arrived.append((header(head, b"webhook-id").decode(), self._clock.monotonic()))
        self.say(ANSWER)


async def measure(*, seconds: float, backlog: int = BACKLOG) -> list[Sent]:
    """Measure with a server and a database of their own."""
    clock, arrived = SystemClock(), list[tuple[str, float]]()
    server = WebhookServer()
    try:
        await server.start()
        connection = await server.connect()
        async with _consumers(arrived, clock) as urls:
            await _subscribe(server, urls)
            run = _Run(server, connection, arrived, clock)
            await run.warm_up()
            rows = [await run.backlog(backlog), await run.offered(seconds)]
        await connection.close()
        return rows
    finally:
        server.stop()


class _Run:
    def __init__(
        self,
        server: Server,
        connection: "asyncpg.Connection[Any]",
        arrived: list[tuple[str, float]],
        clock: SystemClock,
    ) -> None:
        self._server = server
        self._connection = connection
        self._arrived = arrived
        self._clock = clock
        self._ids = TimeOrderedIds()

    async def warm_up(self) -> None:
        """Let the dead endpoint be known as dead, and statements be planned."""
        await self._happen(WARM_UP)
        await self._arrivals(WARM_UP * ALIVE)
        await self._server.quieted()

    async def backlog(self, events: int) -> Sent:
        """Write many events at once."""
        self._arrived.clear()
        before = self._server.cpu_s()
        await self._happen(events)
        begun_s = self._clock.monotonic()
        lost = await self._arrivals(events * ALIVE)
        took_s = self._arrived[-1][1] - begun_s
        delays = [(at - begun_s) * 1000 for _, at in self._arrived]
        name = f"a backlog of {events} events, {WEBHOOKS} webhooks, one dead"
        return self._row(name, took_s, delays, before, lost)

    async def offered(self, seconds: float) -> Sent:
        """Write events at a steady pace."""
        await self._server.quieted()
        self._arrived.clear()
        before, begun_s = self._server.cpu_s(), self._clock.monotonic()
        happened: dict[str, float] = {}
        while (now_s := self._clock.monotonic()) < begun_s + seconds:
            [event] = await self._happen(1)
            happened[event] = self._clock.monotonic()
            await asyncio.sleep(max(0.0, now_s + 1 / EVENTS_A_SECOND - self._clock.monotonic()))
        lost = await self._arrivals(len(happened) * ALIVE)
        took_s = self._clock.monotonic() - begun_s
        delays = [(at - happened[event]) * 1000 for event, at in self._arrived]
        name = f"{EVENTS_A_SECOND * ALIVE:.0f}/s offered, {WEBHOOKS} webhooks, one dead"
        return self._row(name, took_s, delays, before, lost)

    def _row(
        self, name: str, took_s: float, delays: list[float], before: tuple[float, float], lost: int
    ) -> Sent:
        after = self._server.cpu_s()
        count = len(delays)
        delays.sort()
        return Sent(
            name,
            count,
            count / took_s,
            delays[count // 2],
            delays[int(count * 0.99)],
            after[0] - before[0],
            after[1] - before[1],
            lost,
        )

    async def _happen(self, count: int) -> list[str]:
        ids = [self._ids.new() for _ in range(count)]
        await self._connection.execute(HAPPENED, ids, NAME)
        rows = await self._connection.fetch(
            "SELECT event_id FROM events WHERE event_id = ANY($1::uuid[])", ids
        )
        return [str(row["event_id"]) for row in rows]

    async def _arrivals(self, count: int) -> int:
        """Wait until so many arrived; return how many did not within minutes."""
        deadline_s = self._clock.monotonic() + GIVEN_UP_AFTER_S
        while len(self._arrived) < count and self._clock.monotonic() < deadline_s:  # noqa: ASYNC110  arrivals are counted by connections
            await asyncio.sleep(0.01)
        return max(0, count - len({*self._arrived}))


@asynccontextmanager
async def _consumers(
    arrived: list[tuple[str, float]], clock: SystemClock
) -> AsyncIterator[list[str]]:
    """Serve a consumer that answers and one that does not; yield the webhooks' URLs."""
    loop = asyncio.get_running_loop()
    good = await loop.create_server(lambda: Sink(arrived, clock), "127.0.0.1", 0)
    dead = await loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
    port, dead_port = (each.sockets[0].getsockname()[1] for each in (good, dead))
    try:
        yield [f"http://127.0.0.1:{port}/{number}" for number in range(ALIVE)] + [
            f"http://127.0.0.1:{dead_port}/"
        ]
    finally:
        good.close()
        dead.close()


async def _subscribe(server: Server, urls: list[str]) -> None:
    async with await server.client(timeout_s=PATIENCE_S) as client:
        for url in urls:
            answer = await client.post("/webhooks", json={"url": url, "event_types": [NAME]})
            answer.raise_for_status()
