"""A switch of access modes holds in every process at once."""

from collections.abc import AsyncIterator

import pytest
from tests.protocol.rig import Rig, open_rig

from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.service import OverrideService
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.settings import OcppSettings

MODES: tuple[Mode, ...] = ("managed_access", "freevend", "managed_access")
STRANGER = "NOBODY-KNOWS-ME"


@pytest.fixture
async def rig(database: PostgresAddress) -> AsyncIterator[Rig]:
    """A gateway that listens."""
    async with open_rig(database, OcppSettings(port=0, ping_interval_s=86_400)) as opened:
        yield opened


async def test_a_mode_set_by_another_process_holds_for_the_very_next_tap(rig: Rig) -> None:
    station = await rig.add_station()
    charger = await rig.booted()
    elsewhere = Database(rig.address.asyncpg_kwargs(), clock=rig.clock, ids=TimeOrderedIds())
    answers = []
    for mode in MODES:
        overrides = OverrideService(elsewhere, StationDirectory(elsewhere))
        await overrides.set(rig.actor, station.id, mode)
        answer = await charger.call("Authorize", {"idTag": STRANGER})
        answers.append(answer["idTagInfo"]["status"])
    await elsewhere.stop()
    assert answers == ["Invalid", "Accepted", "Invalid"]
