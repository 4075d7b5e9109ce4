"""A station of OCPP 2.0.1 that has booted, and a tag that may charge."""

import pytest
from tests.protocol.rig import Rig
from tests.protocol.v201.driving import TAG, Player

from chargehouse.contexts.stations.public import StationRef


@pytest.fixture
async def station(rig: Rig) -> StationRef:
    """The station `CH-1`."""
    return await rig.add_station()


@pytest.fixture
async def tag(rig: Rig) -> str:
    """A tag of the own fleet."""
    await rig.add_identifier(TAG)
    return TAG


@pytest.fixture
async def player(rig: Rig, station: StationRef, tag: str) -> Player:
    """The station, connected and booted."""
    made = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    assert (await made.boot())["status"] == "Accepted"
    return made
