"""Jobs and schedules, over pgqueuer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
import msgspec
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.core.applications import PgQueuer
from pgqueuer.domain import models
from pgqueuer.domain.errors import RetryRequested
from sqlalchemy import text

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.platform.jobs.tables import SETTINGS, queries
from chargehouse.platform.postgres.coalescer import LOST
from chargehouse.platform.postgres.database import Database, UnitOfWork

T = TypeVar("T")

RETRY_AFTER_S = (5.0, 30.0, 120.0, 600.0, 3600.0)
RECONNECT_S = 1.0
LOOK_EVERY = timedelta(seconds=5)  # no notification tells of a job that was put back
BATCH = 10
AT_ONCE = 20
KEPT = timedelta(days=7)
TIDY_AT = "17 3 * * *"

_TELL_WORKERS = text("""
    SELECT pg_notify(:channel, CAST(json_build_object(
        'channel', CAST(:channel AS text), 'operation', 'update', 'sent_at', now(),
        'table', 'pgqueuer', 'type', 'table_changed_event') AS text))
""")

log = structlog.get_logger(__name__)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Work that somebody asked for; `attempt` counts from 1."""

    id: int
    name: str
    tenant_id: UUID
    payload: bytes
    attempt: int

    def read(self, kind: type[T]) -> T:
        """Return what the job was enqueued with."""
        return msgspec.json.decode(self.payload, type=kind)


class JobFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The queue now; `overdue_s` is how long the oldest job has been due and not begun.

    Jobs that wait because so many of their name run as may are not overdue.
    """

    queued: int
    running: int
    failed: int
    overdue_s: float


class JobFailed(Exception):  # noqa: N818  named for what is so
    """What may be kept of a job's failure: its kind and place, not its text."""


JobHandler = Callable[[Job], Awaitable[None]]
ScheduleHandler = Callable[[], Awaitable[None]]


