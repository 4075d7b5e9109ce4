"""Processes know of each other by leases, against a real server."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.jobs import Jobs
from chargehouse.platform.jobs.checks import JobsCheck
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.checks import RelayCheck
from chargehouse.platform.outbox.relay import Relay
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.checks import DatabaseCheck
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.processes import Process, alive


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def store(database: PostgresAddress, clock: FakeClock) -> AsyncIterator[Database]:
    made = Database(database.asyncpg_kwargs(), clock=clock, ids=TimeOrderedIds())
    yield made
    await made.stop()


async def run_out(database: PostgresAddress, process: Process) -> None:
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    await connection.execute(
        "UPDATE processes SET alive_until = now() - interval '1 second' WHERE id = $1", process.id
    )
    await connection.close()


async def test_processes_see_each_other_until_they_leave(store: Database) -> None:
    first = Process(store, roles=["gateway", "api"], version="1.0")
    second = Process(store, roles=["worker"], version="1.1")
    await first.start()
    await second.start()
    living = await alive(store)
    assert [process.id for process in living] == [first.id, second.id]
    assert living[0].roles == ("gateway", "api")
    assert living[1].version == "1.1"
    await first.stop()
    assert [process.id for process in await alive(store)] == [second.id]
    await second.stop()
    assert await alive(store) == []


async def test_a_process_whose_lease_ran_out_is_gone(
    store: Database, database: PostgresAddress
) -> None:
    process = Process(store, roles=["api"], version="1")
    await process.renew()
    await run_out(database, process)
    assert await alive(store) == []


async def test_the_lease_is_renewed_while_the_process_runs(
    store: Database, database: PostgresAddress, clock: FakeClock
) -> None:
    process = Process(store, roles=["api"], version="1")
    await process.start()
    await run_out(database, process)
    while not await alive(store):
        clock.advance(5)
    await process.stop()


async def test_the_database_is_well_with_its_schema_named(store: Database) -> None:
    finding = await DatabaseCheck(store).check()
    assert finding.status == "pass"
    assert finding.figures["schema"]
    assert finding.figures["writes_waiting"] == 0


async def test_a_database_that_is_away_fails_its_check(database: PostgresAddress) -> None:
    nowhere = database.asyncpg_kwargs() | {"host": "127.0.0.1", "port": 1}
    store = Database(nowhere, clock=FakeClock(), ids=TimeOrderedIds())
    assert (await DatabaseCheck(store).check()).status == "fail"
    await store.stop()


async def test_jobs_and_reactions_of_a_new_installation_are_well(
    store: Database, clock: FakeClock
) -> None:
    bell = Bell(store, None, clock=clock, ids=store.ids)
    relay = Relay(store, [], bell=bell, clock=clock)
    for check in (JobsCheck(Jobs(store, clock)), RelayCheck(relay)):
        assert (await check.check()).status == "pass"
