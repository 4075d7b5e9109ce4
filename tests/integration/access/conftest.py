"""What tests of access stand on."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.access.access_world import World, open_world

from chargehouse.platform.postgres.address import PostgresAddress


@pytest.fixture
async def depot(database: PostgresAddress) -> AsyncIterator[World]:
    """Stations in Berlin and New York."""
    async with open_world(database) as world:
        yield world
