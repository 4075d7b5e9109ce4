"""A tenant with stations, and the sessions context over a real database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from chargehouse.contexts.fleets.service import FleetService
from chargehouse.contexts.identity.service import VehicleService
from chargehouse.contexts.sessions.public import (
    Ended,
    Fact,
    Identification,
    Metered,
    Reading,
    Sample,
    Started,
    start_key,
)
from chargehouse.contexts.sessions.service import SessionHistory, SessionService
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TAG = b"t" * 16
F = TypeVar("F", bound=Fact)


@dataclass
class Ground:
    """What a test of this room stands on. Times of facts are minutes after noon."""

    database: Database
    clock: FakeClock
    ids: TimeOrderedIds
    keyring: Keyring
    actor: Actor
    station_id: UUID
    location_id: UUID

    @property
    def tenant_id(self) -> UUID:
        return self.actor.tenant_id

    def service(self) -> SessionService:
        """Sessions as another process would have them: nothing remembered."""
        return SessionService(self.database, ids=self.ids, keyring=self.keyring)

    def history(self) -> SessionHistory:
        return SessionHistory(
            self.database,
            self.keyring,
            StationDirectory(self.database),
            VehicleService(self.database, FleetService(self.database)),
        )

    def fact(self, kind: type[F], minute: float, **values: object) -> F:
        at = NOON + timedelta(minutes=minute)
        base: dict[str, Any] = {
            "station_id": self.station_id,
            "location_id": self.location_id,
            "protocol": "ocpp1.6",
            "received_at": at,
            "reported_at": at,
        }
        return kind(**{**base, **values})

    def start(self, minute: float = 0, connector: int = 1, meter: int = 1000) -> Started:
        return self.fact(
            Started,
            minute,
            charger_key=start_key(connector, TAG, NOON + timedelta(minutes=minute), meter),
            evse_id=connector,
            connector_id=1,
            meter_start_wh=meter,
            identification=Identification(
                identifier_type="rfid", identifier_hash=TAG, masked="04••••1F"
            ),
        )

    def meter(self, minute: float, transaction: str | None, wh: int, **more: object) -> Metered:
        return self.fact(
            Metered, minute, transaction_id=transaction, readings=(register(wh),), **more
        )

    def stop(self, minute: float, transaction: str, wh: int, **more: object) -> Ended:
        return self.fact(
            Ended, minute, transaction_id=transaction, meter_stop_wh=wh, stop_reason="Local", **more
        )

    async def rows(self, statement: str, actor: Actor | None = None, **values: object) -> list[Any]:
        """Rows as the application's role sees them in the tenant."""
        async with self.database.reading(actor or self.actor) as connection:
            return list(await connection.execute(text(statement), values))

    async def sessions(self) -> list[Any]:
        return await self.rows("SELECT * FROM sessions ORDER BY started_at, id")

    async def events(self) -> list[tuple[str, dict[str, Any]]]:
        rows = await self.rows("SELECT wire_name, payload FROM events ORDER BY xid, sequence")
        return [(row.wire_name, msgspec.json.decode(row.payload)) for row in rows]


def register(wh: int, context: str | None = None) -> Reading:
    return Reading(samples=(Sample(value=str(Decimal(wh) / 1000), unit="kWh", context=context),))


async def add_tenant(database: Database, ids: TimeOrderedIds) -> Actor:
    actor = system_actor("console", ids.new(), "test")
    async with database.transaction(actor) as work:
        await work.connection.execute(
            text("INSERT INTO tenants VALUES (:id, :slug, 'Tenant', now())"),
            {"id": actor.tenant_id, "slug": str(actor.tenant_id)},
        )
    return actor


@pytest.fixture
async def ground(database: PostgresAddress) -> AsyncIterator[Ground]:
    clock, ids = FakeClock(NOON), TimeOrderedIds()
    opened = Database(database.asyncpg_kwargs(), clock=clock, ids=ids)
    await opened.start()
    actor = await add_tenant(opened, ids)
    yield Ground(opened, clock, ids, Keyring(bytes(32)), actor, ids.new(), ids.new())
    await opened.stop()
