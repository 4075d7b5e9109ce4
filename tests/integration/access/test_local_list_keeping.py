"""Several workers keep the lists of many chargers; what happens at once is told once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.app.wiring import Contexts, build_contexts
from chargehouse.contexts.access.public.local_lists import (
    ListFacts,
    ListQuestion,
    ListReceipt,
    ListSight,
    ListWish,
    NoLists,
)
from chargehouse.contexts.access.service.list_keeping import LEASE, TOGETHER
from chargehouse.contexts.identity.model import IdentifierValue, NewIdentifier
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings

MANY = 2 * TOGETHER + 5
FEED = 3000
ADD_STATIONS = text(
    "INSERT INTO stations (tenant_id, id, location_id, code, security_profile, registration,"
    " created_at, updated_at)"
    " SELECT :tenant, s.id, :place, 'CH-' || s.place, 1, 'accepted', now(), now()"
    " FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS s (id, place)"
)


@dataclass
class Chargers(NoLists):
    """Chargers that take their lists over; with `silent` they do it, and answer never."""

    room: int = 100
    versions: dict[UUID, int] = field(default_factory=dict)
    told: Counter[UUID] = field(default_factory=Counter)
    sent: list[ListWish] = field(default_factory=list)
    silent: bool = False
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def look(self, tenant_id: UUID, asked: Sequence[ListQuestion]) -> Sequence[ListSight]:  # noqa: ARG002  the port's
        return [
            ListSight(
                station_id=each.station_id,
                outcome="accepted",
                protocol="ocpp1.6",
                version=self.versions.get(each.station_id, 0),
                facts=ListFacts(room=self.room) if each.facts else None,
            )
            for each in asked
        ]

    async def send(self, tenant_id: UUID, wishes: Sequence[ListWish]) -> Sequence[ListReceipt]:  # noqa: ARG002  the port's
        for wish in wishes:
            self.versions[wish.station_id] = wish.version
            self.told[wish.station_id] += 1
            self.sent.append(wish)
        self.heard.set()
        if self.silent:
            await asyncio.Event().wait()
        return [
            ListReceipt(station_id=each.station_id, outcome="accepted", version=each.version)
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

    @property
    def contexts(self) -> Contexts:
        return self.workers[0]

    async def add(self, *values: str) -> None:
        """Add cards of our own."""
        for value in values:
            new = NewIdentifier(value=IdentifierValue.parse(value), type="rfid")
            await self.contexts.identifiers.add(self.actor, new)

    async def connect(self) -> None:
        """Have all chargers come, and what they need be due."""
        async with self.database.transaction(self.actor) as work:
            await self.contexts.list_marking.connected(work, self.stations)
        self.clock.advance(60)

    async def happens(self) -> None:
        """Have something happen that may change every list."""
        async with self.database.transaction(self.actor) as work:
            await self.contexts.list_marking.everywhere(work)

    async def settle(self) -> None:
        """Have both workers see to lists until none is due."""
        one, other = (worker.list_keeping for worker in self.workers)
        while any(await asyncio.gather(one.round(), other.round())):
            await asyncio.gather(one.idle(), other.idle())

    async def states(self) -> Counter[str]:
        async with self.database.reading(self.actor) as connection:
            rows = await connection.execute(text("SELECT state FROM local_lists"))
            return Counter(row.state for row in rows)


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
            lists=chargers,
        )
        for _ in range(2)
    ]
    tenant = await workers[0].tenants.create("depot")
    actor = system_actor("console", tenant.id, "test")
    place = await workers[0].locations.add(actor, name="Depot", timezone="Europe/Berlin")
    stations = [ids.new() for _ in range(MANY)]
    async with store.transaction(actor) as work:
        asked = {"tenant": tenant.id, "place": place.id, "ids": stations}
        await work.connection.execute(ADD_STATIONS, asked)
    yield Depot(store, clock, actor, chargers, workers, stations)
    await store.stop()


async def test_two_workers_share_many_and_send_each_list_once(depot: Depot) -> None:
    await depot.add("CARD-1", "CARD-2")
    await depot.connect()
    await depot.settle()
    assert depot.chargers.told == Counter(depot.stations)
    assert await depot.states() == {"in_step": MANY}
    assert {len(wish.entries) for wish in depot.chargers.sent} == {2}


async def test_a_worker_that_died_leaves_its_lists_to_another(depot: Depot) -> None:
    """What its chargers hold nobody knows then, so that they get the whole list."""
    await depot.add("CARD-1")
    await depot.connect()
    depot.chargers.silent = True
    one, other = (worker.list_keeping for worker in depot.workers)
    await one.round()
    await depot.chargers.heard.wait()
    await one.stop()
    depot.chargers.silent = False
    first = set(depot.chargers.told)
    while await other.round():
        await other.idle()
    assert set(depot.chargers.told) == set(depot.stations)
    assert await depot.states() == {"in_step": MANY - len(first), "unknown": len(first)}
    depot.clock.advance(LEASE.total_seconds() + 1)
    while await other.round():
        await other.idle()
    assert await depot.states() == {"in_step": MANY}
    again = [wish for wish in depot.chargers.sent if wish.station_id in first]
    assert [wish.kind for wish in again] == ["full"] * (2 * len(first))
    assert {depot.chargers.told[each] for each in first} == {2}


async def test_a_feed_of_many_is_one_list_for_each_charger(depot: Depot) -> None:
    """However often it is told that something changed meanwhile."""
    made = await depot.contexts.agreements.add(depot.actor, "Roamer", {"everywhere": True})
    await depot.connect()
    await depot.settle()
    assert depot.chargers.sent == []
    entries = [{"value": f"PARTNER{number:05}"} for number in range(FEED)]
    await depot.contexts.agreement_feeds.feed(depot.actor, made.id, "full", entries)
    for _ in range(20):
        await depot.happens()
        depot.clock.advance(0.4)
    assert not any([await each.list_keeping.round() for each in depot.workers])
    depot.clock.advance(60)
    await depot.settle()
    assert depot.chargers.told == Counter(depot.stations)
    view = await depot.contexts.local_lists.of(depot.actor, depot.stations[0])
    assert (view.entries, view.listable) == (100, FEED)
    assert [(each.reason, each.count) for each in view.left_out] == [("no_room", FEED - 100)]


async def test_a_list_is_sent_once_a_minute_at_most(depot: Depot) -> None:
    await depot.add("CARD-1")
    await depot.connect()
    await depot.settle()
    depot.clock.advance(5)
    await depot.add("CARD-2")
    await depot.happens()
    depot.clock.advance(20)
    await depot.settle()
    assert depot.chargers.told == Counter(depot.stations)
    depot.clock.advance(40)
    await depot.settle()
    assert {depot.chargers.told[each] for each in depot.stations} == {2}
    assert depot.chargers.sent[-1].kind == "difference"


async def test_what_ends_is_taken_off_when_it_has_ended_by_itself(depot: Depot) -> None:
    until = depot.clock.now() + timedelta(hours=1)
    value = IdentifierValue.parse("CARD-1")
    new = NewIdentifier(value=value, type="rfid", valid_until=until)
    await depot.contexts.identifiers.add(depot.actor, new)
    await depot.connect()
    await depot.settle()
    for _ in range(12):
        depot.clock.advance(600)
        await depot.settle()
    view = await depot.contexts.local_lists.of(depot.actor, depot.stations[0])
    assert (view.entries, view.state) == (0, "in_step")
    assert depot.chargers.told[depot.stations[0]] == 2


async def test_what_begins_is_sent_when_it_begins(depot: Depot) -> None:
    begins = depot.clock.now() + timedelta(hours=3)
    value = IdentifierValue.parse("CARD-1")
    new = NewIdentifier(value=value, type="rfid", valid_from=begins)
    await depot.contexts.identifiers.add(depot.actor, new)
    await depot.connect()
    await depot.settle()
    assert depot.chargers.sent == []
    depot.clock.advance(3 * 3600)
    await depot.settle()
    assert depot.chargers.told == Counter(depot.stations)


async def test_lists_that_a_tenant_switched_off_stay_as_they_are(depot: Depot) -> None:
    await depot.contexts.settings.change(
        depot.actor, "access.local_lists", value=False, version=0, reason="a test"
    )
    await depot.add("CARD-1")
    await depot.connect()
    readers = [worker.settings_reader for worker in depot.workers]
    await asyncio.gather(*(reader.start() for reader in readers))
    await depot.settle()
    assert depot.chargers.sent == []
    view = await depot.contexts.local_lists.of(depot.actor, depot.stations[0])
    assert not view.is_kept
    await asyncio.gather(*(reader.stop() for reader in readers))


async def test_an_agreement_that_goes_stale_has_its_people_taken_off(depot: Depot) -> None:
    """Each is sent with the end of the feed's freshness, and comes back with the next feed."""
    made = await depot.contexts.agreements.add(
        depot.actor, "Roamer", {"everywhere": True, "fresh_for_s": 7200}
    )
    entries = [{"value": "PARTNER1"}]
    await depot.contexts.agreement_feeds.feed(depot.actor, made.id, "full", entries)
    fed_at = depot.clock.now()
    await depot.connect()
    await depot.settle()
    [entry] = depot.chargers.sent[0].entries
    assert entry.valid_until == fed_at + timedelta(hours=2)
    depot.clock.advance(7200)
    await depot.settle()
    view = await depot.contexts.local_lists.of(depot.actor, depot.stations[0])
    assert view.entries == 0
    await depot.contexts.agreement_feeds.feed(depot.actor, made.id, "full", entries)
    await depot.happens()
    depot.clock.advance(90)
    await depot.settle()
    view = await depot.contexts.local_lists.of(depot.actor, depot.stations[0])
    assert view.entries == 1
