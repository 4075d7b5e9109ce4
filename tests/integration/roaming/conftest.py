"""A tenant over a real database, with every route, for tests of roaming."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest
from tests.integration.across.asking import whole_application
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.app.wiring import Contexts, build_contexts
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings

KEYRING = Keyring(bytes(range(32)))
Json = dict[str, Any]


@dataclass
class Roamer:
    """A tenant, all use cases, and a client that may do everything in it."""

    address: PostgresAddress
    database: Database
    clock: FakeClock
    contexts: Contexts
    actor: Actor
    client: httpx.AsyncClient

    async def rows(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Return rows as the superuser sees them."""
        connection = await asyncpg.connect(**self.address.asyncpg_kwargs())
        try:
            found: list[asyncpg.Record] = await connection.fetch(statement, *arguments)
        finally:
            await connection.close()
        return found

    async def party(self, name: str, role: str = "CPO") -> Json:
        """Add a party of ours: `ES-CPO`."""
        country_code, _, party_id = name.partition("-")
        answer = await self.client.post(
            "/ocpi/parties",
            json={
                "country_code": country_code,
                "party_id": party_id,
                "role": role,
                "business_details": {"name": f"Company {name}"},
            },
        )
        assert answer.is_success, answer.text
        made: Json = answer.json()
        return made


@pytest.fixture
async def roamer(database: PostgresAddress) -> AsyncIterator[Roamer]:
    clock, ids = FakeClock(), TimeOrderedIds()
    store = Database(database.asyncpg_kwargs(), clock=clock, ids=ids)
    connection = await asyncpg.connect(**database.asyncpg_kwargs())
    await connection.execute("CALL ensure_partitions('events', current_date - 1, 3)")
    await connection.close()
    contexts = build_contexts(
        store,
        Settings(),
        keyring=KEYRING,
        chance=SeededChance(1),
        metrics=Metrics(),
        port=Loopback(accepted),
    )
    tenant = await contexts.tenants.ensure_default()
    actor = system_actor("console", tenant.id, "test")
    token = await contexts.tokens.create(actor, name="test", permissions=["*"])
    app = whole_application(contexts, store, KEYRING)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://house",
        headers={"Authorization": f"Bearer {token.plain}"},
    ) as client:
        yield Roamer(database, store, clock, contexts, actor, client)
    await store.stop()
