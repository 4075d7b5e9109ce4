"""Jobs against a real server: asked for in a transaction, done by a worker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg
import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.jobs.queue import Job, JobFigures, Jobs
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database

TENANT = UUID("01900000-0000-7000-8000-00000000000a")
OTHER = UUID("01900000-0000-7000-8000-00000000000b")


class Errand(msgspec.Struct, frozen=True):
    words: str


class Done:
    """A handler that remembers, and fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.jobs: asyncio.Queue[Job] = asyncio.Queue()

    async def __call__(self, job: Job) -> None:
        self.jobs.put_nowait(job)
        if self.failures:
            self.failures -= 1
            raise LookupError("a secret that nobody should read")

    async def next(self) -> tuple[str, int]:
        job = await self.jobs.get()
        return job.read(Errand).words, job.attempt


@pytest.fixture
async def store(database: PostgresAddress) -> AsyncIterator[Database]:
    made = Database(database.asyncpg_kwargs(), clock=SystemClock(), ids=TimeOrderedIds())
    yield made
    await made.stop()


@asynccontextmanager
async def working(jobs: Jobs) -> AsyncIterator[None]:
    await jobs.start()
    yield
    await jobs.stop()


def actor(tenant: UUID = TENANT) -> Actor:
    return system_actor("token", tenant, "test")


def registered(store: Database, done: Done, retries: int = 2) -> Jobs:
    jobs = Jobs(store, SystemClock(), retry_after_s=(0.0,) * retries)
    jobs.register("errand", done)
    return jobs


async def ask(store: Database, jobs: Jobs, words: str, tenant: UUID = TENANT) -> bool:
    async with store.transaction(actor(tenant)) as work:
        return await jobs.enqueue(work, "errand", Errand(words))


async def figures_are(jobs: Jobs, queued: int, running: int, failed: int) -> JobFigures:
    while True:
        figures = await jobs.figures()
        if (figures.queued, figures.running, figures.failed) == (queued, running, failed):
            return figures


async def test_a_job_is_done_in_the_tenant_that_asked(store: Database) -> None:
    done = Done()
    jobs = registered(store, done)
    async with working(jobs):
        await ask(store, jobs, "ours")
        job = await done.jobs.get()
        assert (job.tenant_id, job.read(Errand).words, job.attempt) == (TENANT, "ours", 1)
        await ask(store, jobs, "theirs", OTHER)
        assert (await done.jobs.get()).tenant_id == OTHER
        await figures_are(jobs, 0, 0, 0)


async def test_jobs_wait_while_no_worker_runs(store: Database) -> None:
    done = Done()
    jobs = registered(store, done)
    for number in range(25):
        await ask(store, jobs, f"{number:02}")
    assert (await jobs.figures()).queued == 25
    async with working(jobs):
        words = [(await done.next())[0] for _ in range(25)]
    assert sorted(words) == [f"{number:02}" for number in range(25)]


async def test_a_rolled_back_transaction_asks_for_nothing(store: Database) -> None:
    jobs = registered(store, Done())

    async def fails() -> None:
        async with store.transaction(actor()) as work:
            await jobs.enqueue(work, "errand", Errand("never"))
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    assert (await jobs.figures()).queued == 0


async def test_a_key_is_asked_for_once_a_tenant_until_it_is_done(store: Database) -> None:
    done = Done()
    jobs = registered(store, done)

    async def once(tenant: UUID) -> bool:
        async with store.transaction(actor(tenant)) as work:
            return await jobs.enqueue(work, "errand", Errand("x"), dedupe_key="k")

    assert [await once(TENANT), await once(TENANT), await once(OTHER)] == [True, False, True]
    async with working(jobs):
        await done.next()
        await done.next()
        await figures_are(jobs, 0, 0, 0)
        assert await once(TENANT)


async def test_a_job_for_later_is_not_overdue(store: Database) -> None:
    jobs = registered(store, Done())
    async with store.transaction(actor()) as work:
        await jobs.enqueue(work, "errand", Errand("later"), run_after=timedelta(hours=1))
    figures = await jobs.figures()
    assert (figures.queued, figures.overdue_s) == (1, 0)


async def test_a_job_that_fails_is_tried_again(store: Database) -> None:
    done = Done(failures=1)
    jobs = registered(store, done)
    async with working(jobs):
        await ask(store, jobs, "x")
        assert [await done.next(), await done.next()] == [("x", 1), ("x", 2)]
        await figures_are(jobs, 0, 0, 0)


async def test_a_job_that_keeps_failing_is_held_and_can_be_requeued(
    store: Database, database: PostgresAddress
) -> None:
    done = Done(failures=3)
    jobs = registered(store, done)
    async with working(jobs):
        await ask(store, jobs, "x")
        await figures_are(jobs, 0, 0, 1)
        assert await texts_with(database, "secret") == 0
        assert await texts_with(database, "LookupError") > 0
        assert await jobs.requeue_failed("another") == 0
        assert await jobs.requeue_failed() == 1
        await figures_are(jobs, 0, 0, 0)
    assert done.jobs.qsize() == 4


async def texts_with(database: PostgresAddress, words: str) -> int:
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    count: int = await connection.fetchval(
        "SELECT count(*) FROM pgqueuer_log WHERE traceback::text LIKE '%' || $1 || '%'", words
    )
    await connection.close()
    return count


