"""One process for each module: chargers are strangers to each other, and so may share it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from tests.conftest import Databases
from tests.independent.house import House, open_house
from tests.independent.two_tenants import Busy, two_busy_tenants

from chargehouse.platform.postgres.address import PostgresAddress


@pytest.fixture(scope="module")
def module_database(databases: Databases, database_template: str) -> Iterator[PostgresAddress]:
    """The superuser's address in a migrated database that is the module's own."""
    address = databases.create(database_template)
    yield address
    databases.drop(address.database)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    module_database: PostgresAddress, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A process that serves."""
    async with open_house(module_database, tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def busy(house: House, module_database: PostgresAddress) -> AsyncIterator[Busy]:
    """Two tenants after the same busy day."""
    async with two_busy_tenants(house, module_database) as made:
        yield made
