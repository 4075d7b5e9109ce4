"""What is shown as connected is connected, whatever happened to database and processes."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from tests.endurance.proxy import Proxy
from tests.protocol.rig import NOON, Rig, open_rig

from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import OcppSettings

A_MINUTE_OF_ROUNDS = 4
ROUND_S = 15


@pytest.fixture
async def proxy(database: PostgresAddress) -> AsyncIterator[Proxy]:
    """A way to the database that can be cut."""
    async with Proxy(database) as opened:
        yield opened


@pytest.fixture
async def rig(proxy: Proxy) -> AsyncIterator[Rig]:
    """A gateway whose way to the database can be cut, with the station `CH-1`."""
    settings = OcppSettings(port=0, ping_interval_s=86_400)
    async with open_rig(proxy.address, settings) as opened:
        await opened.add_station()
        yield opened


async def _lease(rig: Rig, until: str) -> None:
    async with rig.database.relay() as relay:
        await relay.execute(text(f"UPDATE processes SET alive_until = {until}"))  # noqa: S608  the test's own words


async def _socket(rig: Rig) -> tuple[str, str | None]:
    await rig.settled()
    station = await rig.contexts.stations.get_by_code(rig.actor, "CH-1")
    return station.socket.state, station.socket.close_reason


async def test_after_a_restart_nobody_shows_online_whom_the_dead_process_held(rig: Rig) -> None:
    await rig.connect()
    await rig.eventually(lambda: len(rig.chargers) == 1)
    assert await _socket(rig) == ("open", None)
    await _lease(rig, f"'{NOON}'")
    assert (await _socket(rig))[0] == "closed"
    assert await rig.contexts.sweeps.end_lost(rig.tenant_id) == 1
    assert await _socket(rig) == ("closed", "gateway lost")


async def test_a_process_that_only_seemed_gone_takes_its_chargers_back(rig: Rig) -> None:
    charger = await rig.connect()
    await rig.eventually(lambda: len(rig.chargers) == 1)
    await _lease(rig, f"'{NOON}'")
    assert await rig.contexts.sweeps.end_lost(rig.tenant_id) == 1
    await _lease(rig, "'infinity'")
    assert await _socket(rig) == ("closed", "gateway lost")

    for _ in range(A_MINUTE_OF_ROUNDS):
        rig.clock.advance(ROUND_S)
        await rig.services.connections.find(rig.tenant_id, "nobody")
    assert await _socket(rig) == ("open", None)
    names = [name for name, _ in await rig.events() if name.endswith("connected")]
    assert names == ["station.connected", "station.disconnected", "station.connected"]
    assert await charger.call("Heartbeat")


async def test_a_charger_that_truly_left_is_not_taken_back(rig: Rig) -> None:
    charger = await rig.connect()
    await rig.eventually(lambda: len(rig.chargers) == 1)
    await charger.close()
    await rig.eventually(lambda: len(rig.chargers) == 0)
    for _ in range(A_MINUTE_OF_ROUNDS):
        rig.clock.advance(ROUND_S)
        await rig.services.connections.find(rig.tenant_id, "nobody")
    assert (await _socket(rig))[0] == "closed"


async def test_who_leaves_while_the_database_is_away_is_not_shown_online_for_ever(
    rig: Rig, proxy: Proxy
) -> None:
    charger = await rig.connect()
    await rig.eventually(lambda: len(rig.chargers) == 1)
    await proxy.cut()
    await charger.close()
    await rig.eventually(lambda: len(rig.chargers) == 0)
    await rig.services.settle()
    await proxy.mend()
    rig.clock.advance(ROUND_S)
    await rig.eventually(lambda: rig.database.hot.waiting == 0)
    assert await _socket(rig) == ("closed", None)
