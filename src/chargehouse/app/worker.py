"""The worker role: events to reactions, jobs, and what is done by the clock."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from chargehouse.app.wiring import Contexts
from chargehouse.contexts.access import reactions as access_reactions
from chargehouse.contexts.sessions import jobs as session_jobs
from chargehouse.contexts.stations import jobs as station_jobs
from chargehouse.kernel.actor import system_actor
from chargehouse.platform.broker.postgres import purge
from chargehouse.platform.http.idempotency_store import PostgresIdempotencyStore
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.relay import Relay
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.partitions import Partitions
from chargehouse.platform.settings import RetentionSettings

CONSUMERS = (*access_reactions.CONSUMERS,)
"""Every reaction there is."""

EVERY_MINUTE = "* * * * *"
EVERY_TEN_MINUTES = "*/10 * * * *"
HOURLY = "7 * * * *"
DAILY = "23 2 * * *"


class Worker:
    """Does what nobody waits for."""

    def __init__(
        self,
        contexts: Contexts,
        database: Database,
        *,
        bell: Bell,
        jobs: Jobs,
        idempotency: PostgresIdempotencyStore,
        retention: RetentionSettings,
    ) -> None:
        self._contexts = contexts
        self._database = database
        self._idempotency = idempotency
        self._partitions = Partitions(database)
        self._retention = retention
        self._jobs = jobs
        self.relay = Relay(database, CONSUMERS, bell=bell, clock=database.clock)
        self._schedule()

    async def start(self) -> None:
        """Begin to relay and to work."""
        await self.relay.start()
        await self._jobs.start()

    async def stop(self) -> None:
        """Stop; what was begun and not committed is done again by another worker."""
        await self._jobs.stop()
        await self.relay.stop()

    def _schedule(self) -> None:
        jobs, contexts = self._jobs, self._contexts
        clock = self._database.clock
        jobs.schedule(
            "stations.sweep_lost_connections",
            EVERY_MINUTE,
            _silently(partial(station_jobs.sweep_lost_connections, contexts.sweeps)),
        )
        jobs.schedule(
            "stations.expire_commands",
            EVERY_MINUTE,
            _silently(partial(station_jobs.expire_commands, contexts.commands)),
        )
        jobs.schedule(
            "sessions.find_endless",
            EVERY_TEN_MINUTES,
            _silently(
                partial(session_jobs.find_endless, self._database, contexts.session_repairs, clock)
            ),
        )
        jobs.schedule("broker.purge", EVERY_MINUTE, self._purge_broker)
        jobs.schedule("http.forget_idempotency_keys", HOURLY, self._forget_keys)
        jobs.schedule("outbox.forget_done", HOURLY, _silently(self.relay.forget_done))
        jobs.schedule("partitions.ensure", HOURLY, _silently(self._partitions.ensure))
        jobs.schedule("partitions.drop_old", DAILY, self._drop_old_partitions)

    async def _purge_broker(self) -> None:
        connection = await self._database.connect("chargehouse_relay")
        try:
            await purge(connection)
        finally:
            await connection.close()

    async def _forget_keys(self) -> None:
        for tenant in await self._contexts.tenants.list():
            actor = system_actor("job", tenant.id, "http.forget_idempotency_keys")
            await self._idempotency.forget_expired(actor)

    async def _drop_old_partitions(self) -> None:
        await self._partitions.drop_older_than(
            "frames", timedelta(days=self._retention.timeline_days)
        )
        await self._partitions.drop_older_than(
            "events", timedelta(days=self._retention.events_days)
        )


def _silently(work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    """Return work whose result nobody asks for."""

    async def run() -> None:
        await work()

    return run
