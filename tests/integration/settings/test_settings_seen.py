"""B11: a change is seen by every process, though messages are lost and values are spoilt."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.integration.backoffice import KEYRING, Office
from tests.integration.settings.conftest import BELL, CATALOGUE, DOORS, World, open_world

from chargehouse.contexts.settings.service import SettingsReader
from chargehouse.contexts.settings.service.reader import LOOK_EVERY_S
from chargehouse.kernel.setting import Setting, Text, Whole, catalogue_of
from chargehouse.platform.broker.port import Broker
from chargehouse.platform.broker.postgres import PostgresBroker
from chargehouse.platform.postgres.database import Database


@asynccontextmanager
async def process_beside(office: Office, *, with_broker: bool) -> AsyncIterator[SettingsReader]:
    """Another process over the same database: pools, broker and knowledge of its own."""
    database = Database(
        office.address.asyncpg_kwargs(), clock=office.clock, ids=office.database.ids
    )
    async with started_broker(database) as broker:
        reader = SettingsReader(database, KEYRING, CATALOGUE)
        if with_broker:
            reader.attach(broker)
        await reader.start()
        yield reader
        await reader.stop()
    await database.stop()


@asynccontextmanager
async def started_broker(database: Database) -> AsyncIterator[Broker]:
    broker = PostgresBroker(lambda: database.connect("chargehouse_relay"))
    await broker.start()
    yield broker
    await broker.stop()


async def until_seen(reader: SettingsReader, office: Office, doors: int) -> None:
    async with asyncio.timeout(30):
        while reader.value(office.north, DOORS) != doors:  # noqa: ASYNC110  another task changes it
            await asyncio.sleep(0.005)


async def test_another_process_hears_of_a_change(world: World) -> None:
    """The clock stands still here, so nothing but the broker can have told it."""
    office = world.office
    async with (
        process_beside(office, with_broker=True) as beside,
        started_broker(office.database) as broker,
    ):
        world.reader.attach(broker)
        assert beside.value(office.north, DOORS) == 2
        await world.set("house.doors", 5)
        assert world.reader.value(office.north, DOORS) == 5
        await until_seen(beside, office, 5)
        await world.set("house.doors", 2)
        await until_seen(beside, office, 2)
        assert beside.value(office.south, DOORS) == 2


async def test_a_change_is_seen_within_a_second_though_nobody_tells_of_it(world: World) -> None:
    office = world.office
    async with process_beside(office, with_broker=False) as beside:
        for doors in (5, 6):
            await world.set("house.doors", doors)
            assert beside.value(office.north, DOORS) != doors
            office.clock.advance(LOOK_EVERY_S)
            await until_seen(beside, office, doors)


async def test_a_process_that_starts_knows_what_was_changed_before(world: World) -> None:
    await world.set("house.doors", 5)
    async with process_beside(world.office, with_broker=False) as beside:
        assert beside.value(world.office.north, DOORS) == 5


async def test_what_cannot_be_meant_any_more_is_told_once_and_the_default_holds(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release may narrow a setting; a hot path must not stumble over what was stored before."""
    await world.set("house.doors", 9)
    await world.set("house.bell", value=False)
    narrow = Setting("house.doors", Whole(1, 3), 1, "Fewer doors.")
    secret = Setting("house.bell", Text(9), "", "A secret now.", secret=True)
    later = SettingsReader(world.office.database, KEYRING, catalogue_of((narrow, secret)))
    await later.look()
    assert later.value(world.office.north, narrow) == 1
    assert later.value(world.office.north, secret) == ""
    await later.tell(world.office.north)
    told = "".join(capsys.readouterr())
    assert told.count("house.doors") == told.count("house.bell") == 1


async def test_a_spoilt_row_is_no_exception(world: World) -> None:
    await world.set("house.doors", 9)
    await world.office.rows("UPDATE setting_values SET value = '{not json'")
    fresh = open_world(world.office).reader
    await fresh.look()
    assert fresh.value(world.office.north, DOORS) == 2
    assert fresh.value(world.office.north, BELL) is True


async def test_the_greatest_value_of_all_tenants_is_known(world: World) -> None:
    assert world.reader.greatest(DOORS) == 2
    await world.set("house.doors", 1)
    assert world.reader.greatest(DOORS) == 2
    await world.settings.change(
        world.office.stranger, "house.doors", value=7, version=0, reason=None
    )
    assert world.reader.greatest(DOORS) == 7
