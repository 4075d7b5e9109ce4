"""One process for each module: chargers are strangers to each other, and so may share it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from tests.conftest import Databases
from tests.independent.house import House, open_house

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
