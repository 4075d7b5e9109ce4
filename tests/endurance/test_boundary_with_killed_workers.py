"""Workers die while thousands of chargers change their mode; each is told once (FR-005, FR-017)."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import asyncpg
import msgspec
from bench.frames import BOOT_16
from bench.line import connect
from bench.load import raise_file_limit
from bench.obeying import PATH, Obeying
from bench.prepare import PASSWORD, codes, prepare
from tests.endurance.serving import TENANT, Server, install, serving

from chargehouse.app.cli.doors import load_settings, open_office
from chargehouse.contexts.access.public.policies import ExceptionDraft, PolicyDraft
from chargehouse.kernel.clock import SystemClock
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.secrets import Keyring

CHARGERS: Final = int(os.environ.get("TEST_BOUNDARY", "400"))
PATIENCE_S: Final = 120 + CHARGERS / 50
ANSWERS_AFTER_S: Final = 0.5
AHEAD: Final = timedelta(seconds=4)
AT_ONCE: Final = 64
LOOK_S: Final = 0.01
QUIETLY: Final = {"CHARGEHOUSE_OCPP__READ_CONFIGURATION": "false"}
WALL_TIME: Final = "%Y-%m-%dT%H:%M"

Connection: TypeAlias = "asyncpg.Connection[Any]"

CONTROLS: Final = """
INSERT INTO station_controls (tenant_id, station_id, found, found_path, observed, observed_at,
                              is_confirmed)
SELECT tenant_id, id, 'full', $1::jsonb, 'managed_access', now(), true FROM stations
"""
CONNECTED: Final = "SELECT count(*) FROM station_connections WHERE disconnected_at IS NULL"
CONFIRMED: Final = "SELECT count(*) FROM mode_changes WHERE status = 'confirmed'"
EVENTS: Final = """
SELECT wire_name, count(*) AS happened, count(DISTINCT station_id) AS at FROM events
WHERE wire_name LIKE 'charger_access.%mode%' GROUP BY wire_name
"""


async def test_workers_die_at_a_boundary_and_no_charger_is_told_twice(
    folder: Path, database: PostgresAddress, record_property: Callable[[str, object], None]
) -> None:
    raise_file_limit()
    made = await install(folder, [], [], database_url=database.url())
    gateway, *workers = (
        Server(made, role=role, environment=QUIETLY) for role in ("gateway", "worker", "worker")
    )
    async with opened(database) as rows, serving(gateway, *workers):
        await prepare(rows, Keyring.load(folder), stations=CHARGERS, tags=1)
        await rows.execute(CONTROLS, msgspec.json.encode(PATH).decode())
        async with chargers(f"{gateway.ocpp_url.removesuffix(f'/{TENANT}')}/{TENANT}") as posts:
            await until(rows, CONNECTED)
            at = await boundary(folder, database, rows)
            for share, worker in ((0.05, workers[0]), (0.5, workers[1])):
                await told(posts, share)
                await worker.kill()
                await worker.start()
            await until(rows, CONFIRMED)
            took_s = (SystemClock().now() - at).total_seconds()
        changes = Counter(tuple(value for _, value in post.changes) for post in posts)
        happened = {each["wire_name"]: tuple(each)[1:] for each in await rows.fetch(EVENTS)}
        problems = await rows.fetchval("SELECT count(*) FROM access_problems")
    figures = f"{CHARGERS} chargers, two workers killed, {took_s:.1f} s until all are confirmed"
    record_property("figures", figures)
    sys.stdout.write(figures + "\n")
    assert changes == {("true",): CHARGERS}
    assert problems == 0
    each_once = (CHARGERS, CHARGERS)
    assert happened == {
        "charger_access.expected_mode_changed": each_once,
        "charger_access.mode_change_requested": each_once,
        "charger_access.mode_change_confirmed": each_once,
    }


@asynccontextmanager
async def opened(database: PostgresAddress) -> AsyncIterator[Connection]:
    """Look into the database as its owner."""
    rows = await asyncpg.connect(**database.asyncpg_kwargs())
    try:
        yield rows
    finally:
        await rows.close()


@asynccontextmanager
async def chargers(url: str) -> AsyncIterator[list[Obeying]]:
    """Connect all chargers, which answer after a while."""
    room = asyncio.Semaphore(AT_ONCE)
    lines = []

    async def post(number: int, code: str) -> Obeying:
        async with room:
            line = await connect(url, code.encode(), PASSWORD, "ocpp1.6")
            lines.append(line)
            obeying = Obeying(line, ANSWERS_AFTER_S)
            await line.request(BOOT_16 % (number, code.encode()))
            return obeying

    try:
        yield await asyncio.gather(*(post(*each) for each in enumerate(codes(CHARGERS))))
    finally:
        for line in lines:
            line.on_lost = None
            line.drop()


async def boundary(folder: Path, database: PostgresAddress, rows: Connection) -> datetime:
    """Have all chargers be free from the next whole minute on; return that instant."""
    settings = load_settings(data=folder, database_url=database.url())
    ids = [each["id"] for each in await rows.fetch("SELECT id FROM stations")]
    async with open_office(settings) as office:
        soon = SystemClock().now() + AHEAD
        at = soon.replace(second=0, microsecond=0) + timedelta(minutes=1)
        free = ExceptionDraft(
            name="Open day",
            begins=at.strftime(WALL_TIME),
            ends=(at + timedelta(days=1)).strftime(WALL_TIME),
            mode="freevend",
        )
        policies = office.contexts.policies
        draft = PolicyDraft(default_mode="managed_access", exceptions=[free])
        policy = await policies.make(office.actor, "Open days", draft)
        given = await policies.assign(office.actor, policy.id, ids)
    assert {each.outcome for each in given} == {"assigned"}
    return at


async def told(posts: list[Obeying], share: float) -> None:
    """Wait until so many chargers have been told."""
    async with asyncio.timeout(PATIENCE_S):
        while sum(bool(post.changes) for post in posts) < share * len(posts):  # noqa: ASYNC110  told over sockets
            await asyncio.sleep(LOOK_S)


async def until(rows: Connection, count: str) -> None:
    """Wait until it counts as many as there are chargers."""
    async with asyncio.timeout(PATIENCE_S):
        while await rows.fetchval(count) < CHARGERS:  # noqa: ASYNC110  written elsewhere
            await asyncio.sleep(LOOK_S)
