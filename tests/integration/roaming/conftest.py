"""A tenant of its own for each test, over one database a module, with every route."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest_asyncio
from tests.integration.across.asking import whole_application
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.app.wiring import Contexts, build_contexts
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.http.application import Application
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import OcpiSettings, Settings

KEYRING = Keyring(bytes(range(32)))
Json = dict[str, Any]
_numbers = itertools.count(1)


@dataclass
class Ground:
    """All use cases and routes over one database."""

    address: PostgresAddress
    database: Database
    clock: FakeClock
    contexts: Contexts
    application: Application
    jobs: Jobs | None = None


@dataclass
class Roamer:
    """A tenant, and a client that may do everything in it."""

    ground: Ground
    slug: str
    actor: Actor
    client: httpx.AsyncClient

    @property
    def contexts(self) -> Contexts:
        return self.ground.contexts

    @property
    def clock(self) -> FakeClock:
        return self.ground.clock

    @property
    def door(self) -> str:
        """Where partners of this tenant find it."""
        return f"http://house/ocpi/{self.slug}"

    async def rows(self, statement: str) -> list[asyncpg.Record]:
        """Return rows of the tenant, `$1`, as the superuser sees them."""
        connection = await asyncpg.connect(**self.ground.address.asyncpg_kwargs())
        try:
            found: list[asyncpg.Record] = await connection.fetch(statement, self.actor.tenant_id)
        finally:
            await connection.close()
        return found

    async def change(self, statement: str) -> None:
        """Change rows of the tenant, `$1`, as the superuser may."""
        connection = await asyncpg.connect(**self.ground.address.asyncpg_kwargs())
        try:
            await connection.execute(statement, self.actor.tenant_id)
        finally:
            await connection.close()

    async def told(self, begins: str) -> list[str]:
        """Return the names of the tenant's events that begin so, in their order."""
        rows = await self.rows(
            "SELECT wire_name FROM events WHERE tenant_id = $1 ORDER BY xid, sequence"
        )
        return [row["wire_name"] for row in rows if row["wire_name"].startswith(begins)]

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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ground(module_database: PostgresAddress) -> AsyncIterator[Ground]:
    """A house whose partners may be on this machine."""
    async with opened(module_database, allow_private=True) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def careful_ground(module_database: PostgresAddress) -> AsyncIterator[Ground]:
    """A house whose partners can be on the public internet alone."""
    async with opened(module_database, allow_private=False) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def roamer(ground: Ground) -> AsyncIterator[Roamer]:
    async with tenant_of(ground) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def careful_roamer(careful_ground: Ground) -> AsyncIterator[Roamer]:
    async with tenant_of(careful_ground) as made:
        yield made


@asynccontextmanager
async def tenant_of(ground: Ground) -> AsyncIterator[Roamer]:
    """Make a tenant."""
    tenant = await ground.contexts.tenants.create(f"tenant-{next(_numbers)}")
    actor = system_actor("console", tenant.id, "test")
    token = await ground.contexts.tokens.create(actor, name="test", permissions=["*"])
    transport = httpx.ASGITransport(ground.application)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://house",
        headers={"Authorization": f"Bearer {token.plain}"},
    ) as client:
        yield Roamer(ground, tenant.slug, actor, client)


@asynccontextmanager
async def opened(address: PostgresAddress, *, allow_private: bool) -> AsyncIterator[Ground]:
    """Put every use case over a database."""
    clock, ids = FakeClock(), TimeOrderedIds()
    store = Database(address.asyncpg_kwargs(), clock=clock, ids=ids)
    connection = await asyncpg.connect(**address.asyncpg_kwargs())
    await connection.execute("CALL ensure_partitions('events', current_date - 1, 3)")
    await connection.close()
    jobs = Jobs(store, clock)
    contexts = build_contexts(
        store,
        Settings(ocpi=OcpiSettings(allow_private_addresses=allow_private)),
        keyring=KEYRING,
        chance=SystemChance(),
        metrics=Metrics(),
        port=Loopback(accepted),
        own_url=lambda: "http://house",
        jobs=jobs,
    )
    await store.start()
    application = whole_application(contexts, store, KEYRING)
    yield Ground(address, store, clock, contexts, application, jobs)
    await contexts.outside.close()
    await store.stop()
