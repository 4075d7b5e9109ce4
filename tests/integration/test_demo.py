import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from chargehouse.app.demo import Depot, running_demo
from chargehouse.app.serve import ChargehouseProcess
from chargehouse.contexts.identity.model import IdentifierFilter
from chargehouse.contexts.stations.model.filters import StationFilters
from chargehouse.contexts.stations.public import Station
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.clock import SystemClock
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import Settings
from chargehouse.simulator.scenario import PARTS

PATIENCE_S = 60


@asynccontextmanager
async def served(
    database: PostgresAddress, folder: Path, role: str = "all"
) -> AsyncIterator[ChargehouseProcess]:
    settings = Settings.load(
        overrides={
            "data_dir": folder,
            "database.url": database.url(),
            "http.port": 0,
            "ocpp.port": 0,
            "role": role,
        },
        environ={},
    )
    async with ChargehouseProcess(settings) as process:
        yield process


async def office_of(process: ChargehouseProcess) -> Actor:
    tenant = await process.contexts.tenants.ensure_default()
    return system_actor("console", tenant.id, "a test")


async def stations_of(
    process: ChargehouseProcess, *, connected: bool | None = None
) -> list[Station]:
    actor = await office_of(process)
    paging, filters = Paging(limit=100), StationFilters(connected=connected)
    return (await process.contexts.stations.page(actor, paging, filters)).items


async def test_the_demos_chargers_connect_and_boot(
    database: PostgresAddress, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with served(database, tmp_path) as process, running_demo(process):
        async with asyncio.timeout(PATIENCE_S):
            while True:
                connected = await stations_of(process, connected=True)
                if sum(station.booted_at is not None for station in connected) == len(PARTS):
                    break
        assert {station.socket.subprotocol for station in connected} == {"ocpp1.6", "ocpp2.0.1"}
        told = capsys.readouterr().out
        assert f"ws://127.0.0.1:{process.ocpp_port}/ocpp/main" in told
        assert f"http://127.0.0.1:{process.http_port}/health" in told


async def test_the_demo_is_found_again_at_the_next_start(
    database: PostgresAddress, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for _ in range(2):
        async with served(database, tmp_path) as process, running_demo(process):
            actor = await office_of(process)
            everybody = IdentifierFilter()
            page = await process.contexts.identifiers.list(actor, Paging(), everybody)
            vehicles = await process.contexts.vehicles.list(actor, Paging())
            codes = sorted(station.code for station in await stations_of(process))
        told.append(capsys.readouterr().out)
    numbered = [f"DEMO-{number:02}" for number in range(1, len(PARTS) + 1)]
    assert codes == [*numbered, "DEMO-OWN"]
    assert sorted(item.status for item in page.items) == [*["active"] * 7, "inactive"]
    assert len(vehicles.items) == len(page.items)
    ended = [item.valid_until for item in page.items if item.valid_until is not None]
    assert len(ended) == 1
    assert ended[0] < SystemClock().now()
    passwords = [line for text in told for line in text.splitlines() if "Password" in line]
    assert passwords[0] == passwords[1]
    assert ["cht_" in text for text in told] == [True, False]
    assert "tokens create" in told[1]


async def test_anybody_may_charge_at_one_station_of_the_demo(
    database: PostgresAddress, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as process, running_demo(process):
        actor = await office_of(process)
        found = [
            await process.contexts.station_access.of_station(actor, station.id)
            for station in await stations_of(process)
        ]
    assert [one.mode for one in found if one.mode != "managed_access"] == ["freevend"]


async def test_what_somebody_changed_in_the_demo_stays(
    database: PostgresAddress, tmp_path: Path
) -> None:
    async with served(database, tmp_path) as process:
        tenant = await process.contexts.tenants.ensure_default()
        depot = Depot(process.contexts, process.keyring, process.clock, tenant)
        cast = await depot.ensure()
        actor = await office_of(process)
        code = next(each.code for each in cast if each.part == "freevend")
        station = await process.contexts.stations.get_by_code(actor, code)
        await process.contexts.overrides.set(actor, station.id, "managed_access")
        again = await depot.ensure()
        access = await process.contexts.station_access.of_station(actor, station.id)
    assert again == cast
    assert access.mode == "managed_access"


async def test_without_a_gateway_the_demos_chargers_stay_away(
    database: PostgresAddress, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with served(database, tmp_path, role="api") as process, running_demo(process):
        assert await stations_of(process, connected=True) == []
    assert "stay away" in capsys.readouterr().out
