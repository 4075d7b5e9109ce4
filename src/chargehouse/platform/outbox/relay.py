"""Hands events to reactions: at least once, in order per aggregate, once per consumer."""

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.outbox import ledger
from chargehouse.platform.outbox.bell import LOOKS_APART_S, POLL_S, UNSETTLED_S, Bell, Pacing, rest
from chargehouse.platform.outbox.consumers import AnyConsumer, Consumer
from chargehouse.platform.outbox.ledger import ReactionFigures
from chargehouse.platform.outbox.reactions import Reactions
from chargehouse.platform.outbox.reading import BATCH, scan
from chargehouse.platform.postgres.database import Database

log = structlog.get_logger(__name__)


class Relay:
    """Serves consumers, each in its own task; of several processes, one relays to a consumer.

    The reactions to a batch run in one transaction a tenant; when one fails, the others are run
    without it. It is then tried again after 1, 5, 30, 120 and 600 seconds, and parked. Later
    events of the same aggregate wait behind it for that consumer, so that their order holds;
    other aggregates go on. What is parked stays until `Reactions.retry` or `Reactions.give_up`.
    """

    def __init__(
        self,
        database: Database,
        consumers: Sequence[AnyConsumer],
        *,
        bell: Bell,
        clock: Clock,
        batch: int = BATCH,
    ) -> None:
        self._database = database
        self._consumers = tuple(consumers)
        self._clock = clock
        self._batch = batch
        self._reactions = Reactions(database, clock)
        self._tasks: list[asyncio.Task[None]] = []
        self._waking = {consumer.name: asyncio.Event() for consumer in self._consumers}
        if len(self._waking) != len(self._consumers):
            raise ValueError("Two consumers have one name.")
        bell.listen(self.wake)

    async def start(self) -> None:
        """Begin to relay; a database that is away is waited for."""
        self._tasks = [
            asyncio.create_task(self._serve(consumer), name=f"relay {consumer.name}")
            for consumer in self._consumers
        ]

    async def stop(self) -> None:
        """Stop at once; what was being done is rolled back and done again later."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def wake(self) -> None:
        """Look for events now."""
        for awake in self._waking.values():
            awake.set()

    async def figures(self) -> ReactionFigures:
        """Count the reactions that failed, in all tenants."""
        async with self._database.relay() as connection:
            return await ledger.figures(connection)

    async def behind_s(self, *consumers: str) -> float:
        """Return the age in seconds of the oldest event that a consumer has yet to pass.

        Of all consumers where none is named.
        """
        async with self._database.relay() as connection:
            return await ledger.behind_s(connection, consumers or self._waking)

    async def forget_done(self) -> int:
        """Delete the keys of reactions older than a day; return how many there were."""
        async with self._database.relay() as connection:
            return await ledger.forget_done(connection)

    async def _serve(self, consumer: AnyConsumer) -> None:
        awake = self._waking[consumer.name]
        pacing = Pacing(LOOKS_APART_S)
        has_cursor = False
        rest_s = POLL_S
        while True:
            if rest_s > 0:
                await pacing.turn()
            awake.clear()
            rest_s = POLL_S
            try:
                if not has_cursor:
                    await self._begin(consumer)
                    has_cursor = True
                rest_s = await self._round(consumer)
            except Unavailable:
                log.warning("the relay waits for the database", consumer=consumer.name)
            except Exception:
                log.exception("the relay stumbled", consumer=consumer.name)
            if rest_s > 0:
                await rest(self._clock, awake, rest_s)

    async def _begin(self, consumer: AnyConsumer) -> None:
        async with self._database.relay() as connection:
            await ledger.begin_cursor(
                connection, consumer.name, at_the_end=not consumer.from_beginning
            )

    async def _round(self, consumer: AnyConsumer) -> float:
        """Relay one batch; return the seconds after which to look again."""
        async with self._database.relay() as connection:
            if not await ledger.try_lock(connection, consumer.name):
                return POLL_S
            if isinstance(consumer, Consumer):
                await self._try_again(connection, consumer)
            cursor = await ledger.cursor_of(connection, consumer.name)
            found = await scan(
                connection,
                cursor.position,
                cursor.moved_at,
                names=consumer.names,
                limit=self._batch,
            )
            for tenant_id, (first, last) in found.wanted.items():
                await self._reactions.react(
                    consumer,
                    tenant_id,
                    first,
                    last,
                    since=cursor.moved_at,
                    at_most=self._batch,
                )
            if found.last is not None:
                await ledger.move_cursor(connection, consumer.name, found.last)
        if found.more:
            return 0
        return UNSETTLED_S if found.unsettled else POLL_S

    async def _try_again(self, connection: AsyncConnection, consumer: Consumer) -> None:
        due = await ledger.due(connection, consumer.name, self._clock.now())
        for tenant_id, aggregate_id in due:
            await self._reactions.try_again(consumer, tenant_id, aggregate_id)
