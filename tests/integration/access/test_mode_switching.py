"""Several workers make the changes of many chargers, and none twice without cause."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.app.wiring import Contexts, build_contexts
from chargehouse.contexts.access.model.mode_changes import RETRY_AFTER
from chargehouse.contexts.access.public import ACCESS_STAGE, Mode
from chargehouse.contexts.access.public.freevend import (
    Answer,
    Hear,
    NobodyConnected,
    Outcome,
    SwitchPath,
    Wish,
)
from chargehouse.contexts.access.repository import controls, mode_changes
from chargehouse.contexts.access.repository.controls import Sight
from chargehouse.contexts.access.service import ModeSwitching, Probing, ProblemBook, room
from chargehouse.contexts.access.service.holding import LEASE, RENEWED_EVERY_S
from chargehouse.contexts.access.service.switching import HELD, TOGETHER
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import Unavailable
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
PATIENCE_S = 60
PATH = SwitchPath(profile="custom", key="FreeVend", on="true", off="false")


@dataclass
class Chargers(NobodyConnected):
    """Chargers that do what they are told; with `silent` they do it, and answer never.

    With a `slow` one among them nobody's answer comes before `enough` is set, and from it none.
    From those that are `hanging` none comes before that either, but the others' come at once.
    """

    modes: dict[UUID, Mode] = field(default_factory=dict)
    told: Counter[UUID] = field(default_factory=Counter)
    silent: bool = False
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    slow: set[UUID] = field(default_factory=set)
    hanging: set[UUID] = field(default_factory=set)
    away: set[UUID] = field(default_factory=set)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def switch(self, tenant_id: UUID, wishes: Sequence[Wish], hear: Hear) -> None:  # noqa: ARG002  the port's
        away = set(self.away)
        for wish in wishes:
            if wish.station_id not in away:
                self.modes[wish.station_id] = wish.mode
                self.told[wish.station_id] += 1
        self.heard.set()
        if self.silent:
            await asyncio.Event().wait()
        if any(each.station_id in self.slow for each in wishes):
            await self.enough.wait()
        outcomes: dict[UUID, Outcome] = dict.fromkeys(away, "offline")
        outcomes |= dict.fromkeys(self.slow | self.hanging, "timed_out")
        await self._answer(
            [
                Answer(
                    station_id=each.station_id,
                    outcome=outcomes.get(each.station_id, "accepted"),
                )
                for each in wishes
            ],
            hear,
        )

    async def read_back(self, tenant_id: UUID, wishes: Sequence[Wish], hear: Hear) -> None:  # noqa: ARG002  the port's
        await self._answer(
            [
                Answer(
                    station_id=each.station_id,
                    outcome="timed_out" if each.station_id in self.hanging else "accepted",
                    mode=self.modes.get(each.station_id, "managed_access"),
                )
                for each in wishes
            ],
            hear,
        )

    async def _answer(self, answers: Sequence[Answer], hear: Hear) -> None:
        """Have the answers heard, those of chargers that hang once they need not any more."""
        if quick := [each for each in answers if each.station_id not in self.hanging]:
            hear(quick)
        if late := [each for each in answers if each.station_id in self.hanging]:
            await self.enough.wait()
            hear(late)


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

    async def booted(self, station: UUID) -> None:
        """Have the other worker's process hear of a boot."""
        async with self.database.transaction(self.actor) as work:
            await self.workers[1].mode_sweep.booted(work, [Sight(station, "as before")])

    async def connected(self, station: UUID) -> None:
        """Have the other worker's process hear of a connection."""
        async with self.database.transaction(self.actor) as work:
            await self.workers[1].mode_sweep.connected(work, [station])

    async def confirmations(self) -> Counter[UUID]:
        """Count the confirmations that were told, by station."""
        async with self.database.reading(self.actor) as connection:
            rows = await connection.execute(
                text("SELECT station_id FROM events WHERE wire_name = :name"),
                {"name": "charger_access.mode_change_confirmed"},
            )
            return Counter(row.station_id for row in rows)

    async def told_of(self, confirmations: Counter[UUID]) -> None:
        """Wait until so many confirmations were told, by station."""
        async with asyncio.timeout(PATIENCE_S):
            while await self.confirmations() != confirmations:
                pass

    async def confirmed(self, stations: Sequence[UUID]) -> None:
        """Wait until these stations' modes are confirmed, and no others."""
        async with asyncio.timeout(PATIENCE_S):
            while await self._confirmed() != set(stations):
                pass

    async def _confirmed(self) -> set[UUID]:
        async with self.database.reading(self.actor) as connection:
            rows = await connection.execute(
                text("SELECT station_id FROM station_controls WHERE is_confirmed")
            )
            return set(rows.scalars())

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


async def test_one_that_hangs_holds_up_nobody_elses_confirmation(depot: Depot) -> None:
    """What is confirmed is let go too: the next change is made while the other still hangs."""
    *quick, hanging = await depot.governed(5)
    depot.chargers.hanging = {hanging}
    one, other = (worker.mode_switching for worker in depot.workers)
    assert await one.round() == 5
    await depot.told_of(Counter(quick))
    assert await one.round() == await other.round() == 0, "the last is still under way"
    async with depot.database.transaction(depot.actor) as work:
        await work.connection.execute(text("UPDATE station_modes SET mode = 'managed_access'"))
        await depot.workers[0].mode_planning.stations(work, quick[:1], "operator")
    assert await one.round() == 1
    await depot.told_of(Counter([*quick, quick[0]]))
    assert depot.chargers.modes[quick[0]] == "managed_access"
    depot.chargers.enough.set()
    await one.idle()
    depot.chargers.hanging = set()
    depot.clock.advance(RETRY_AFTER[0].total_seconds())
    while await one.round():
        await one.idle()
    assert depot.chargers.told == Counter({quick[0]: 2}) + Counter([*quick[1:], hanging])


