"""Looks at new events once for all consumers of a process, and wakes those that they are for."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from chargehouse.kernel.clock import Clock
from chargehouse.platform.outbox import cursors
from chargehouse.platform.outbox.bell import keep_looking, next_look_s
from chargehouse.platform.outbox.consumers import AnyConsumer
from chargehouse.platform.outbox.reading import BATCH, News, news
from chargehouse.platform.outbox.recorded import Position
from chargehouse.platform.postgres.database import Database


class Lookout:
    """Sees to it that nobody looks in vain: most events are for few consumers.

    The cursors of the others pass over what is not for them. Who is behind what was looked at,
    or has something to try again, is woken too.
    """

    def __init__(
        self,
        database: Database,
        awake: Mapping[str, asyncio.Event],
        consumers: Sequence[AnyConsumer],
        *,
        clock: Clock,
        batch: int = BATCH,
    ) -> None:
        self._database = database
        self._awake = awake
        self._consumers = tuple(consumers)
        self._clock = clock
        self._batch = batch
        self._asked = asyncio.Event()
        self._seen: tuple[Position, datetime] | None = None

    def wake(self) -> None:
        """Look for events now."""
        self._asked.set()

    async def serve(self) -> None:
        """Look whenever it is asked for, and every second; a database that is away is waited for.

        Looks are kept apart, but for those at what one look could not take in.
        """
        await keep_looking("relay lookout", self._look, clock=self._clock, asked=self._asked)

    async def _look(self) -> float:
        """Look once, and wake whom it concerns; return the seconds after which to look again."""
        if self._seen is None:
            await self._begin()
        async with self._database.relay() as connection:
            there = await cursors.cursors_of(connection, self._awake, self._clock.now())
            if self._seen is None:
                furthest = max(there.values(), key=lambda cursor: cursor.position)
                self._seen = furthest.position, furthest.moved_at
            seen, since = self._seen
            found = await news(connection, seen, since, limit=self._batch)
            idle = [each.name for each in self._consumers if not _is_for(each, there, seen, found)]
            if found.last is not None:
                await cursors.pass_over(connection, idle, seen, found.last)
        if found.last is not None:
            self._seen = found.last, found.seen_at
        for name in self._awake.keys() - set(idle):
            self._awake[name].set()
        return next_look_s(more=found.more, unsettled=found.unsettled)

    async def _begin(self) -> None:
        async with self._database.relay() as connection:
            for each in self._consumers:
                await cursors.begin_cursor(
                    connection, each.name, at_the_end=not each.from_beginning
                )


def _is_for(
    consumer: AnyConsumer, there: Mapping[str, cursors.Cursor], seen: Position, found: News
) -> bool:
    """Tell whether a consumer has something to do."""
    cursor = there[consumer.name]
    if cursor.has_due or cursor.position < seen:
        return True
    return any(name in consumer.names for name in found.wire_names)
