"""A depot over a real database, with every service and route that a process has."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.app.across.attention import AttentionController
from chargehouse.app.across.connecting import ConnectionController, OfferedActionController
from chargehouse.app.across.overall import OverallController
from chargehouse.app.across.search import SearchController
from chargehouse.app.across.stopping import StopController
from chargehouse.app.across.story import StoryController
from chargehouse.app.wiring import Contexts, build_contexts
from chargehouse.contexts.access import endpoints as access
from chargehouse.contexts.access.public import Attempt, Decision
from chargehouse.contexts.cdrs import endpoints as cdrs
from chargehouse.contexts.identity import endpoints as identity
from chargehouse.contexts.sessions import endpoints as sessions
from chargehouse.contexts.sessions.public import (
    Identification,
    SessionRef,
    Started,
    transaction_key,
)
from chargehouse.contexts.stations import endpoints as stations
from chargehouse.contexts.stations.public import StationRef
from chargehouse.contexts.tariffs import endpoints as tariffs
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.http.application import build_application
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
KEYRING = Keyring(bytes(range(32)))
ROUTES = (
    *stations.CONTROLLERS,
    *identity.CONTROLLERS,
    *access.CONTROLLERS,
    *sessions.CONTROLLERS,
    *tariffs.CONTROLLERS,
    *cdrs.CONTROLLERS,
    SearchController,
    ConnectionController,
    OfferedActionController,
    AttentionController,
    OverallController,
    StoryController,
    StopController,
)


@dataclass
class Depot:
    """What a test stands on: a tenant with a location, and the stations that it adds."""

    database: Database
    clock: FakeClock
    ids: TimeOrderedIds
    actor: Actor
    location_id: UUID
    contexts: Contexts
    port: Loopback
    process_id: UUID | None = None
    stations: dict[str, StationRef] = field(default_factory=dict)

    @property
    def tenant_id(self) -> UUID:
        return self.actor.tenant_id

    async def station(self, code: str, name: str | None = None) -> StationRef:
        """Add a station that never connected."""
        added = await self.contexts.stations.add(
            self.actor,
            code=code,
            name=name,
            location_id=self.location_id,
            security_profile=1,
            password="a-password-of-a-station",
        )
        made = self.stations[code] = StationRef(self.tenant_id, added.id, code)
        return made

    async def connect(self, station: StationRef, protocol: str = "ocpp1.6") -> UUID:
        """Open a station's socket, in a process that lives for a day."""
        if self.process_id is None:
            self.process_id = self.ids.new()
            async with self.database.relay() as relay:
                await relay.execute(
                    text(
                        "INSERT INTO processes VALUES (:id, '{gateway}', 'here', 1, '0', :now,"
                        " CAST(:now AS timestamptz) + interval '1 day')"
                    ),
                    {"id": self.process_id, "now": self.clock.now()},
                )
        connection_id = self.ids.new()
        await self.contexts.connections.connected(
            station,
            connection_id=connection_id,
            process_id=self.process_id,
            subprotocol=protocol,
            security_profile=1,
            remote_address="192.0.2.7",
            at=self.clock.now(),
        )
        return connection_id

    async def disconnect(self, station: StationRef, connection_id: UUID) -> None:
        """Close a station's socket."""
        await self.contexts.connections.disconnected(
            station,
            connection_id=connection_id,
            close_code=1006,
            reason=None,
            at=self.clock.now(),
        )

    async def start(
        self, station: StationRef, transaction: str, minute: float = 0, **more: object
    ) -> SessionRef:
        """Begin a session, minutes after noon."""
        at = NOON + timedelta(minutes=minute)
        said: dict[str, Any] = {
            "station_id": station.id,
            "location_id": self.location_id,
            "protocol": "ocpp2.0.1",
            "received_at": at,
            "reported_at": at,
            "charger_key": transaction_key(transaction),
            "transaction_id": transaction,
            "evse_id": 1,
            "connector_id": 1,
            "charging_state": "Charging",
            "identification": Identification(masked="04••••1F"),
        }
        ref = await self.contexts.sessions.apply(self.tenant_id, Started(**{**said, **more}))
        assert ref is not None
        return ref

    async def tap(self, station: StationRef, **more: object) -> Decision:
        """Let a station ask whether somebody may charge."""
        now = self.clock.now()
        said: dict[str, Any] = {
            "station_id": station.id,
            "kind": "authorize",
            "protocol": "ocpp1.6",
            "received_at": now,
            "judged_at": now,
            "identifier_hash": b"who",
            "masked": "04••1F",
            "connection_id": self.ids.new(),
            "message_id": "1",
            "payload_hash": 7,
        }
        return await self.contexts.decisions.decide(self.tenant_id, Attempt(**{**said, **more}))

    async def execute(self, statement: str, **values: object) -> None:
        """Change rows in the tenant, past every use case."""
        async with self.database.transaction(self.actor) as work:
            await work.connection.execute(text(statement), values)


class Everybody:
    """Takes the token for the permissions that it holds, separated by commas."""

    def __init__(self, depot: Depot) -> None:
        self._depot = depot

    async def authenticate(self, bearer: str) -> Actor:
        granted = frozenset(bearer.split(","))
        return Actor("token", self._depot.tenant_id, "test", permissions=granted)


@pytest.fixture
async def depot(database: PostgresAddress) -> AsyncIterator[Depot]:
    clock, ids = FakeClock(NOON), TimeOrderedIds()
    store = Database(database.asyncpg_kwargs(), clock=clock, ids=ids)
    await store.start()
    port = Loopback(accepted)
    contexts = build_contexts(
        store,
        Settings(),
        keyring=KEYRING,
        chance=SeededChance(1),
        metrics=Metrics(),
        port=port,
    )
    actor = system_actor("console", ids.new(), "test")
    async with store.transaction(actor) as work:
        await work.connection.execute(
            text("INSERT INTO tenants VALUES (:id, 'depot', 'Depot', now())"),
            {"id": actor.tenant_id},
        )
    place = await contexts.locations.add(actor, name="Depot North", timezone="Europe/Berlin")
    yield Depot(store, clock, ids, actor, place.id, contexts, port)
    await store.stop()


@pytest.fixture
async def client(depot: Depot) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may do everything."""
    app = build_application(
        ROUTES,
        authenticator=Everybody(depot),
        clock=depot.clock,
        ids=depot.ids,
        metrics=Metrics(),
        version="1",
        max_body_bytes=10_000,
        dependencies=depot.contexts.by_name(),
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://house/api/v1",
        headers={"Authorization": "Bearer *"},
    ) as made:
        yield made
