"""Hands events to reactions: at least once, in order per aggregate, once per consumer."""

import asyncio
from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.outbox import cursors, ledger
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.consumers import AnyConsumer, Consumer
from chargehouse.platform.outbox.ledger import ReactionFigures
from chargehouse.platform.outbox.lookout import Lookout
from chargehouse.platform.outbox.reactions import Reactions
from chargehouse.platform.outbox.reading import BATCH, scan
from chargehouse.platform.postgres.database import Database

log = structlog.get_logger(__name__)


class Relay:
    """Serves consumers, each in its own task; of several processes, one relays to a consumer.

    A lookout tells each when something is for it, so that those that nothing is for cost nothing.
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
        self._lookout = Lookout(database, self._waking, self._consumers, clock=clock, batch=batch)
        bell.listen(self.wake)

    async def start(self) -> None:
        """Begin to relay; a database that is away is waited for."""
        if not self._consumers:
            return
        self._tasks = [
            asyncio.create_task(self._lookout.serve(), name="relay lookout"),
            *(
                asyncio.create_task(self._serve(consumer), name=f"relay {consumer.name}")
                for consumer in self._consumers
            ),
        ]

    async def stop(self) -> None:
        """Stop at once; what was being done is rolled back and done again later."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def wake(self) -> None:
        """Look for events now."""
        self._lookout.wake()

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
        """Relay whenever there is something; what fails is done again when it is looked next."""
        awake = self._waking[consumer.name]
        while True:
            await awake.wait()
            awake.clear()
            try:
                while await self._round(consumer):
                    pass
            except Unavailable:
                log.warning("the relay waits for the database", consumer=consumer.name)
            except Exception:
                log.exception("the relay stumbled", consumer=consumer.name)

    async def _round(self, consumer: AnyConsumer) -> bool:
        """Relay one batch; tell whether more may wait."""
        async with self._database.relay() as connection:
            if not await ledger.try_lock(connection, consumer.name):
                return False
            if isinstance(consumer, Consumer):
                await self._try_again(connection, consumer)
            cursor = await cursors.cursor_of(connection, consumer.name)
            looking = await connection.begin_nested()
            found = await scan(
                connection,
                cursor.position,
                cursor.moved_at,
                names=consumer.names,
                limit=self._batch,
            )
            # Reactions use connections of their own. Did this one hold the events meanwhile, then
            # whoever wants the table to himself would wait for it, and they for him.
            await looking.rollback()
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
                await cursors.move_cursor(connection, consumer.name, found.last)
        return found.more

    async def _try_again(self, connection: AsyncConnection, consumer: Consumer) -> None:
        due = await ledger.due(connection, consumer.name, self._clock.now())
        for tenant_id, aggregate_id in due:
            await self._reactions.try_again(consumer, tenant_id, aggregate_id)
