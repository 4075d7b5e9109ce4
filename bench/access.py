"""Scheduled access at its greatest: a boundary of ten thousand chargers, a replay, a feed.

At the boundary every charger is told to be free, and reads itself back; some of them go on asking
whether somebody may charge. Everything is set up over HTTP, but for what nobody would type in.
"""

import asyncio
import json
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import asyncpg
import httpx
from whenever import Instant

from bench import access_rows
from bench.codec import ROUNDS, least_us
from bench.obeying import PATH
from bench.prepare import PASSWORD, codes, prepare
from bench.server import Server
from chargehouse.contexts.access.model.policies import (
    DatedException,
    Policy,
    WeeklyWindow,
    expected_at,
)
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.secrets import Keyring

ROOT: Final = Path(__file__).parent.parent
CHARGERS: Final = 10_000
TAGS: Final = 1_000_000
FED: Final = 50_000
ASKING_RATE: Final = 500.0
AHEAD: Final = timedelta(seconds=10)
REPLAYS: Final = 5
BEFORE: Final = timedelta(minutes=50)
PATIENCE_S: Final = 300.0
WALL_TIME: Final = "%Y-%m-%dT%H:%M"
EVALUATED: Final = "under 20 µs"

CONTROLS: Final = """
INSERT INTO station_controls (tenant_id, station_id, found, found_path, observed, observed_at,
                              is_confirmed)
SELECT tenant_id, id, 'full', $1::jsonb, 'managed_access', now(), true FROM stations
"""
CONFIRMED: Final = "SELECT count(*) FROM mode_changes WHERE status = 'confirmed'"


class Done(NamedTuple):
    """One row's figures, in words, and what is asked of it."""

    name: str
    figure: str
    remark: str
    target: str


def evaluate(seconds: float) -> list[Done]:
    """Return how long it takes to work out what a policy expects, the least of some rounds."""
    ids = TimeOrderedIds()
    hours = [
        WeeklyWindow(id=ids.new(), days=(1, 2, 3, 4, 5), begins=begins, ends=ends, mode="freevend")
        for begins, ends in ((330, 480), (720, 780), (1320, 300))
    ]
    days = [
        DatedException(id=ids.new(), begins=begins, ends=begins + 1440, mode="managed_access")
        for begins in range(29_900_160, 29_900_160 + 60 * 10_080, 10_080)
    ]
    policies = {
        "three windows": Policy(
            timezone="Europe/Berlin", default="managed_access", windows=tuple(hours)
        ),
        "three windows, 60 exceptions": Policy(
            timezone="Europe/Berlin",
            default="managed_access",
            windows=tuple(hours),
            exceptions=tuple(days),
        ),
    }
    instants = {
        "on an ordinary day": Instant.from_utc(2026, 11, 23, 6, 10),
        "on the day on which clocks change": Instant.from_utc(2026, 10, 25, 6, 10),
    }
    share_s = seconds / len(policies) / len(instants) / ROUNDS
    return [
        Done(
            f"a policy of {said}, {when}",
            f"{least_us(partial(_work_out, policy, at), share_s):.1f} µs",
            "",
            EVALUATED,
        )
        for said, policy in policies.items()
        for when, at in instants.items()
    ]


def _work_out(policy: Policy, at: Instant) -> None:
    expected_at(policy, at)


async def measure(
    *, chargers: int = CHARGERS, tags: int = TAGS, attempts: int = access_rows.ATTEMPTS
) -> list[Done]:
    """Measure with a server and a database of their own."""
    server = Server({"CHARGEHOUSE_OCPP__READ_CONFIGURATION": "false"})
    try:
        await server.start()
        connection = await server.connect()
        await prepare(connection, Keyring.load(server.data_dir), stations=chargers, tags=tags)
        await connection.execute(CONTROLS, json.dumps(PATH))
        async with await server.client(timeout_s=PATIENCE_S) as client:
            run = _Run(server, connection, client)
            rows = [await run.boundary(chargers, tags)]
            await access_rows.fill(connection, attempts)
            rows += [await run.replay(), await run.feed()]
        await connection.close()
        return rows
    finally:
        server.stop()


