"""B5: nothing is lost and nothing is twice, whoever relays, and wherever it breaks off."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.integration.audit.conftest import Ground, ground_over, open_ground

from chargehouse.contexts.audit.reactions import consumer
from chargehouse.contexts.audit.service import AuditLog
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.consumers import BatchConsumer
from chargehouse.platform.outbox.recorded import EVERY_NAME, Names, RecordedEvent
from chargehouse.platform.outbox.relay import Relay
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database, UnitOfWork


@asynccontextmanager
async def relaying(ground: Ground, listener: BatchConsumer, *, batch: int) -> AsyncIterator[Relay]:
    store = ground.office.database
    bell = Bell(store, None, clock=SystemClock(), ids=store.ids)
    relay = Relay(store, [listener], bell=bell, clock=SystemClock(), batch=batch)
    await bell.start()
    await relay.start()
    yield relay
    await relay.stop()
    await bell.stop()


async def until_size(ground: Ground, size: int) -> None:
    async with asyncio.timeout(60):
        while (await ground.audit.proofs.status(ground.ada)).size < size:  # noqa: ASYNC110  the relay runs by itself
            await asyncio.sleep(0.02)


async def test_two_processes_and_many_writers_make_one_log(database: PostgresAddress) -> None:
    async with open_ground(database) as one, open_ground_again(one, database) as two:
        async with (
            relaying(one, consumer(one.audit.log, noise=()), batch=7),
            relaying(two, consumer(two.audit.log, noise=()), batch=11),
        ):
            writers = [each.edit(5) for each in (one, two) * 15]
            await asyncio.gather(*writers)
            await until_size(one, 151)
        await one.sign()
        report = await one.verify()
        assert report.ok
        entries = await one.entries()
        assert len({entry.event_id for entry in entries}) == 151


@asynccontextmanager
async def open_ground_again(ground: Ground, address: PostgresAddress) -> AsyncIterator[Ground]:
    """Open the same log from another process."""
    other = Database(address.asyncpg_kwargs(), clock=ground.office.clock, ids=TimeOrderedIds())
    office = type(ground.office)(
        address, other, ground.office.clock, ground.office.north, ground.office.south
    )
    yield ground_over(office)
    await other.stop()


async def test_entries_stand_in_the_order_of_events(ground: Ground) -> None:
    for size in range(30):
        await ground.edit(size=size)
    async with relaying(ground, consumer(ground.audit.log, noise=()), batch=4):
        await until_size(ground, 31)
    sizes = [entry.changes[0].before for entry in (await ground.entries())[1:]]
    assert sizes == list(range(30))


class BreaksOff:
    """A log that breaks off now and then, after it wrote and before it is committed."""

    def __init__(self, log: AuditLog) -> None:
        self._log = log
        self._runs = 0

    async def append(self, work: UnitOfWork, events: Sequence[RecordedEvent]) -> None:
        await self._log.append(work, events)
        self._runs += 1
        if self._runs % 2:
            raise RuntimeError("broken off")


async def test_what_breaks_off_is_done_again_and_nothing_is_passed_over(ground: Ground) -> None:
    await ground.edit(20)
    broken = BreaksOff(ground.audit.log)
    listener = BatchConsumer("audit.log", EVERY_NAME, broken.append)
    async with relaying(ground, listener, batch=1000) as relay:
        async with asyncio.timeout(60):
            while (await ground.audit.proofs.status(ground.ada)).size < 21:
                relay.wake()
                await asyncio.sleep(0.02)
    await ground.sign()
    assert (await ground.verify()).ok
    assert (await relay.figures()).parked == 0


async def test_an_index_is_given_once(ground: Ground) -> None:
    """Were two to append at once without holding the log, the key would refuse one."""
    await ground.grow()
    with pytest.raises(DBAPIError):
        async with ground.office.database.transaction(ground.ada) as work:
            await work.connection.execute(
                text(
                    "INSERT INTO audit_entries (tenant_id, leaf_index, leaf_hash)"
                    " VALUES (:tenant, 1, 'x')"
                ),
                {"tenant": work.tenant_id},
            )


def test_names_may_leave_some_out() -> None:
    names = Names(("thing.*", "other.made"), but=["thing.hummed"])
    assert "thing.edited" in names
    assert "other.made" in names
    assert "thing.hummed" not in names