async def test_work_goes_on_after_the_workers_connection_was_lost(
    store: Database, database: PostgresAddress
) -> None:
    done = Done()
    jobs = registered(store, done)
    async with working(jobs):
        await ask(store, jobs, "before")
        await done.next()
        await figures_are(jobs, 0, 0, 0)
        connection = await asyncpg.connect(**database.asyncpg_kwargs())
        await connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query ILIKE '%pgqueuer%'"
            " AND pid <> pg_backend_pid()"
        )
        await connection.close()
        await store.engine.dispose()
        await store.relay_engine.dispose()
        await ask(store, jobs, "after")
        assert await done.next() == ("after", 1)


async def test_two_workers_do_each_job_once(store: Database) -> None:
    done = Done()
    first, second = registered(store, done), registered(store, done)
    async with working(first), working(second):
        for number in range(30):
            await ask(store, first, str(number))
        await figures_are(first, 0, 0, 0)
    assert done.jobs.qsize() == 30


class Held:
    """A handler that does not end before it is let go."""

    def __init__(self) -> None:
        self.begun = asyncio.Semaphore(0)
        self.under_way = self.most = 0
        self.released = asyncio.Event()

    async def __call__(self, _: Job) -> None:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.begun.release()
        await self.released.wait()
        self.under_way -= 1


async def test_of_a_bounded_name_no_more_run_than_may_and_others_beside_them(
    store: Database, database: PostgresAddress
) -> None:
    """In two workers together; who waits for its turn is not overdue."""
    held, done = Held(), Done()
    workers = [registered(store, done) for _ in range(2)]
    for jobs in workers:
        jobs.register("held", held, at_once=30)
    async with store.transaction(actor()) as work:
        for number in range(50):
            await workers[0].enqueue(work, "held", number)
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    await connection.execute("UPDATE pgqueuer SET execute_after = now() - interval '1 hour'")
    assert (await workers[0].figures()).overdue_s > 3599
    async with working(workers[0]), working(workers[1]):
        for _ in range(30):
            await held.begun.acquire()
        for number in range(25):
            await ask(store, workers[0], str(number))
        for _ in range(25):
            await done.next()
        figures = await figures_are(workers[0], 20, 30, 0)
        assert (held.most, figures.overdue_s) == (30, 0)
        held.released.set()
        await figures_are(workers[0], 0, 0, 0)
    await connection.close()
    assert held.most == 30


async def test_a_schedule_is_kept_by_one_of_two_workers(
    store: Database, database: PostgresAddress
) -> None:
    ticked = asyncio.Event()
    ticks: list[int] = []

    async def tick() -> None:
        ticks.append(1)
        ticked.set()

    workers = [registered(store, Done()) for _ in range(2)]
    for jobs in workers:
        jobs.schedule("clock", "0 4 1 1 *", tick)
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    await connection.execute(
        "INSERT INTO pgqueuer_schedules (expression, entrypoint, next_run)"
        " VALUES ('0 4 1 1 *', 'clock', now() - interval '1 minute')"
    )
    async with working(workers[0]), working(workers[1]):
        await ticked.wait()
        while not await connection.fetchval(
            "SELECT status = 'queued' FROM pgqueuer_schedules WHERE entrypoint = 'clock'"
        ):
            pass
    await connection.close()
    assert ticks == [1]


async def test_a_tenant_can_neither_read_jobs_nor_ask_for_them_without_a_tenant(
    store: Database,
) -> None:
    jobs = registered(store, Done())
    await ask(store, jobs, "ours")
    for statement in (
        "SELECT payload FROM pgqueuer",
        "INSERT INTO pgqueuer (priority, entrypoint, status) VALUES (0, 'errand', 'queued')",
        "SELECT * FROM pgqueuer_log",
    ):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with store.transaction(actor(OTHER)) as work:
                await work.connection.execute(text(statement))
    with pytest.raises(DBAPIError, match="a job needs a tenant"):
        async with store.engine.begin() as connection:
            await connection.execute(text("SELECT enqueue_job('errand', '{}', NULL, '0')"))
    with pytest.raises(DBAPIError, match="permission denied"):
        async with store.relay() as connection:
            await connection.execute(text("SELECT enqueue_job('errand', '{}', NULL, '0')"))


async def test_names_are_taken_once_and_unknown_ones_refused(store: Database) -> None:
    jobs = registered(store, Done())
    with pytest.raises(ValueError, match="two jobs"):
        jobs.register("errand", Done())
    async with store.transaction(actor()) as work:
        with pytest.raises(ValueError, match="Nobody"):
            await jobs.enqueue(work, "unknown", Errand("x"))


async def test_the_queues_own_log_does_not_grow_without_end(
    store: Database, database: PostgresAddress
) -> None:
    jobs = registered(store, Done())
    await ask(store, jobs, "old")
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    await connection.execute("UPDATE pgqueuer_log SET created = now() - interval '8 days'")
    await ask(store, jobs, "new")
    await jobs.tidy()
    assert await connection.fetchval("SELECT count(*) FROM pgqueuer_log") == 1
    await connection.close()
