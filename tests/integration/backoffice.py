"""An open database with a tenant in it, for tests of use cases."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import httpx

from chargehouse.contexts.fleets.service import FleetService
from chargehouse.contexts.identity import endpoints as identity_endpoints
from chargehouse.contexts.identity import public as identity
from chargehouse.contexts.identity.service import (
    AgreementService,
    AskingLines,
    ClassificationService,
    FeedService,
    IdentifierService,
    ImportService,
    VehicleService,
)
from chargehouse.contexts.people import endpoints as people_endpoints
from chargehouse.contexts.people import public as people
from chargehouse.contexts.people.service import (
    HashingCost,
    Reception,
    Staff,
    TenantService,
    TokenAuthenticator,
    TokenService,
)
from chargehouse.contexts.roaming.service import ExchangeLog, Line, Parties, Vault
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.actor import Actor, Permission, system_actor
from chargehouse.kernel.chance import SystemChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.idempotency_store import PostgresIdempotencyStore
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.outside.exchange import Outside
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

KEYRING = Keyring(bytes(range(32)))
CHEAP = HashingCost(memory_kib=64, rounds=1)
"""What hashes of passwords cost in tests."""


@dataclass(frozen=True)
class Office:
    """What a test of use cases stands on. `north` and `south` are tenants."""

    address: PostgresAddress
    database: Database
    clock: FakeClock
    north: UUID
    south: UUID

    @property
    def actor(self) -> Actor:
        """Somebody at the console who may do everything in the tenant `north`."""
        return system_actor("console", self.north, "console")

    @property
    def stranger(self) -> Actor:
        """Somebody who may do everything in the tenant `south`."""
        return system_actor("console", self.south, "console")

    def holder_of(self, *permissions: Permission) -> Actor:
        """Somebody of the tenant `north` who holds these permissions and no others."""
        actions = frozenset(permission.action for permission in permissions)
        return Actor("token", self.north, "a token", permissions=actions)

    async def rows(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        """Return rows as the superuser sees them: of every tenant."""
        connection = await asyncpg.connect(**self.address.asyncpg_kwargs())
        try:
            rows: list[asyncpg.Record] = await connection.fetch(statement, *arguments)
        finally:
            await connection.close()
        return rows

    async def events(self) -> list[tuple[str, str]]:
        """Return wire names and payloads of all events, in their order."""
        rows = await self.rows("SELECT wire_name, payload FROM events ORDER BY xid, sequence")
        return [(row["wire_name"], row["payload"]) for row in rows]

    async def seen_without_filter(self, actor: Actor, table: str) -> set[UUID]:
        """Return the tenants whose rows an actor's transaction sees when it asks for all."""
        connection = await self.database.connect("chargehouse_app")
        try:
            async with connection.transaction():
                await connection.execute(
                    "SELECT set_config('app.tenant', $1, true)", str(actor.tenant_id)
                )
                column = "id" if table == "tenants" else "tenant_id"
                rows = await connection.fetch(f'SELECT {column} AS tenant FROM "{table}"')  # noqa: S608  a test's own name
        finally:
            await connection.close()
        return {row["tenant"] for row in rows}

    async def dump(self) -> str:
        """Return every row of every table as text, and every bytea as text as well."""
        parts = []
        tables = await self.rows(
            "SELECT c.oid::regclass::text AS name FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind = 'r'"
        )
        for table in tables:
            rows = await self.rows(f"SELECT t.*, t::text AS whole FROM {table['name']} t")  # noqa: S608  as above
            for row in rows:
                parts.append(row["whole"])
                binary = [value for value in row.values() if isinstance(value, bytes)]
                parts.extend(value.decode("latin-1") for value in binary)
        return "\n".join(parts)


@asynccontextmanager
async def open_client(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """Serve people and identity; the client holds a token that may do everything in `north`."""
    catalogue = (*people.PERMISSIONS, *identity.PERMISSIONS)
    authenticator = TokenAuthenticator(office.database, KEYRING, office.clock, catalogue=catalogue)
    tenants = TenantService(office.database)
    chance = SystemChance()
    tokens = TokenService(
        office.database, KEYRING, chance, catalogue=catalogue, authenticator=authenticator
    )
    reception = Reception.of(
        office.database, KEYRING, chance, tenants=tenants, catalogue=catalogue, cost=CHEAP
    )
    staff = Staff.of(office.database, catalogue=catalogue, authenticators=[authenticator])
    app = build_application(
        [*people_endpoints.CONTROLLERS, *identity_endpoints.CONTROLLERS],
        authenticator=authenticator,
        clock=office.clock,
        ids=office.database.ids,
        metrics=Metrics(),
        version="1.2.3",
        max_body_bytes=10_000,
        idempotency=PostgresIdempotencyStore(office.database, KEYRING),
        dependencies={
            "tenants": tenants,
            "tokens": tokens,
            "authorities": staff.authorities,
            "departments": staff.departments,
            "users": staff.users,
            "accounts": reception.accounts,
            "first_run": reception.first_run,
            "me": reception.me,
            "invitations": reception.invitations,
            "single_sign_on": reception.single_sign_on,
            "second_factors": reception.factors,
            "passkeys": reception.passkeys,
            "sign_ins": reception.sign_ins,
            "views": reception.views,
            "vehicles": VehicleService(office.database, FleetService(office.database)),
            "identifiers": IdentifierService(office.database, KEYRING),
            "identifier_imports": ImportService(office.database, KEYRING),
            "classification": ClassificationService(office.database, KEYRING),
            "agreements": AgreementService(
                office.database,
                KEYRING,
                StationDirectory(office.database),
                Parties(office.database),
            ),
            "agreement_feeds": FeedService(office.database, KEYRING),
            "asking_lines": AskingLines(office.database, _line(office)),
        },
    )
    created = await tokens.create(office.actor, name="all", permissions=["*"])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://house/api/v1",
        headers={"Authorization": f"Bearer {created.plain}"},
    ) as client:
        yield client


def _line(office: Office) -> Line:
    """Return a line to partners that reaches nobody."""
    outside = Outside(office.database.clock, may_reach=lambda _: False)
    vault = Vault(KEYRING, SystemChance())
    return Line(office.database, vault, outside, ExchangeLog(office.database))


@asynccontextmanager
async def open_office(address: PostgresAddress) -> AsyncIterator[Office]:
    """Open a migrated database, with partitions for today and two tenants."""
    owner = await asyncpg.connect(**address.asyncpg_kwargs())
    try:
        await owner.execute("CALL ensure_partitions('events', current_date - 1, 3)")
    finally:
        await owner.close()
    clock = FakeClock()
    database = Database(address.asyncpg_kwargs(), clock=clock, ids=TimeOrderedIds())
    tenants = TenantService(database)
    try:
        north, south = await tenants.create("north"), await tenants.create("south")
        yield Office(address, database, clock, north.id, south.id)
    finally:
        await database.stop()
