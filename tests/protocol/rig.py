"""A gateway for tests: real services over a real database, real sockets, a clock that is moved."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ssl import SSLContext
from uuid import UUID

import asyncpg
from sqlalchemy import text
from tests.protocol.rawcharger import PATIENCE_S, RawCharger, basic, open_socket
from tests.protocol.results import Results
from tests.protocol.roamers import FakeLine, FakeTokens

from chargehouse.app.wiring import (
    Contexts,
    build_contexts,
    build_gateway_services,
    command_port,
)
from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.identity.model import (
    IdentifierStatus,
    IdentifierType,
    IdentifierValue,
    NewIdentifier,
)
from chargehouse.contexts.identity.public import Identifier
from chargehouse.contexts.stations.public import Command, StationRef
from chargehouse.gateway.chargers import Chargers
from chargehouse.gateway.dispatch import Dispatcher
from chargehouse.gateway.server import GatewayServer
from chargehouse.gateway.tables import HANDLERS
from chargehouse.gateway.tls import Trust, server_context
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import Unavailable
from chargehouse.kernel.ids import Ids, TimeOrderedIds
from chargehouse.platform.broker.postgres import PostgresBroker
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import OcpiSettings, OcppSettings, Settings

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PASSWORD = "a-password-of-20-chr"
TENANT = "main"
Tenancy = tuple[Actor, UUID]
"""Somebody who may do everything in a tenant, and a location there."""


@dataclass
class Rig(Results):
    """A tenant, `main`, with a location; its gateway listens. Nothing is left to chance or time."""

    clock: FakeClock
    contexts: Contexts
    chargers: Chargers
    server: GatewayServer
    location_id: UUID
    tls: SSLContext | None
    partner_line: FakeLine
    partner_tokens: FakeTokens
    raw_chargers: list[RawCharger] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The gateway's address up to the path."""
        return f"{'ws' if self.tls is None else 'wss'}://127.0.0.1:{self.server.port}"

    # -- what is set up before a charger comes

    async def add_station(
        self,
        code: str = "CH-1",
        *,
        protocol: str | None = None,
        security_profile: int = 1,
        password: str | None = PASSWORD,
        registration: str = "accepted",
        tenant: Tenancy | None = None,
    ) -> StationRef:
        """Add a station, to the tenant `main` unless told otherwise."""
        actor, location_id = tenant or (self.actor, self.location_id)
        added = await self.contexts.stations.add(
            actor,
            code=code,
            location_id=location_id,
            security_profile=security_profile,
            protocol=protocol,
            password=password,
            registration=registration,
        )
        return StationRef(actor.tenant_id, added.id, code)

    async def another_tenant(self, slug: str) -> Tenancy:
        """Add a tenant with a location of its own."""
        tenant = await self.contexts.tenants.create(slug)
        actor = system_actor("console", tenant.id, "test")
        location = await self.contexts.locations.add(actor, name="Yard", timezone="Asia/Kolkata")
        return actor, location.id

    async def add_identifier(
        self,
        value: str,
        *,
        kind: IdentifierType = "rfid",
        status: IdentifierStatus = "active",
        group: str | None = None,
        valid_until: datetime | None = None,
    ) -> Identifier:
        """Add an identifier."""
        new = NewIdentifier(
            value=IdentifierValue.parse(value),
            type=kind,
            status=status,
            group=None if group is None else IdentifierValue.parse(group),
            valid_until=valid_until,
        )
        return await self.contexts.identifiers.add(self.actor, new)

    async def set_mode(self, station: StationRef, mode: Mode) -> None:
        """Set a station's access mode by hand."""
        await self.contexts.overrides.set(self.actor, station.id, mode)

    # -- chargers

    async def connect(
        self,
        code: str = "CH-1",
        protocol: str | list[str] | None = "ocpp1.6",
        *,
        user: str | None = None,
        password: str | bytes | None = PASSWORD,
        path: str | None = None,
        tls: SSLContext | None = None,
        headers: dict[str, str] | None = None,
    ) -> RawCharger:
        """Connect as a charger of the station; raise `InvalidStatus` where it is refused."""
        socket = await open_socket(
            self.url + (path or f"/ocpp/{TENANT}/{code}"),
            [protocol] if isinstance(protocol, str) else protocol,
            None if password is None else basic(user or code, password),
            tls,
            headers,
        )
        charger = RawCharger(socket)
        self.raw_chargers.append(charger)
        return charger

    async def booted(self, code: str = "CH-1") -> RawCharger:
        """Connect as a charger of OCPP 1.6 and boot."""
        charger = await self.connect(code)
        answer = await charger.call(
            "BootNotification", {"chargePointVendor": "Acme", "chargePointModel": "One"}
        )
        assert answer["status"] == "Accepted", answer
        return charger

    def command(
        self, station: StationRef, action: str, payload: dict[str, object], timeout_s: float = 30.0
    ) -> "asyncio.Task[Command]":
        """Send a command as an operator does; the task ends with the charger's answer."""
        return asyncio.create_task(
            self.contexts.commands.request(
                self.actor, station.id, action, payload, timeout_s=timeout_s
            )
        )

    def perform(
        self, station: StationRef, verb: str, arguments: dict[str, object]
    ) -> "asyncio.Task[Command]":
        """Give a version-neutral command as an operator does."""
        return asyncio.create_task(
            self.contexts.commands.perform(self.actor, station.id, verb, arguments)
        )

    # -- what happens meanwhile

    async def eventually(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that the gateway is about to do."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():  # noqa: ASYNC110  the gateway owes tests no events
                await asyncio.sleep(0)

    @asynccontextmanager
    async def database_away(self) -> AsyncIterator[None]:
        """Take the database away, and give it back; returns once writing works again."""
        name = self.address.database
        server = await asyncpg.connect(**self.address.asyncpg_kwargs("postgres"))
        try:
            await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            await server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
            )
            yield
        finally:
            await server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
            await server.close()
        async with asyncio.timeout(PATIENCE_S):
            while not await self._database_answers():
                continue

    async def _database_answers(self) -> bool:
        try:
            await self.settled()
            async with self.database.reading(self.actor):
                return True
        except Unavailable:
            return False


