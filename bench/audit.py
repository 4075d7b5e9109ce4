"""How fast events become entries of the audit log, and how fast a million entries are verified.

Events are written by SQL, four of five as decisions are, the fifth as a refused connection, whose
address is personal; nobody but the log hears of them, so that the log alone is measured. First as
many a second as it must keep up with, then a backlog that is written at once; then the whole log is
verified: where it is kept, over HTTP, and as a file.
"""

import asyncio
import json
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple

import asyncpg

from bench.server import PROGRAM, Server
from chargehouse.kernel.clock import SystemClock

ENTRIES: Final = 1_000_000
OFFERED: Final = 5000
TICK_S: Final = 0.1
CHUNK: Final = 20_000
LOOK_S: Final = 0.02
PATIENCE_S: Final = 900.0
QUIET_S: Final = 2.0
"""How long nothing may go on before a log is verified: others read a million events as well."""
LOCK: Final = "hashtextextended('relay audit.log', 0)"
TARGET: Final = "5 000/s appended, lag under 2 s; 200 000 entries/s verified, a million in 10 s"

HAPPENED: Final = """
INSERT INTO events (tenant_id, event_id, wire_name, aggregate_id, station_id, occurred_at, actor,
                    payload)
SELECT (SELECT id FROM tenants ORDER BY created_at LIMIT 1), id,
       CASE WHEN n % 5 = 0 THEN 'station.connection_refused'
       ELSE 'charger_access.decision_recorded' END,
       id, id, now(), 'station',
       CASE WHEN n % 5 = 0 THEN jsonb_build_object(
           'aggregate_id', id, 'station_id', id, 'reason', 'wrong_password',
           'remote_address', '192.0.2.1', 'code_masked', NULL)
       ELSE jsonb_build_object(
           'aggregate_id', id, 'station_id', id, 'attempt_id', id, 'decision', 'allowed',
           'reason', 'permitted', 'access_class', 'fleet', 'masked_identifier', '04••••1F',
           'identifier_type', 'rfid', 'policy_source', 'weekly', 'decided_at', now()) END::text
FROM (SELECT n, gen_random_uuid() AS id FROM generate_series(1, $1::integer) n) made
"""


class Kept(NamedTuple):
    """One row's figures; CPU is in seconds, and `process` is what read the file, if one did."""

    name: str
    entries: int
    took_s: float
    lag_p50_ms: float | None
    lag_max_ms: float | None
    server_cpu_s: float
    database_cpu_s: float
    process_cpu_s: float


async def measure(*, seconds: float, entries: int = ENTRIES) -> list[Kept]:
    """Measure with a server and a database of their own."""
    server = Server()
    try:
        await server.start()
        connection = await server.connect()
        run = _Run(server, connection)
        rows = [await run.offered(seconds), await run.backlog(entries)]
        rows += [await run.verified(), await run.verified_as_a_file()]
        await connection.close()
        return rows
    finally:
        server.stop()


class _Run:
    def __init__(self, server: Server, connection: "asyncpg.Connection[Any]") -> None:
        self._server = server
        self._connection = connection
        self._clock = SystemClock()

    async def offered(self, seconds: float) -> Kept:
        """Write events at a steady pace; the lag is from a commit to its entry's."""
        await self._server.quieted()
        before, first = self._server.cpu_s(), await self._size()
        begun_s, written = self._clock.monotonic(), 0
        waiting: list[tuple[int, float]] = []
        lags_ms: list[float] = []
        while (now_s := self._clock.monotonic()) < begun_s + seconds or waiting:
            due = min(int((now_s - begun_s) / TICK_S) + 1, int(seconds / TICK_S))
            if written < due * OFFERED * TICK_S:
                await self._connection.execute(HAPPENED, int(OFFERED * TICK_S))
                written += int(OFFERED * TICK_S)
                waiting.append((first + written, self._clock.monotonic()))
            size, seen_s = await self._size(), self._clock.monotonic()
            lags_ms += [(seen_s - at_s) * 1000 for upto, at_s in waiting if upto <= size]
            waiting = [each for each in waiting if each[0] > size]
            await asyncio.sleep(LOOK_S)
        took_s = self._clock.monotonic() - begun_s
        lags_ms.sort()
        row = self._row(f"append, {OFFERED}/s offered", written, took_s, before)
        return row._replace(lag_p50_ms=lags_ms[len(lags_ms) // 2], lag_max_ms=lags_ms[-1])

    async def backlog(self, entries: int) -> Kept:
        """Write what is missing to so many entries at once, and count from then on."""
        missing = entries - await self._size()
        async with self._relay_held():
            for at in range(0, missing, CHUNK):
                await self._connection.execute(HAPPENED, min(CHUNK, missing - at))
            await self._connection.execute("ANALYZE events")
        before, begun_s = self._server.cpu_s(), self._clock.monotonic()
        first = await self._size()
        async with asyncio.timeout(PATIENCE_S):
            while await self._size() < entries:  # noqa: ASYNC110  the server does it
                await asyncio.sleep(LOOK_S)
        took_s = self._clock.monotonic() - begun_s
        return self._row("append, a backlog", entries - first, took_s, before)

    async def verified(self) -> Kept:
        """Have the log verified where it is kept."""
        await self._server.quieted(QUIET_S)
        async with await self._server.client(timeout_s=PATIENCE_S) as client:
            before, begun_s = self._server.cpu_s(), self._clock.monotonic()
            answer = await client.post("/audit/verify")
            took_s = self._clock.monotonic() - begun_s
        answer.raise_for_status()
        report = json.loads(answer.text.splitlines()[-1])["report"]
        if not report["ok"]:
            raise RuntimeError(f"The log does not verify: {report}")
        return self._row("verify, where it is kept", report["size"], took_s, before)

    async def verified_as_a_file(self) -> Kept:
        """Take the log as a file, and verify it by the command."""
        file = self._server.data_dir / "audit.ndjson"
        async with (
            await self._server.client(timeout_s=PATIENCE_S) as client,
            client.stream("GET", "/audit/export") as answer,
        ):
            with file.open("wb") as kept:
                async for part in answer.aiter_bytes():
                    kept.write(part)
        await self._server.quieted(QUIET_S)
        before, begun_s = self._server.cpu_s(), self._clock.monotonic()
        ended_s = _children_s()
        process = await asyncio.create_subprocess_exec(
            *(str(PROGRAM), "audit", "verify", str(file), "--json"), stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        took_s = self._clock.monotonic() - begun_s
        report = json.loads(said)
        if not report["ok"]:
            raise RuntimeError(f"The file does not verify: {report}")
        row = self._row("verify, as a file", report["size"], took_s, before)
        return row._replace(process_cpu_s=_children_s() - ended_s)

    @asynccontextmanager
    async def _relay_held(self) -> AsyncIterator[None]:
        """Keep the relay from the log, so that all waits at once."""
        await self._connection.execute(f"SELECT pg_advisory_lock({LOCK})")
        yield
        await self._connection.execute(f"SELECT pg_advisory_unlock({LOCK})")

    async def _size(self) -> int:
        return int(await self._connection.fetchval("SELECT max(size) FROM audit_logs") or 0)

    def _row(self, name: str, entries: int, took_s: float, before: tuple[float, float]) -> Kept:
        after = self._server.cpu_s()
        return Kept(
            name=name,
            entries=entries,
            took_s=took_s,
            lag_p50_ms=None,
            lag_max_ms=None,
            server_cpu_s=after[0] - before[0],
            database_cpu_s=after[1] - before[1],
            process_cpu_s=0.0,
        )


def _children_s() -> float:
    """Return the CPU seconds of this process's children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
