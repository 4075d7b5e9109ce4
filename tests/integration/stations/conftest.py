"""A tenant with a location and a station, and the services over a real database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from chargehouse.contexts.stations.public import StationRef
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database


@dataclass
class Ground:
    """What a test of this room stands on."""

    database: Database
    clock: FakeClock
    ids: TimeOrderedIds
    metrics: Metrics
    actor: Actor
    location_id: UUID
    station: StationRef

    async def events(self, actor: Actor | None = None) -> list[tuple[str, dict[str, Any]]]:
        """Wire name and payload of every event of the tenant, the oldest first."""
        statement = "SELECT wire_name, payload FROM events ORDER BY xid, sequence"
        async with self.database.reading(actor or self.actor) as connection:
            rows = await connection.execute(text(statement))
            return [(row.wire_name, msgspec.json.decode(row.payload)) for row in rows]

    async def rows(self, statement: str, **values: object) -> list[Any]:
        """Rows as the application's role sees them in the tenant."""
        async with self.database.reading(self.actor) as connection:
            return list(await connection.execute(text(statement), values))

    async def add_tenant(self) -> Actor:
        """Make a tenant of its own; the actor may do everything in it."""
        tenant_id = self.ids.new()
        actor = system_actor("console", tenant_id, "test")
        async with self.database.transaction(actor) as work:
            await work.connection.execute(
                text("INSERT INTO tenants VALUES (:id, :slug, 'Tenant', now())"),
                {"id": tenant_id, "slug": f"tenant-{tenant_id}"},
            )
        return actor

    async def add_station(self, actor: Actor, code: str) -> StationRef:
        """Add a station, at a location of its own, by plain rows."""
        location_id, station_id = self.ids.new(), self.ids.new()
        values = {"tenant": actor.tenant_id, "location": location_id, "id": station_id}
        async with self.database.transaction(actor) as work:
            await work.connection.execute(
                text(
                    "INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)"
                    " VALUES (:tenant, :location, 'Depot', 'Europe/Berlin', now(), now())"
                ),
                {"tenant": actor.tenant_id, "location": location_id},
            )
            await work.connection.execute(
                text(
                    "INSERT INTO stations (tenant_id, id, location_id, code, security_profile,"
                    " registration, created_at, updated_at) VALUES (:tenant, :id, :location,"
                    " :code, 1, 'accepted', now(), now())"
                ),
                {**values, "code": code},
            )
        return StationRef(actor.tenant_id, station_id, code)


@pytest.fixture
async def ground(database: PostgresAddress) -> AsyncIterator[Ground]:
    """A tenant with one station, `CH-1`, over a real database; the clock stands still."""
    clock, ids = FakeClock(datetime(2026, 3, 2, 8, 0, tzinfo=UTC)), TimeOrderedIds()
    store = Database(database.asyncpg_kwargs(), clock=clock, ids=ids)
    await store.start()
    unknown = UUID(int=0)
    made = Ground(
        store,
        clock,
        ids,
        Metrics(),
        system_actor("console", unknown, "test"),
        unknown,
        StationRef(unknown, unknown, ""),
    )
    made.actor = await made.add_tenant()
    made.station = await made.add_station(made.actor, "CH-1")
    [row] = await made.rows("SELECT location_id FROM stations")
    made.location_id = row.location_id
    yield made
    await store.stop()
