"""One process for each module: chargers are strangers to each other, and so may share it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.independent.house import InnerHouse, open_house
from tests.independent.two_tenants import Busy, two_busy_tenants

from chargehouse.platform.postgres.address import PostgresAddress


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    module_database: PostgresAddress, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[InnerHouse]:
    """A process that serves."""
    async with open_house(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def busy(house: InnerHouse, module_database: PostgresAddress) -> AsyncIterator[Busy]:
    """Two tenants after the same busy day."""
    async with two_busy_tenants(house, module_database) as made:
        yield made
