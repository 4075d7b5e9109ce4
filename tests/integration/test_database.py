"""Connections by role, and the unit of work, against a real server."""

import asyncio
from collections.abc import AsyncIterator
from typing import ClassVar
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import Unavailable
from chargehouse.kernel.events import Event
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.ocpp.eager import eager
from chargehouse.platform.outbox.writing import EVENTS, event_row
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.coalescer import Unit
from chargehouse.platform.postgres.database import Database

TENANT = UUID("01900000-0000-7000-8000-00000000000a")
OTHER = UUID("01900000-0000-7000-8000-00000000000b")
THING = UUID("01900000-0000-7000-8000-0000000000cc")


class Happened(Event, frozen=True, kw_only=True):
    wire_name: ClassVar[str] = "test.happened"

    words: str


@pytest.fixture
async def store(database: PostgresAddress) -> AsyncIterator[Database]:
    made = Database(database.asyncpg_kwargs(), clock=FakeClock(), ids=TimeOrderedIds())
    await made.start()
    yield made
    await made.stop()


def actor(tenant: UUID = TENANT) -> Actor:
    return system_actor("job", tenant, "test")


async def words_seen(store: Database, tenant: UUID) -> list[str]:
    async with store.reading(actor(tenant)) as connection:
        rows = await connection.execute(
            text("SELECT payload::jsonb ->> 'words' FROM events ORDER BY xid, sequence")
        )
        return list(rows.scalars())


async def test_events_are_written_with_their_transaction_and_tell_after_it(
    store: Database,
) -> None:
    told: list[int] = []
    store.on_events.append(lambda: told.append(1))
    async with store.transaction(actor()) as work:
        work.record(Happened(aggregate_id=THING, words="one"))
        work.record(Happened(aggregate_id=THING, words="two"))
        assert told == []
    assert told == [1]
    assert await words_seen(store, TENANT) == ["one", "two"]


async def test_a_rolled_back_transaction_leaves_no_event(store: Database) -> None:
    async def fails() -> None:
        async with store.transaction(actor()) as work:
            work.record(Happened(aggregate_id=THING, words="never"))
            raise LookupError

    told: list[int] = []
    store.on_events.append(lambda: told.append(1))
    with pytest.raises(LookupError):
        await fails()
    assert told == []
    assert await words_seen(store, TENANT) == []


async def test_a_tenant_sees_only_its_own_rows(store: Database) -> None:
    async with store.transaction(actor()) as work:
        work.record(Happened(aggregate_id=THING, words="ours"))
    assert await words_seen(store, OTHER) == []
    assert await words_seen(store, TENANT) == ["ours"]


async def test_a_transaction_that_asks_nothing_leaves_no_tenant_to_the_next(
    store: Database,
) -> None:
    async with store.transaction(actor()) as work:
        work.record(Happened(aggregate_id=THING, words="ours"))
    count = text("SELECT count(*) FROM events")
    async with store.transaction(actor()):
        pass
    async with store.engine.begin() as connection:
        assert await connection.scalar(count) == 0
    async with store.reading(actor()) as connection:
        async with connection.begin_nested():
            assert await connection.scalar(count) == 1
        assert await connection.scalar(count) == 1


async def test_a_row_for_another_tenant_cannot_be_written(store: Database) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with store.transaction(actor()) as work:
            await work.connection.execute(
                text(
                    "INSERT INTO reactions_done (tenant_id, consumer, event_id)"
                    " VALUES (:tenant, 'x', :id)"
                ),
                {"tenant": OTHER, "id": THING},
            )


async def test_nothing_is_seen_without_a_tenant_even_after_one_was_set(store: Database) -> None:
    """After a local set the setting is an empty text, not NULL."""
    async with store.transaction(actor()) as work:
        work.record(Happened(aggregate_id=THING, words="ours"))
    for _ in range(2):
        async with store.engine.begin() as connection:
            assert await connection.scalar(text("SELECT count(*) FROM events")) == 0
            await connection.execute(
                text("SELECT set_config('app.tenant', :t, true)"), {"t": str(TENANT)}
            )
            assert await connection.scalar(text("SELECT count(*) FROM events")) == 1


async def test_partitions_are_closed_to_both_roles(store: Database) -> None:
    """Partitions do not inherit their parent's policy, so nobody may be granted on them."""
    async with store.engine.begin() as connection:
        partitions = list(
            await connection.scalars(text("SELECT inhrelid::regclass::text FROM pg_inherits"))
        )
    granted = []
    for engine in (store.engine, store.relay_engine):
        async with engine.begin() as connection:
            for partition in partitions:
                may = await connection.scalar(
                    text("SELECT has_any_column_privilege(:p, 'SELECT, INSERT, UPDATE')"),
                    {"p": partition},
                )
                granted += [partition] if may else []
    assert granted == []


async def test_the_relay_reads_queue_columns_of_all_tenants_and_no_payload(
    store: Database,
) -> None:
    for tenant in (TENANT, OTHER):
        async with store.transaction(actor(tenant)) as work:
            work.record(Happened(aggregate_id=THING, words="x"))
    async with store.relay() as connection:
        assert await connection.scalar(text("SELECT count(DISTINCT tenant_id) FROM events")) == 2
    with pytest.raises(DBAPIError, match="permission denied"):
        async with store.relay() as connection:
            await connection.execute(text("SELECT payload FROM events"))