async def test_after_a_boot_one_that_hangs_holds_up_nobody_elses_reading(depot: Depot) -> None:
    *quick, hanging = await depot.governed(3)
    worker = depot.workers[0].mode_switching
    while await worker.round():
        await worker.idle()
    await depot.confirmed([*quick, hanging])
    for station in (*quick, hanging):
        await depot.booted(station)
    async with depot.database.transaction(depot.actor) as work:
        await controls.doubt(work.connection, depot.actor.tenant_id, {*quick, hanging})
    depot.chargers.hanging = {hanging}
    assert await worker.round() == 3
    await depot.confirmed(quick)
    depot.chargers.enough.set()
    await worker.idle()
    assert await depot.statuses() == {"confirmed": 3, "requested": 1}


async def test_what_is_not_kept_of_some_is_taken_over_and_the_others_go_on(
    depot: Depot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database fails while what the first said is kept; another worker then reads it."""
    *quick, hanging = await depot.governed(3)
    depot.chargers.hanging = {hanging}
    failing, heir = (worker.mode_switching for worker in depot.workers)
    keep, failed = mode_changes.keep, asyncio.Event()

    async def sometimes(*args: Any) -> None:  # noqa: ANN401  handed on
        if not failed.is_set():
            failed.set()
            raise Unavailable("the database is away")
        await keep(*args)

    monkeypatch.setattr(mode_changes, "keep", sometimes)
    assert await failing.round() == 3
    await failed.wait()
    depot.chargers.enough.set()
    await failing.idle()
    assert await depot.statuses() == {"requested": 3}
    depot.chargers.hanging = set()
    depot.clock.advance(LEASE.total_seconds() + 1)
    while await heir.round():
        await heir.idle()
    assert depot.chargers.told == Counter([*quick, hanging])
    assert await depot.statuses() == {"confirmed": 3}


@pytest.mark.parametrize("happening", ["booted", "connected", "both"])
async def test_what_a_live_worker_has_is_not_told_again_by_another(
    depot: Depot, happening: str
) -> None:
    """A sibling is silent, so the answer of one that is back at once is not yet kept."""
    quick, slow = await depot.governed(2)
    depot.chargers.slow = {slow}
    one, other = (worker.mode_switching for worker in depot.workers)
    assert await one.round() == 2
    await depot.chargers.heard.wait()
    if happening != "connected":
        await depot.booted(quick)
    if happening != "booted":
        await depot.connected(quick)
    assert await other.round() == 0
    await other.idle()
    depot.chargers.enough.set()
    await one.idle()
    while any(await asyncio.gather(one.round(), other.round())):
        await asyncio.gather(one.idle(), other.idle())
    assert depot.chargers.told[quick] == 1
    assert (await depot.confirmations())[quick] == 1


async def test_a_late_worker_writes_nothing_over_what_its_heir_kept(depot: Depot) -> None:
    quick, slow = await depot.governed(2)
    depot.chargers.slow = {slow}
    late, heir = (worker.mode_switching for worker in depot.workers)
    assert await late.round() == 2
    await depot.chargers.heard.wait()
    depot.clock.advance(LEASE.total_seconds() + 1)
    while await heir.round():
        await heir.idle()
    depot.chargers.enough.set()
    await late.idle()
    assert depot.chargers.told == {quick: 1, slow: 1}
    assert await depot.confirmations() == {quick: 1, slow: 1}
    assert await depot.statuses() == {"confirmed": 2}


async def test_one_that_is_back_before_its_answer_is_kept_does_not_wait(depot: Depot) -> None:
    """It was offline when it was told, and came back before that was written down."""
    quick, slow = await depot.governed(2)
    depot.chargers.slow, depot.chargers.away = {slow}, {quick}
    worker = depot.workers[0].mode_switching
    assert await worker.round() == 2
    await depot.chargers.heard.wait()
    depot.chargers.away = set()
    await depot.connected(quick)
    depot.chargers.enough.set()
    await worker.idle()
    depot.chargers.slow = set()
    while await worker.round():
        await worker.idle()
    assert (await depot.confirmations())[quick] == 1


async def test_batches_that_wait_for_silent_chargers_take_no_place(
    depot: Depot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "AT_ONCE", 1)
    await depot.governed(MANY)
    depot.chargers.slow = set(depot.stations)
    worker = depot.workers[0].mode_switching
    assert await worker.round() == TOGETHER
    await depot.chargers.heard.wait()
    assert await worker.round() == 0, "the first may yet be answered at once"
    depot.clock.advance(room.LATELY.total_seconds())
    depot.chargers.heard.clear()
    assert await worker.round() == MANY - TOGETHER
    await depot.chargers.heard.wait()
    assert depot.chargers.told.total() == MANY
    depot.chargers.enough.set()
    await worker.idle()


@pytest.mark.parametrize("found", ["partial", "unknown"])
async def test_a_change_where_nothing_is_expected_any_more_is_given_up(
    depot: Depot, found: str
) -> None:
    await depot.governed(1)
    async with depot.database.transaction(depot.actor) as work:
        await work.connection.execute(text("DELETE FROM station_modes"))
        await work.connection.execute(
            text("UPDATE station_controls SET found = :found, found_path = NULL"),
            {"found": found},
        )
    worker = depot.workers[0].mode_switching
    assert await worker.round() == 1
    await worker.idle()
    depot.clock.advance(7200)
    assert await worker.round() == 0
    assert await depot.statuses() == {}
