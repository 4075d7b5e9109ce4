"""Daily partitions, against a real server."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.checks import PartitionsCheck
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.partitions import DAYS_AHEAD, TABLES, Partitions

NAMES = """
SELECT array_agg(inhrelid::regclass::text ORDER BY inhrelid::regclass::text) FROM pg_inherits
WHERE inhparent = $1::regclass AND inhrelid::regclass::text ~ '_[0-9]{8}$'
"""


@pytest.fixture
async def store(database: PostgresAddress) -> AsyncIterator[Database]:
    made = Database(database.asyncpg_kwargs(), clock=FakeClock(), ids=TimeOrderedIds())
    yield made
    await made.stop()


@pytest.fixture
async def owner(database: PostgresAddress) -> AsyncIterator["asyncpg.Connection[Any]"]:
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    yield connection
    await connection.close()


async def make(owner: "asyncpg.Connection[Any]", table: str, first: int, days: int) -> None:
    """Make partitions of so many days, the first of them so many days from today."""
    await owner.execute(
        "SELECT set_config('test.first',"
        " ((now() AT TIME ZONE 'UTC')::date + $1::int)::text, false)",
        first,
    )
    await owner.execute(
        f"DO $$ BEGIN CALL ensure_partitions('{table}',"
        f" current_setting('test.first')::date, {days}); END $$"
    )


async def test_a_migrated_database_is_ready_for_a_week(
    store: Database, owner: "asyncpg.Connection[Any]"
) -> None:
    assert len(await owner.fetchval(NAMES, "events")) == DAYS_AHEAD + 1
    await Partitions(store).ensure()  # it may have been migrated before midnight
    assert await Partitions(store).days_ahead() == DAYS_AHEAD


async def test_ensuring_twice_changes_nothing(
    store: Database, owner: "asyncpg.Connection[Any]"
) -> None:
    await Partitions(store).ensure()
    before = await owner.fetchval(NAMES, "events")
    await Partitions(store).ensure()
    assert await owner.fetchval(NAMES, "events") == before


@pytest.mark.parametrize("table", TABLES)
async def test_what_is_too_old_is_dropped_and_the_rest_is_kept(
    store: Database, owner: "asyncpg.Connection[Any]", table: str
) -> None:
    await make(owner, table, -5, 5)
    there = await owner.fetchval(NAMES, table)
    dropped = await Partitions(store).drop_older_than(table, timedelta(days=2))
    assert len(dropped) == 3
    now_there = await owner.fetchval(NAMES, table)
    assert set(now_there) == set(there) - set(dropped)
    for name in dropped:
        assert await owner.fetchval("SELECT to_regclass($1)", name) is None


async def test_a_drop_that_was_interrupted_is_finished(
    store: Database, owner: "asyncpg.Connection[Any]"
) -> None:
    await make(owner, "events", -5, 1)
    (old, *_) = await owner.fetchval(NAMES, "events")
    await owner.execute(f"ALTER TABLE events DETACH PARTITION {old}")
    assert await Partitions(store).drop_older_than("events", timedelta(days=2)) == [old]
    assert await owner.fetchval("SELECT to_regclass($1)", old) is None


async def test_other_tables_are_never_dropped(store: Database) -> None:
    with pytest.raises(ValueError, match="not partitioned"):
        await Partitions(store).drop_older_than("stations", timedelta(0))


async def test_the_check_warns_before_the_days_run_out(
    store: Database, owner: "asyncpg.Connection[Any]"
) -> None:
    check = PartitionsCheck(store)
    await Partitions(store).ensure()
    assert (await check.check()).status == "pass"
    names = (await owner.fetchval(NAMES, "frames"))[-DAYS_AHEAD - 1 :]
    await drop(owner, names[2:])
    warned = await check.check()
    assert (warned.status, warned.figures["days_ahead"]) == ("warn", 1)
    await drop(owner, names[1:2])
    assert (await check.check()).status == "fail"
    await drop(owner, names[:1])
    assert (await check.check()).figures["days_ahead"] == -1
    await Partitions(store).ensure()
    assert (await check.check()).status == "pass"


async def drop(owner: "asyncpg.Connection[Any]", names: list[str]) -> None:
    for name in names:
        await owner.execute(f"DROP TABLE {name}")