class Jobs:
    """What can be done later, and, where it is started, a worker that does it.

    A job runs at least once: again when its worker died in the middle, and when it failed, after
    5 s, 30 s, 2 min, 10 min and 1 h; then it is held as failed until somebody requeues it. So a
    handler does in one transaction what must not happen twice. Payloads hold ids, never
    identifiers or secrets.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        retry_after_s: tuple[float, ...] = RETRY_AFTER_S,
    ) -> None:
        self._database = database
        self._clock = clock
        self._retry_after_s = retry_after_s
        self._handlers: dict[str, JobHandler] = {}
        self._limits: dict[str, int] = {}
        self._schedules: dict[str, tuple[str, ScheduleHandler]] = {}
        self._task: asyncio.Task[None] | None = None
        self._queuer: PgQueuer | None = None
        self._stopping = False
        self.schedule("jobs.tidy", TIDY_AT, self.tidy)

    def register(self, name: str, handler: JobHandler, *, at_once: int | None = None) -> None:
        """Say who does the jobs of a name. Raises `ValueError` for a name already taken.

        With `at_once` so many of the name run at most, in all workers together, and beside the
        others: for jobs that wait for somebody outside, so that no other job waits for them.
        """
        self._check(name)
        self._handlers[name] = handler
        if at_once is not None:
            self._limits[name] = at_once

    def schedule(self, name: str, cron: str, handler: ScheduleHandler) -> None:
        """Have one worker do something at times: five cron fields, in the server's time zone.

        A time is missed while no worker runs, and a failure waits for the next one, so a handler
        catches up by itself. Raises `ValueError` for a name already taken.
        """
        self._check(name)
        self._schedules[name] = (cron, handler)

    async def enqueue(
        self,
        work: UnitOfWork,
        name: str,
        payload: object,
        *,
        dedupe_key: str | None = None,
        run_after: timedelta = timedelta(0),
    ) -> bool:
        """Ask for a job within the caller's transaction, in its tenant.

        Returns false when the tenant has a job of this name and key that waits or runs. Raises
        `ValueError` for a name that nobody registered.
        """
        if name not in self._handlers:
            raise ValueError(f"Nobody does jobs called {name}.")
        job = await work.connection.scalar(
            text("SELECT enqueue_job(:name, :body, :key, :delay)"),
            {
                "name": name,
                "body": msgspec.json.encode(payload).decode(),
                "key": dedupe_key,
                "delay": run_after,
            },
        )
        return job is not None

    async def start(self) -> None:
        """Begin to work; a database that is away is waited for."""
        self._stopping = False
        self._task = asyncio.create_task(self._work(), name="jobs")

    async def stop(self, timeout_s: float = 10.0) -> None:
        """Let what runs end within the time, and stop; the rest will be run again."""
        self._stopping = True
        if self._task is None:
            return
        if self._queuer is not None:
            self._queuer.shutdown.set()
            await asyncio.wait([self._task], timeout=timeout_s)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    async def figures(self) -> JobFigures:
        """Count the jobs of all tenants."""
        async with self._database.relay() as connection:
            result = await connection.execute(
                text("""
                    WITH bounded AS (
                        SELECT DISTINCT entrypoint FROM pgqueuer
                        WHERE status = 'picked' AND slot IS NOT NULL
                          AND heartbeat > now() - interval '1 minute'
                    )
                    SELECT count(*) FILTER (WHERE status = 'queued') AS queued,
                           count(*) FILTER (WHERE status = 'picked') AS running,
                           count(*) FILTER (WHERE status = 'failed') AS failed,
                           CAST(extract(epoch FROM coalesce(now() - min(execute_after)
                                FILTER (WHERE status = 'queued' AND execute_after <= now()
                                          AND bounded.entrypoint IS NULL),
                                interval '0')) AS double precision) AS overdue_s
                    FROM pgqueuer LEFT JOIN bounded USING (entrypoint)
                """)
            )
            return JobFigures(**result.mappings().one())

    async def requeue_failed(self, name: str | None = None) -> int:
        """Have the failed jobs, or those of a name, run afresh; return how many there were."""
        async with self._database.relay() as connection:
            result = await connection.execute(
                text("""
                    UPDATE pgqueuer SET status = 'queued', execute_after = now(), attempts = 0,
                                        updated = now(), queue_manager_id = NULL
                    WHERE status = 'failed'
                      AND (CAST(:name AS text) IS NULL OR entrypoint = :name)
                """),
                {"name": name},
            )
            await connection.execute(_TELL_WORKERS, {"channel": SETTINGS.channel})
            return result.rowcount

    async def tidy(self) -> None:
        """Delete the queue's own log and statistics of more than a week ago."""
        async with self._database.relay() as connection:
            for table in ("pgqueuer_log", "pgqueuer_statistics"):
                await connection.execute(
                    text(f"DELETE FROM {table} WHERE created < now() - CAST(:kept AS interval)"),  # noqa: S608  fixed
                    {"kept": KEPT},
                )

    def _check(self, name: str) -> None:
        if name in self._handlers or name in self._schedules:
            raise ValueError(f"There are two jobs called {name}.")

    async def _work(self) -> None:
        while not self._stopping:
            try:
                connection = await self._database.connect("chargehouse_relay")
            except (*LOST, asyncpg.PostgresError):
                log.warning("the jobs wait for the database")
            else:
                await self._work_on(connection)
            if not self._stopping:
                await self._clock.sleep(RECONNECT_S)

    async def _work_on(self, connection: "asyncpg.Connection[Any]") -> None:
        """Work until stopped, or until the connection is lost."""
        queuer = self._queuer = self._prepared(connection)
        connection.add_termination_listener(lambda _: queuer.shutdown.set())
        try:
            await queuer.run(
                dequeue_timeout=LOOK_EVERY,
                batch_size=BATCH,
                max_concurrent_tasks=AT_ONCE + sum(self._limits.values()),
            )
        except Exception:
            log.exception("the jobs stumbled")
        finally:
            self._queuer = None
            connection.terminate()

    def _prepared(self, connection: "asyncpg.Connection[Any]") -> PgQueuer:
        driver = AsyncpgDriver(connection)
        queuer = PgQueuer(driver, channel=SETTINGS.channel, queries=queries(driver))
        for name, handler in self._handlers.items():
            at_once = self._limits.get(name, 0)
            register = queuer.entrypoint(name, concurrency_limit=at_once, on_failure="hold")
            register(self._runner(name, handler))
        for name, (cron, do) in self._schedules.items():
            queuer.schedule(name, cron)(_ticker(do))
        return queuer

    def _runner(self, name: str, handler: JobHandler) -> Callable[[models.Job], Awaitable[None]]:
        async def run(queued: models.Job) -> None:
            job = Job(
                id=queued.id,
                name=name,
                tenant_id=UUID(str((queued.headers or {})["tenant_id"])),
                payload=queued.payload or b"",
                attempt=queued.attempts + 1,
            )
            try:
                await handler(job)
            except Exception as error:
                log.exception("job failed", job=name, job_id=job.id, attempt=job.attempt)
                if queued.attempts < len(self._retry_after_s):
                    delay = timedelta(seconds=self._retry_after_s[queued.attempts])
                    raise RetryRequested(delay, _told(error)) from None
                raise JobFailed(_told(error)) from None

        return run


def _ticker(do: ScheduleHandler) -> Callable[[models.Schedule], Awaitable[None]]:
    async def tick(_: models.Schedule) -> None:
        await do()

    return tick


def _told(error: Exception) -> str:
    return error.code if isinstance(error, ChargehouseError) else type(error).__name__