class _Run:
    def __init__(
        self, server: Server, connection: "asyncpg.Connection[Any]", client: httpx.AsyncClient
    ) -> None:
        self._server = server
        self._connection = connection
        self._client = client
        self._clock = SystemClock()
        self._policy_id = ""

    async def boundary(self, chargers: int, tags: int) -> Done:
        """Have all chargers be free at one instant, while some of them ask who may charge."""
        job = {
            "url": self._server.url,
            "codes": codes(chargers),
            "password": PASSWORD,
            "subprotocol": "ocpp1.6",
            "mode": "boundary",
            "scenario": "authorise-1.6",
            "seconds": PATIENCE_S,
            "tags": tags,
            "rate": ASKING_RATE,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.load"),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("The generator has no pipes")
        process.stdin.write(json.dumps(job).encode() + b"\n")
        await process.stdout.readline()
        await self._server.quieted()
        at = await self._govern()
        process.stdin.write(b"go\n")
        await process.stdout.readline()
        await asyncio.sleep((at - self._clock.now()).total_seconds() - 0.1)
        process.stdin.write(b"go\n")
        before = self._server.cpu_s()
        found = json.loads(await process.stdout.readline())
        process.stdin.close()
        await process.wait()
        confirmed_s = await self._confirmed(chargers, at)
        cpu_s = [now - then for now, then in zip(self._server.cpu_s(), before, strict=True)]
        return Done(
            f"a boundary of {chargers} chargers",
            f"{found['told_at'] - at.timestamp():.1f} s until all are told",
            f"{confirmed_s:.1f} s until all are confirmed; {found['told_twice']} told twice;"
            f" decisions meanwhile p50 {found['p50_ms']:.1f} ms, p99 {found['p99_ms']:.1f} ms;"
            f" CPU of the server {cpu_s[0]:.1f} s, of the database {cpu_s[1]:.1f} s",
            "under 10 s; decisions p99 under 50 ms",
        )

    async def _govern(self) -> datetime:
        """Have one policy govern all, by which they are free from a whole minute on."""
        at = (self._clock.now() + AHEAD).replace(second=0, microsecond=0) + timedelta(minutes=1)
        free = {
            "name": "Open day",
            "begins": at.strftime(WALL_TIME),
            "ends": (at + timedelta(days=1)).strftime(WALL_TIME),
            "mode": "freevend",
        }
        asked = {"name": "Open days", "default_mode": "managed_access", "exceptions": [free]}
        made = await self._client.post("/access/policies", json=asked)
        made.raise_for_status()
        self._policy_id = made.json()["id"]
        ids = [str(each["id"]) for each in await self._connection.fetch("SELECT id FROM stations")]
        given = await self._client.post(
            f"/access/policies/{self._policy_id}/stations", json={"stations": ids}
        )
        given.raise_for_status()
        return at

    async def _confirmed(self, chargers: int, at: datetime) -> float:
        """Wait until every change is confirmed; return how long after the boundary that was."""
        async with asyncio.timeout(PATIENCE_S):
            while await self._connection.fetchval(CONFIRMED) < chargers:  # noqa: ASYNC110  the server does it
                await asyncio.sleep(0.02)
        return (self._clock.now() - at).total_seconds()

    async def replay(self) -> Done:
        """Try a draft on four weeks of attempts at all chargers, but for those of the boundary."""
        await self._server.quieted()
        free = {"days": [1, 2, 3, 4, 5], "begins": "19:00", "ends": "07:00", "mode": "freevend"}
        asked = {
            "draft": {"default_mode": "managed_access", "windows": [free]},
            "policy_id": self._policy_id,
            "until": (self._clock.now() - BEFORE).isoformat(),
        }
        took_s = []
        told: dict[str, Any] = {}
        for _ in range(REPLAYS):
            begun_s = self._clock.monotonic()
            answer = await self._client.post("/access/policies/replay", json=asked)
            took_s.append(self._clock.monotonic() - begun_s)
            answer.raise_for_status()
            told = answer.json()
        return Done(
            f"a replay of {told['attempts']} attempts",
            f"{sorted(took_s)[REPLAYS // 2]:.2f} s",
            f"{max(took_s):.2f} s at most; {told['denied']} would be denied",
            "under 2 s",
        )

    async def feed(self) -> Done:
        """Tell an agreement whom it knows, and then the same again."""
        made = await self._client.post("/agreements", json={"name": "Fed", "everywhere": True})
        made.raise_for_status()
        path = f"/agreements/{made.json()['id']}/identifiers"
        body = {
            "kind": "full",
            "identifiers": [{"value": f"FED{number:011}"} for number in range(FED)],
        }
        took_s = []
        for _ in range(2):
            await self._server.quieted()
            begun_s = self._clock.monotonic()
            answer = await self._client.put(path, json=body)
            took_s.append(self._clock.monotonic() - begun_s)
            answer.raise_for_status()
        return Done(
            f"a feed of {FED} identifiers, all new",
            f"{took_s[0]:.1f} s",
            f"the same again {took_s[1]:.1f} s",
            "",
        )


if __name__ == "__main__":
    for row in evaluate(1.0) + asyncio.run(measure()):
        print(f"{row.name:60} {row.figure:30} {row.remark}  {row.target}", flush=True)
