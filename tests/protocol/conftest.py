"""The rig: a gateway on 127.0.0.1, over a database of the test's own."""

from collections.abc import AsyncIterator

import pytest
from tests.protocol.rig import Rig, open_rig

from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.settings import OcppSettings


@pytest.fixture
def ocpp_settings() -> OcppSettings:
    """The gateway's settings; a test that wants others overrides this.

    Nobody watches for silence, and stations are asked for nothing by themselves.
    """
    return OcppSettings(port=0, ping_interval_s=86_400, read_configuration=False)


@pytest.fixture
async def rig(database: PostgresAddress, ocpp_settings: OcppSettings) -> AsyncIterator[Rig]:
    """A gateway that listens, with a tenant and a location."""
    async with open_rig(database, ocpp_settings) as opened:
        yield opened
