"""Several workers make the changes of many chargers, and none twice without cause."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.app.wiring import Contexts, build_contexts
from chargehouse.contexts.access.public import ACCESS_STAGE, Mode
from chargehouse.contexts.access.public.freevend import Answer, NobodyConnected, SwitchPath, Wish
from chargehouse.contexts.access.repository import controls
from chargehouse.contexts.access.service import ModeSwitching, Probing, ProblemBook
from chargehouse.contexts.access.service.holding import LEASE, RENEWED_EVERY_S
from chargehouse.contexts.access.service.switching import HELD, TOGETHER
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.kernel.setting import FixedValues
from chargehouse.platform.flags import Flags, SettingsProvider
from chargehouse.platform.flags.flags import KNOWN_FOR_S
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings

MANY = TOGETHER + 50
PATIENCE_S = 30
PATH = SwitchPath(profile="custom", key="FreeVend", on="true", off="false")


@dataclass
class Chargers(NobodyConnected):
    """Chargers that do what they are told; with `silent` they do it, and answer never."""

    modes: dict[UUID, Mode] = field(default_factory=dict)
    told: Counter[UUID] = field(default_factory=Counter)
    silent: bool = False
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def switch(self, tenant_id: UUID, wishes: Sequence[Wish]) -> Sequence[Answer]:  # noqa: ARG002  the port's
        for wish in wishes:
            self.modes[wish.station_id] = wish.mode
            self.told[wish.station_id] += 1
        self.heard.set()
        if self.silent:
            await asyncio.Event().wait()
        return [Answer(station_id=each.station_id, outcome="accepted") for each in wishes]

    async def read_back(self, tenant_id: UUID, wishes: Sequence[Wish]) -> Sequence[Answer]:  # noqa: ARG002  the port's
        return [
            Answer(
                station_id=each.station_id,
                outcome="accepted",
                mode=self.modes.get(each.station_id, "managed_access"),
            )
            for each in wishes
        ]


@dataclass
class Depot:
    database: Database
    clock: FakeClock
    actor: Actor
    chargers: Chargers
    workers: list[Contexts]
    stations: list[UUID]

    async def governed(self, count: int) -> list[UUID]:
        """Have so many chargers be free from now on, and plan for it."""
        stations = self.stations[:count]
        async with self.database.transaction(self.actor) as work:
            await work.connection.execute(
                text(
                    "INSERT INTO station_modes"
                    " (tenant_id, station_id, mode, source, rule, since, mode_since)"
                    " SELECT :tenant, id, 'freevend', 'override', 'a test', now(), now()"
                    " FROM unnest(CAST(:ids AS uuid[])) AS s (id)"
                ),
                {"tenant": self.actor.tenant_id, "ids": stations},
            )
            await self.workers[0].mode_planning.stations(work, stations, "boundary")
        return stations

    async def renewed(self) -> None:
        """Wait until every lease is as new as it can be."""
        newest = self.clock.now() + LEASE
        async with asyncio.timeout(PATIENCE_S):
            while await self._oldest_lease() < newest:
                pass

    async def _oldest_lease(self) -> datetime:
        async with self.database.reading(self.actor) as connection:
            rows = await connection.execute(text("SELECT min(leased_until) FROM mode_changes"))
            oldest: datetime = rows.scalar_one()
            return oldest

    async def statuses(self) -> Counter[str]:
        async with self.database.reading(self.actor) as connection:
            rows = await connection.execute(text("SELECT status FROM mode_changes"))
            return Counter(row.status for row in rows)


@pytest.fixture
async def depot(database: PostgresAddress) -> AsyncIterator[Depot]:
    clock, ids, chargers = FakeClock(), TimeOrderedIds(), Chargers()
    store = Database(database.asyncpg_kwargs(), clock=clock, ids=ids)
    await store.start()
    workers = [
        build_contexts(
            store,
            Settings(),
            keyring=Keyring(bytes(range(32))),
            chance=SeededChance(1),
            metrics=Metrics(),
            port=Loopback(accepted),
            freevend=chargers,
        )
        for _ in range(2)
    ]
    tenant = await workers[0].tenants.create("depot")
    actor = system_actor("console", tenant.id, "test")
    place = await workers[0].locations.add(actor, name="Depot", timezone="Europe/Berlin")
    stations = [ids.new() for _ in range(MANY)]
    async with store.transaction(actor) as work:
        await work.connection.execute(
            text(
                "INSERT INTO stations (tenant_id, id, location_id, code, security_profile,"
                " registration, created_at, updated_at)"
                " SELECT :tenant, s.id, :place, 'CH-' || s.place, 1, 'accepted', now(), now()"
                " FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS s (id, place)"
            ),
            {"tenant": tenant.id, "place": place.id, "ids": stations},
        )
        await controls.ensure(work.connection, tenant.id, stations)
        await work.connection.execute(
            text("UPDATE station_controls SET found = 'full', found_path = CAST(:path AS jsonb)"),
            {"path": '{"profile":"custom","key":"FreeVend","on":"true","off":"false"}'},
        )
    yield Depot(store, clock, actor, chargers, workers, stations)
    await store.stop()


async def test_two_workers_share_many_and_tell_each_charger_once(depot: Depot) -> None:
    stations = await depot.governed(MANY)
    one, other = (worker.mode_switching for worker in depot.workers)
    while any(await asyncio.gather(one.round(), other.round())):
        await asyncio.gather(one.idle(), other.idle())
    assert depot.chargers.told == Counter(dict.fromkeys(stations, 1))
    assert await depot.statuses() == {"confirmed": MANY}


async def test_what_a_dead_worker_left_is_read_and_not_told_again(depot: Depot) -> None:
    stations = await depot.governed(3)
    dying, heir = (worker.mode_switching for worker in depot.workers)
    depot.chargers.silent = True
    assert await dying.round() == len(stations)
    await depot.chargers.heard.wait()
    assert await heir.round() == 0, "it is the other's for a while"
    await dying.stop()
    depot.chargers.silent = False
    depot.clock.advance(LEASE.total_seconds() + 1)
    while await heir.round():
        await heir.idle()
    assert depot.chargers.told == Counter(dict.fromkeys(stations, 1))
    assert await depot.statuses() == {"confirmed": 3}


async def test_a_worker_that_lives_keeps_what_takes_it_long(depot: Depot) -> None:
    stations = await depot.governed(3)
    slow, other = (worker.mode_switching for worker in depot.workers)
    depot.chargers.silent = True
    await slow.start()
    await depot.chargers.heard.wait()
    for _ in range(8):
        depot.clock.advance(RENEWED_EVERY_S)
        await depot.renewed()
        assert await other.round() == 0
    await slow.stop()
    depot.chargers.silent = False
    depot.clock.advance(LEASE.total_seconds())
    assert await other.round() == len(stations)
    await other.idle()
    assert depot.chargers.told == Counter(dict.fromkeys(stations, 1))


async def test_nothing_is_switched_in_shadow(depot: Depot) -> None:
    """NFR-005."""
    await depot.governed(2)
    worker = depot.workers[0]
    watching = FixedValues({"access.stage": "shadow"})
    flags = Flags(SettingsProvider(watching, (ACCESS_STAGE,)), depot.clock, domain="shadow")
    switching = ModeSwitching(
        depot.database,
        depot.chargers,
        planning=worker.mode_planning,
        probing=Probing(depot.database, depot.chargers, worker.mode_planning),
        book=ProblemBook(depot.database.ids),
        sessions=worker.session_figures,
        stations=worker.station_directory,
        flags=flags,
    )
    assert await switching.round() == 0
    assert depot.chargers.told == {}


async def test_where_it_is_not_on_nothing_is_switched_and_elsewhere_it_is(depot: Depot) -> None:
    """NFR-005: one station in shadow waits, and its neighbour goes on; once it is on it follows."""
    watched, neighbour = await depot.governed(2)
    worker = depot.workers[0]
    key = f"{ACCESS_STAGE.key}@station:{watched}"
    settings = worker.settings
    await settings.change(depot.actor, key, value="shadow", version=0, reason="a trial")
    while await worker.mode_switching.round():
        await worker.mode_switching.idle()
    assert depot.chargers.told == {neighbour: 1}
    await settings.reset(depot.actor, key, version=1, reason="the trial is over")
    depot.clock.advance(HELD.total_seconds())
    while await worker.mode_switching.round():
        await worker.mode_switching.idle()
    assert depot.chargers.told == {neighbour: 1, watched: 1}
    assert await depot.statuses() == {"confirmed": 2}


async def test_a_tenant_may_be_on_at_one_place_alone(depot: Depot) -> None:
    """Those that wait are looked at again and again, and keep nobody else from their turn."""
    chosen, *_ = await depot.governed(5)
    worker = depot.workers[0]
    for key, value in ((ACCESS_STAGE.key, "off"), (f"{ACCESS_STAGE.key}@station:{chosen}", "on")):
        await worker.settings.change(depot.actor, key, value=value, version=0, reason="a trial")
    depot.clock.advance(KNOWN_FOR_S)
    while await worker.mode_switching.round():
        await worker.mode_switching.idle()
    assert depot.chargers.told == {chosen: 1}