async def test_reading_cannot_write(store: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only"):
        async with store.reading(actor()) as connection:
            await connection.execute(
                text("INSERT INTO reactions_done VALUES (:t, 'x', :t)"), {"t": TENANT}
            )


async def test_values_are_not_in_the_text_of_errors(store: Database) -> None:
    with pytest.raises(DBAPIError) as caught:
        async with store.reading(actor()) as connection:
            await connection.execute(text("SELECT 1 / (length(:v) - 6)"), {"v": "secret"})
    assert "secret" not in str(caught.value)


async def test_reading_sees_one_snapshot(store: Database) -> None:
    async with store.reading(actor()) as connection:
        count = text("SELECT count(*) FROM events")
        assert await connection.scalar(count) == 0
        async with store.transaction(actor()) as work:
            work.record(Happened(aggregate_id=THING, words="later"))
        assert await connection.scalar(count) == 0


async def test_hot_events_and_recorded_events_look_alike(store: Database) -> None:
    event = Happened(aggregate_id=THING, station_id=THING, words="same")
    unit = Unit(TENANT)
    unit.add(
        EVENTS,
        event_row(
            event,
            event_id=store.ids.new(),
            occurred_at=store.clock.now(),
            actor_name="job:test",
            request_id=None,
        ),
    )
    await store.hot.commit(unit)
    async with store.transaction(actor()) as work:
        work.record(event)
    async with store.reading(actor()) as connection:
        rows = await connection.execute(
            text(
                "SELECT DISTINCT wire_name, aggregate_id, station_id, occurred_at, actor,"
                " request_id, payload FROM events"
            )
        )
        assert len(rows.all()) == 1


async def kill_others(database: PostgresAddress) -> None:
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    await connection.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()


async def test_a_lost_connection_is_unavailable_and_the_next_transaction_works(
    store: Database, database: PostgresAddress
) -> None:
    async def is_cut_off() -> None:
        async with store.transaction(actor()) as work:
            await work.connection.execute(text("SELECT 1"))
            await kill_others(database)
            await work.connection.execute(text("SELECT 1"))

    with pytest.raises(Unavailable):
        await is_cut_off()
    async with store.transaction(actor()) as work:
        work.record(Happened(aggregate_id=THING, words="back"))
    assert await words_seen(store, TENANT) == ["back"]


async def test_a_connection_lost_before_commit_is_unavailable(
    store: Database, database: PostgresAddress
) -> None:
    async def is_killed() -> None:
        async with store.transaction(actor()) as work:
            await work.connection.execute(text("SELECT 1"))
            await kill_others(database)

    with pytest.raises(Unavailable):
        await is_killed()


async def test_every_pooled_connection_that_died_is_replaced_at_once(
    store: Database, database: PostgresAddress
) -> None:
    async def works() -> None:
        async with store.reading(actor()) as connection:
            await connection.scalar(text("SELECT pg_sleep(0.01)"))

    await asyncio.gather(*(works() for _ in range(5)))
    await kill_others(database)
    outcomes = [await asyncio.gather(works(), return_exceptions=True) for _ in range(3)]
    failed = [outcome for (outcome,) in outcomes if outcome is not None]
    assert len(failed) <= 1
    assert all(isinstance(outcome, Unavailable) for outcome in failed)


async def test_a_message_handled_without_a_task_waits_for_a_connection_as_others_do(
    database: PostgresAddress,
) -> None:
    store = Database(
        database.asyncpg_kwargs(), clock=FakeClock(), ids=TimeOrderedIds(), pool_size=2
    )

    async def works() -> int:
        assert asyncio.current_task() is None
        async with store.reading(actor()) as connection:
            found: int = await connection.scalar(text("SELECT 1 FROM pg_sleep(0.01)"))
            return found

    handled = [eager(works()) for _ in range(6)]
    waiting = [each for each in handled if isinstance(each, asyncio.Future)]
    assert await asyncio.gather(*waiting) == [1] * 6
    await store.stop()


async def test_stopping_breaks_off_what_is_still_at_work(store: Database) -> None:
    begun = asyncio.Event()
    connections: list[asyncpg.Connection[asyncpg.Record]] = []

    async def work() -> None:
        async with store.reading(actor()) as connection:
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            connections.append(raw.driver_connection)
            begun.set()
            await connection.execute(text("SELECT pg_sleep(60)"))

    working = asyncio.create_task(work())
    await begun.wait()
    await store.stop()
    [connection] = connections
    assert connection.is_closed()
    with pytest.raises(Unavailable):
        await working


async def test_a_server_that_cannot_be_reached_is_unavailable(database: PostgresAddress) -> None:
    nowhere = database.asyncpg_kwargs() | {"host": "127.0.0.1", "port": 1}
    store = Database(nowhere, clock=FakeClock(), ids=TimeOrderedIds())
    with pytest.raises(Unavailable):
        async with store.relay():
            raise AssertionError
    await store.stop()


async def test_failures_of_the_use_case_are_not_taken_for_the_databases(store: Database) -> None:
    for failure in (TimeoutError, ConnectionResetError):
        with pytest.raises(failure):
            async with store.transaction(actor()):
                raise failure
