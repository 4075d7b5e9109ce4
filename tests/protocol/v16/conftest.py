"""A booted charger of OCPP 1.6, and a driver who may charge."""

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.v16.words import TAG

from chargehouse.contexts.stations.public import StationRef


@pytest.fixture
async def station(rig: Rig) -> StationRef:
    """The station `CH-1`; the driver's identifier is known as well."""
    await rig.add_identifier(TAG)
    return await rig.add_station()


@pytest.fixture
async def charger(rig: Rig, station: StationRef) -> RawCharger:
    """The station's charger, connected and booted."""
    return await rig.booted()
