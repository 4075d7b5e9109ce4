"""Runs reactions in their tenant, and keeps those that fail."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from traceback import extract_tb
from uuid import UUID

import structlog

from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import ChargehouseError, NotFound
from chargehouse.platform.outbox import ledger
from chargehouse.platform.outbox.consumers import AnyConsumer, BatchConsumer, Consumer
from chargehouse.platform.outbox.ledger import FailedReaction
from chargehouse.platform.outbox.reading import load_between
from chargehouse.platform.outbox.recorded import Position, RecordedEvent
from chargehouse.platform.postgres.database import Database, UnitOfWork

RETRY_AFTER_S = (1, 5, 30, 120, 600)

log = structlog.get_logger(__name__)


class Reactions:
    """Reactions to events, and what became of those that failed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def react(
        self,
        consumer: AnyConsumer,
        tenant_id: UUID,
        first: Position,
        last: Position,
        *,
        since: datetime,
        at_most: int,
    ) -> None:
        """Run a consumer's reactions to a tenant's settled events between two positions.

        There are `at_most` so many. Those that were run before are left out, so this may be
        repeated. At the instant `since` the positions were still to come. Raises what a consumer
        of batches raises.
        """
        actor = _actor(consumer, tenant_id)
        async with self._database.reading(actor) as connection:
            names = consumer.names
            if isinstance(consumer, Consumer) and consumer.wanted is not None:
                names = await consumer.wanted(connection, tenant_id)
                if not names.patterns:
                    return
            events = await load_between(
                connection,
                tenant_id,
                first,
                last,
                names=names,
                since=since,
                at_most=at_most,
            )
        if isinstance(consumer, BatchConsumer):
            await self._run_batch(consumer, actor, events)
        else:
            await self._run(consumer, actor, events)

    async def try_again(self, consumer: Consumer, tenant_id: UUID, aggregate_id: UUID) -> None:
        """Run an aggregate's failed reaction and those behind it, until one fails."""
        actor = _actor(consumer, tenant_id)
        while True:
            event = None
            held = None
            try:
                async with self._database.transaction(actor) as work:
                    held = await ledger.first_held(
                        work.connection, tenant_id, consumer.name, aggregate_id
                    )
                    if held is None or held.retry_at is None or held.retry_at > self._clock.now():
                        return
                    event = await self._event(work, consumer, held)
                    told = event is not None and await self._one(consumer, work, event)
                    await self._move_up(work, held)
            except Exception as error:
                if held is None or event is None:
                    raise
                await self._hold(consumer, event, error, held.attempts + 1)
                return
            if told:
                self._database.tell_of_events()

    async def failures(self, actor: Actor, limit: int = 500) -> list[FailedReaction]:
        """Return the tenant's reactions that failed or wait behind such, oldest events first."""
        async with self._database.reading(actor) as connection:
            return await ledger.failures(connection, actor.tenant_id, limit)

    async def retry(self, actor: Actor, consumer: str, aggregate_id: UUID) -> None:
        """Have an aggregate's failed reaction tried afresh. Raises `NotFound`."""
        async with self._database.transaction(actor) as work:
            if not await ledger.make_due(
                work.connection, actor.tenant_id, consumer, aggregate_id, self._clock.now()
            ):
                raise NotFound("There is no failed reaction to try again.")
        self._database.tell_of_events()

    async def give_up(self, actor: Actor, consumer: str, aggregate_id: UUID) -> None:
        """Forget an aggregate's failed reaction, so that those behind it go on.

        Raises `NotFound`.
        """
        async with self._database.transaction(actor) as work:
            await ledger.wait_for_lock(work.connection, consumer)
            held = await ledger.first_held(work.connection, actor.tenant_id, consumer, aggregate_id)
            if held is None:
                raise NotFound("There is no failed reaction to give up.")
            await self._move_up(work, held)
        self._database.tell_of_events()

    async def _run_batch(
        self, consumer: BatchConsumer, actor: Actor, events: Sequence[RecordedEvent]
    ) -> None:
        if events:
            async with self._database.transaction(actor) as work:
                await consumer.react(work, events)

    async def _run(self, consumer: Consumer, actor: Actor, events: Sequence[RecordedEvent]) -> None:
        """Run reactions in one transaction; should one fail, apart from the others."""
        if not events:
            return
        told = False
        try:
            async with self._database.transaction(actor) as work:
                fresh = await ledger.claim(work.connection, actor.tenant_id, consumer.name, events)
                waiting = await ledger.blocked(
                    work.connection,
                    actor.tenant_id,
                    consumer.name,
                    {event.aggregate_id for event in events},
                )
                for event in events:
                    if event.event_id not in fresh:
                        continue
                    if event.aggregate_id in waiting:
                        await ledger.hold(work.connection, consumer.name, event)
                    else:
                        told = await self._one(consumer, work, event) or told
        except Exception as error:  # noqa: BLE001  a reaction may raise anything; it is kept
            if len(events) == 1:
                await self._hold(consumer, events[0], error, 1)
                return
            middle = len(events) // 2
            await self._run(consumer, actor, events[:middle])
            await self._run(consumer, actor, events[middle:])
            return
        if told:
            self._database.tell_of_events()

    async def _one(self, consumer: Consumer, work: UnitOfWork, event: RecordedEvent) -> bool:
        """Run one reaction, under its event's request id; tell whether it recorded events."""
        own = UnitOfWork(
            work.connection,
            _actor(consumer, event.tenant_id, event.request_id),
            self._database.clock,
            self._database.ids,
        )
        await consumer.react(own, event)
        return await own.write_events()

    async def _hold(
        self, consumer: Consumer, event: RecordedEvent, error: Exception, attempts: int
    ) -> None:
        retry_at = None
        if attempts <= len(RETRY_AFTER_S):
            retry_at = self._clock.now() + timedelta(seconds=RETRY_AFTER_S[attempts - 1])
        log.warning(
            "reaction failed" if retry_at else "reaction parked",
            consumer=consumer.name,
            event_id=str(event.event_id),
            wire_name=event.wire_name,
            attempts=attempts,
            error=type(error).__name__,
            exc_info=error,
        )
        async with self._database.transaction(_actor(consumer, event.tenant_id)) as work:
            await ledger.claim(work.connection, event.tenant_id, consumer.name, [event])
            await ledger.hold(
                work.connection,
                consumer.name,
                event,
                attempts=attempts,
                error=_told(error),
                retry_at=retry_at,
            )

    async def _event(
        self, work: UnitOfWork, consumer: Consumer, held: FailedReaction
    ) -> RecordedEvent | None:
        events = await load_between(
            work.connection,
            work.tenant_id,
            held.position,
            held.position,
            names=consumer.names,
            at_most=1,
        )
        if not events:
            log.error(
                "reaction forgotten",
                reason="its event is no longer kept",
                consumer=consumer.name,
                event_id=str(held.event_id),
            )
            return None
        return events[0]

    async def _move_up(self, work: UnitOfWork, held: FailedReaction) -> None:
        await ledger.release(work.connection, work.tenant_id, held.consumer, held.event_id)
        await ledger.make_due(
            work.connection, work.tenant_id, held.consumer, held.aggregate_id, self._clock.now()
        )


def _actor(consumer: AnyConsumer, tenant_id: UUID, request_id: str | None = None) -> Actor:
    actor = system_actor("reaction", tenant_id, consumer.name)
    return actor if request_id is None else replace(actor, request_id=request_id)


def _told(error: Exception) -> str:
    """Return what may be kept of an error: the text of others may hold identifiers."""
    if isinstance(error, ChargehouseError):
        return f"{error.code}: {error.message}"
    frames = extract_tb(error.__traceback__)
    where = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return type(error).__name__ + where