@asynccontextmanager
async def open_rig(
    address: PostgresAddress, ocpp: OcppSettings, ids_by: Callable[[FakeClock], Ids] | None = None
) -> AsyncIterator[Rig]:
    """Start a gateway on a database of its own, and stop it with everything that it began.

    With a certificate in the settings it listens for TLS. Ids are of the machine's own time, unless
    `ids_by` makes them of the rig's.
    """
    clock, metrics = FakeClock(NOON), Metrics()
    ids = TimeOrderedIds() if ids_by is None else ids_by(clock)
    keyring = Keyring(bytes(range(32)))
    settings = Settings(ocpp=ocpp, ocpi=OcpiSettings(allow_private_addresses=True))
    database = Database(address.asyncpg_kwargs(), clock=clock, ids=ids, hot_connections=1)
    await database.start()
    broker = PostgresBroker(lambda: database.connect("chargehouse_relay"))
    await broker.start()
    port, line, tokens = command_port(), FakeLine(), FakeTokens()
    contexts = build_contexts(
        database,
        settings,
        keyring=keyring,
        chance=SystemChance(),
        metrics=metrics,
        port=port,
        freevend=port.freevend,
        lists=port.lists,
        partner_line=line,
        partner_tokens=tokens,
        own_url=lambda: "http://house",
    )
    services = build_gateway_services(
        contexts,
        database,
        settings,
        process_id=ids.new(),
        keyring=keyring,
        metrics=metrics,
        broker=broker,
    )
    chargers = Chargers(services)
    port.attach(services, chargers)
    tls = server_context(ocpp)
    trust = Trust(tls, contexts.tenants, contexts.certificates, clock)
    server = GatewayServer(services, chargers, Dispatcher(HANDLERS), tls)
    tenant = await contexts.tenants.create(TENANT)
    actor = system_actor("console", tenant.id, "test")
    location = await contexts.locations.add(actor, name="Depot", timezone="Europe/Berlin")
    rig = Rig(
        address=address,
        database=database,
        clock=clock,
        metrics=metrics,
        contexts=contexts,
        services=services,
        chargers=chargers,
        server=server,
        actor=actor,
        location_id=location.id,
        tls=tls,
        partner_line=line,
        partner_tokens=tokens,
    )
    async with database.relay() as relay:
        await relay.execute(
            text(
                "INSERT INTO processes VALUES"
                " (:id, '{gateway}', 'here', 1, 'test', :now, 'infinity')"
            ),
            {"id": services.process_id, "now": clock.now()},
        )
    await chargers.start()
    await port.start()
    await trust.start()
    await server.start()
    try:
        yield rig
    finally:
        for charger in rig.raw_chargers:
            charger.drop()
        await server.stop()
        await services.commands.stop()
        await services.settle()
        await port.stop()
        await trust.stop()
        await chargers.stop()
        await broker.stop()
        await database.stop()
