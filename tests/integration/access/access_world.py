"""Stations at two locations, and all that says who may charge at them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from chargehouse.contexts.access.public import (
    ACCESS_STAGE,
    Attempt,
    Decision,
    Mode,
)
from chargehouse.contexts.access.public.policies import (
    ExceptionDraft,
    PolicyDraft,
    WindowDraft,
)
from chargehouse.contexts.access.service import (
    Boundaries,
    DecisionService,
    HolidayService,
    OverrideService,
    PolicyService,
    ReplayService,
    StationAccessService,
)
from chargehouse.contexts.fleets.service import FleetService
from chargehouse.contexts.identity.public import IdentifierReader
from chargehouse.contexts.identity.service import VehicleService
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.actor import Actor, Permission, system_actor
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds, first_id
from chargehouse.kernel.setting import FixedValues
from chargehouse.platform.flags import Flags, SettingsProvider
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

IDS = TimeOrderedIds()
KEYRING = Keyring(bytes(range(32)))
WORKDAYS = [1, 2, 3, 4, 5]


class IdsOf:
    """Ids that sort by a clock's time."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._numbers = count(1)

    def new(self) -> UUID:
        """Return an id of this instant."""
        return UUID(int=first_id(self._clock.now()).int + next(self._numbers))


@dataclass
class World:
    """A tenant with stations in Berlin and New York, on a Monday at 08:00 UTC."""

    address: PostgresAddress
    database: Database
    clock: FakeClock
    owner: "asyncpg.Connection[asyncpg.Record]"
    tenant: UUID = field(default_factory=IDS.new)
    berlin: UUID = field(default_factory=IDS.new)
    new_york: UUID = field(default_factory=IDS.new)
    station: UUID = field(default_factory=IDS.new)
    far_station: UUID = field(default_factory=IDS.new)

    def __post_init__(self) -> None:
        directory = StationDirectory(self.database)
        self.policies = PolicyService(self.database, directory)
        self.overrides = OverrideService(self.database, directory)
        self.access = StationAccessService(self.database, directory)
        self.holidays = HolidayService(self.policies)
        self.replays = ReplayService(
            self.database,
            KEYRING,
            stations=directory,
            vehicles=VehicleService(self.database, FleetService(self.database)),
        )
        self.boundaries = Boundaries(self.database)
        values = FixedValues()
        flags = Flags(
            SettingsProvider(values, [ACCESS_STAGE]), self.clock, domain=f"test-{IDS.new()}"
        )
        self.decisions = DecisionService(self.database, values=values, flags=flags)

    @property
    def actor(self) -> Actor:
        return system_actor("console", self.tenant, "ada")

    def may(self, *permissions: Permission) -> Actor:
        """Somebody who holds these permissions and no others."""
        actions = frozenset(permission.action for permission in permissions)
        return Actor("token", self.tenant, "a token", permissions=actions)

    async def settle(self) -> None:
        now = self.clock.now()
        await self.owner.execute(
            "INSERT INTO tenants VALUES ($1, $2, 'Main', $3)", self.tenant, str(self.tenant), now
        )
        for location, zone in ((self.berlin, "Europe/Berlin"), (self.new_york, "America/New_York")):
            await self.owner.execute(
                "INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)"
                " VALUES ($1, $2, $3, $3, $4, $4)",
                self.tenant,
                location,
                zone,
                now,
            )
        await self.add_stations([self.station], self.berlin)
        await self.add_stations([self.far_station], self.new_york)

    async def add_stations(self, station_ids: list[UUID], location: UUID) -> None:
        await self.owner.execute(
            "INSERT INTO stations (tenant_id, id, location_id, code, security_profile,"
            " registration, created_at, updated_at) SELECT $1, s, $3, s::text, 1, 'accepted',"
            " $4, $4 FROM unnest($2::uuid[]) AS s",
            self.tenant,
            station_ids,
            location,
            self.clock.now(),
        )
        await self.owner.execute(
            "INSERT INTO station_controls (tenant_id, station_id, found)"
            " SELECT $1, s, 'full' FROM unnest($2::uuid[]) AS s",
            self.tenant,
            station_ids,
        )

    async def decide(self, *, judged_at: datetime | None = None, **changes: object) -> Decision:
        """Have a card that nobody knows judged, live or as it was queued offline."""
        now = self.clock.now()
        attempt = Attempt(
            station_id=self.station,
            kind="authorize",
            protocol="ocpp1.6",
            received_at=now,
            judged_at=judged_at or now,
            identifier_hash=b"nobody",
            masked="04••1F",
            connection_id=IDS.new(),
            message_id="1",
            payload_hash=7,
            reported_at=judged_at,
        )
        changed = msgspec.structs.replace(attempt, **changes)
        return await self.decisions.decide(self.tenant, changed)

    def hash_of(self, tag: str) -> bytes:
        """Return a tag as attempts keep it."""
        return IdentifierReader(KEYRING, self.tenant).identifier_of(tag).hash

    async def rows(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self.owner.fetch(statement, *arguments)
        return rows

    async def mode(self, station: UUID | None = None) -> str:
        return (await self.access.of_station(self.actor, station or self.station)).mode

    async def move_clocks(self, location: UUID, zone: str) -> None:
        """Have the clocks of a place be others, without a word to anybody."""
        await self.owner.execute("UPDATE locations SET timezone = $2 WHERE id = $1", location, zone)

    async def told(self, name: str) -> list[dict[str, Any]]:
        """Return the events of a name, the oldest first."""
        rows = await self.rows(
            "SELECT payload FROM events WHERE wire_name = $1 ORDER BY xid, sequence",
            f"charger_access.{name}",
        )
        return [msgspec.json.decode(row["payload"]) for row in rows]


@asynccontextmanager
async def open_world(address: PostgresAddress) -> AsyncIterator[World]:
    clock = FakeClock()
    database = Database(address.asyncpg_kwargs(), clock=clock, ids=IdsOf(clock))
    await database.start()
    owner = await asyncpg.connect(**address.asyncpg_kwargs())
    world = World(address, database, clock, owner)
    await world.settle()
    yield world
    await owner.close()
    await database.stop()


def window(
    begins: str, ends: str, mode: Mode = "freevend", days: list[int] | None = None
) -> WindowDraft:
    return WindowDraft(days=days or WORKDAYS, begins=begins, ends=ends, mode=mode)


def holiday(name: str, begins: str, ends: str, mode: Mode = "freevend") -> ExceptionDraft:
    return ExceptionDraft(name=name, begins=begins, ends=ends, mode=mode)


def draft(*windows: WindowDraft, exceptions: tuple[ExceptionDraft, ...] = ()) -> PolicyDraft:
    return PolicyDraft(
        default_mode="managed_access", windows=list(windows), exceptions=list(exceptions)
    )
