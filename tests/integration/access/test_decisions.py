"""Decisions in the database: FR-007 to FR-011, NFR-002, NFR-003."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec
import pytest

from chargehouse.contexts.access.public import ACCESS_STAGE, Attempt, Decision
from chargehouse.contexts.access.service import DecisionService, OverrideService
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.kernel.setting import FixedValues
from chargehouse.platform.flags import Flags, SettingsProvider
from chargehouse.platform.flags.flags import KNOWN_FOR_S
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database

IDS = TimeOrderedIds()
TENANT = IDS.new()
STATION = IDS.new()
EIGHT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LATER = EIGHT + timedelta(minutes=1)


class Values(FixedValues):
    """The settings of the tenant, as a test changes them."""

    def __init__(self) -> None:
        self.changed: dict[str, object] = {}
        super().__init__(self.changed)


@dataclass
class World:
    database: Database
    clock: FakeClock
    decisions: DecisionService
    owner: "asyncpg.Connection[asyncpg.Record]"
    values: Values

    def set_stage(self, stage: str) -> None:
        """Roll access control out so far, and let that be known."""
        self.values.changed["access.stage"] = stage
        self.clock.advance(KNOWN_FOR_S)

    async def token(self, value: bytes, **columns: object) -> None:
        row = {"class": "own_fleet", "status": "active"} | columns
        names = ", ".join(row)
        places = ", ".join(f"${n + 3}" for n in range(len(row)))
        await self.owner.execute(
            f"INSERT INTO token_index (tenant_id, value_hash, {names}) VALUES ($1, $2, {places})",  # noqa: S608
            TENANT,
            value,
            *row.values(),
        )

    def attempt(self, value: bytes | None, **changes: object) -> Attempt:
        now = self.clock.now()
        attempt = Attempt(
            station_id=STATION,
            kind="authorize",
            protocol="ocpp1.6",
            received_at=now,
            judged_at=now,
            identifier_hash=value,
            masked="04••1F",
            identifier_type="rfid",
            connection_id=IDS.new(),
            message_id="1",
            payload_hash=7,
        )
        return msgspec.structs.replace(attempt, **changes)

    async def decide(self, value: bytes | None, **changes: object) -> Decision:
        return await self.decisions.decide(TENANT, self.attempt(value, **changes))

    async def count(self, table: str) -> int:
        return int(await self.owner.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608


@pytest.fixture
async def world(database: PostgresAddress) -> AsyncIterator[World]:
    clock = FakeClock()
    store = Database(database.asyncpg_kwargs(), clock=clock, ids=IDS)
    await store.start()
    owner = await asyncpg.connect(**database.asyncpg_kwargs())
    now = clock.now()
    await owner.execute("INSERT INTO tenants VALUES ($1, 'main', 'Main', $2)", TENANT, now)
    location = IDS.new()
    await owner.execute(
        "INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)"
        " VALUES ($1, $2, 'Depot', 'Europe/Berlin', $3, $3)",
        TENANT,
        location,
        now,
    )
    await owner.execute(
        "INSERT INTO stations (tenant_id, id, location_id, code, security_profile, registration,"
        " created_at, updated_at) VALUES ($1, $2, $3, 'CP1', 1, 'accepted', $4, $4)",
        TENANT,
        STATION,
        location,
        now,
    )
    values = Values()
    domain = f"test-{IDS.new()}"
    flags = Flags(SettingsProvider(values, [ACCESS_STAGE]), clock, domain=domain)
    yield World(store, clock, DecisionService(store, values=values, flags=flags), owner, values)
    await owner.close()
    await store.stop()


@pytest.mark.parametrize(
    ("columns", "reason", "answer"),
    [
        ({}, "permitted", "Accepted"),
        ({"status": "inactive"}, "inactive_identifier", "Blocked"),
        (
            {"valid_until": datetime.fromisoformat("2026-03-02T08:00Z")},
            "expired_identifier",
            "Expired",
        ),
        ({"valid_until": LATER}, "permitted", "Accepted"),
        (
            {"valid_from": datetime.fromisoformat("2026-03-02T08:01Z")},
            "inactive_identifier",
            "Blocked",
        ),
    ],
)
async def test_a_known_identifier_is_judged_by_status_and_validity(
    world: World, columns: dict[str, object], reason: str, answer: str
) -> None:
    await world.token(b"tag", **columns)
    decision = await world.decide(b"tag")
    assert (decision.reason, decision.answer) == (reason, answer)
    assert decision.allowed is (reason == "permitted")


async def test_an_unknown_identifier_is_denied_and_recorded(world: World) -> None:
    decision = await world.decide(b"who")
    assert decision.reason == "unknown_identifier"
    row = await world.owner.fetchrow("SELECT * FROM access_decisions")
    assert row is not None
    assert (row["decision"], row["class"], row["answer"]) == ("denied", "unknown", "Invalid")
    event = await world.owner.fetchrow("SELECT * FROM events")
    assert event is not None
    assert event["wire_name"] == "charger_access.decision_recorded"
    assert event["aggregate_id"] == decision.decision_id


async def test_in_freevend_everybody_is_accepted_without_a_decision(world: World) -> None:
    actor = system_actor("console", TENANT, "test")
    overrides = OverrideService(world.database, StationDirectory(world.database))
    await overrides.set(actor, STATION, "freevend")
    decision = await world.decide(b"who")
    assert (decision.allowed, decision.decision_id, decision.answer) == (True, None, "Accepted")
    assert await world.count("access_decisions") == 0
    assert await world.count("access_attempts") == 1


async def test_the_same_message_sent_ten_times_gives_one_decision(world: World) -> None:
    await world.token(b"tag")
    connection = IDS.new()
    decisions = [await world.decide(b"tag", connection_id=connection) for _ in range(10)]
    assert len({decision.decision_id for decision in decisions}) == 1
    assert await world.count("access_decisions") == 1


async def test_after_a_reconnect_the_same_timestamp_gives_the_same_decision(world: World) -> None:
    reported = world.clock.now() - timedelta(hours=1)
    first = await world.decide(b"who", kind="start", reported_at=reported)
    world.clock.advance(7200)
    again = await world.decide(b"who", kind="start", reported_at=reported, message_id="9")
    assert again.decision_id == first.decision_id


@pytest.mark.parametrize("asked_before", [False, True], ids=["starts", "asked_and_started"])
async def test_a_queue_of_twelve_starts_that_is_sent_again_gives_twelve_decisions(
    world: World,
    asked_before: bool,  # noqa: FBT001  a case
) -> None:
    """NFR-003: each is known by its own time, however many came after it."""
    begun = world.clock.now()
    times = [begun + timedelta(minutes=15 * n) for n in range(12)]
    if asked_before:
        for at in times:
            await world.decide(b"tag", connection_id=IDS.new())
            await start_of(world, at)
            world.clock.advance(900)
    for hours in (4, 6):
        world.clock.advance(hours * 3600)
        for at in times:
            await start_of(world, at)
    assert await world.count("access_decisions") == 12
    assert await world.count("access_attempts") == 12


async def start_of(world: World, reported_at: datetime) -> Decision:
    """Tell of a start on a new connection, judged at its time."""
    return await world.decide(
        b"tag", kind="start", evse_id=1, reported_at=reported_at, judged_at=reported_at
    )


@pytest.mark.parametrize("kind", ["authorize", "start"])
async def test_a_constant_message_id_keeps_no_answer_for_longer_than_a_retry_takes(
    world: World, kind: str
) -> None:
    """The identifier expires at noon, by the clock alone; the charger says the same all day."""
    await world.token(b"tag", valid_until=world.clock.now() + timedelta(hours=4))
    connection = IDS.new()
    if kind == "start":
        await world.decide(b"tag", connection_id=connection, message_id="0")
    first = await world.decide(b"tag", connection_id=connection, kind=kind)
    world.clock.advance(599)
    retried = await world.decide(b"tag", connection_id=connection, kind=kind)
    world.clock.advance(5 * 3600)
    later = await world.decide(b"tag", connection_id=connection, kind=kind)
    assert (first.allowed, retried.decision_id) == (True, first.decision_id)
    assert (later.allowed, later.reason) == (False, "expired_identifier")


async def test_a_second_tap_is_a_second_decision(world: World) -> None:
    connection = IDS.new()
    first = await world.decide(b"who", connection_id=connection, message_id="1")
    second = await world.decide(b"who", connection_id=connection, message_id="2")
    assert first.decision_id != second.decision_id


async def test_a_driver_let_in_since_is_let_in(world: World) -> None:
    connection = IDS.new()
    refused = await world.decide(b"tag", connection_id=connection)
    await world.token(b"tag")
    allowed = await world.decide(b"tag", connection_id=connection)
    assert (refused.allowed, allowed.allowed) == (False, True)


async def test_an_authorize_and_the_start_that_follows_are_one_attempt(world: World) -> None:
    await world.token(b"tag")
    connection = IDS.new()
    asked = await world.decide(b"tag", connection_id=connection)
    started = await world.decide(
        b"tag", connection_id=connection, kind="start", message_id="2", payload_hash=8
    )
    assert started.attempt_id == asked.attempt_id
    assert await world.count("access_attempts") == 1
    another = await world.decide(
        b"tag", connection_id=connection, kind="start", message_id="3", payload_hash=9
    )
    assert another.attempt_id != asked.attempt_id


async def test_a_remote_start_is_allowed_by_the_operator_and_covers_what_follows(
    world: World,
) -> None:
    remote = await world.decide(b"new", kind="remote", forced="permitted", source="operator")
    started = await world.decide(b"new", kind="start", message_id="2")
    assert (remote.allowed, started.allowed) == (True, True)
    assert started.attempt_id == remote.attempt_id


async def test_past_the_deadline_the_answer_is_a_denial_and_that_is_kept(world: World) -> None:
    await world.token(b"tag")
    await world.owner.execute("BEGIN")
    await world.owner.execute("LOCK TABLE access_attempts IN ACCESS EXCLUSIVE MODE")
    task = asyncio.ensure_future(world.decide(b"tag"))
    waits = False
    while not waits:
        waits = await world.owner.fetchval("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
    world.clock.advance(2.1)
    decision = await task
    assert (decision.allowed, decision.reason) == (False, "authorisation_timeout")
    await world.owner.execute("ROLLBACK")
    await world.database.hot.stop()
    kinds = await world.owner.fetch("SELECT kind, attempt_id FROM access_outcomes")
    assert [(row["kind"], row["attempt_id"]) for row in kinds] == [
        ("answered_in_time", decision.attempt_id)
    ]


async def test_with_the_database_away_it_is_denied_and_written_on_recovery(
    world: World, database: PostgresAddress
) -> None:
    await world.decide(b"before", masked="be")
    name = database.database
    outside = await asyncpg.connect(**database.asyncpg_kwargs("postgres"))
    await outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    await world.owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )
    decision = await world.decide(b"tag")
    assert decision.reason == "authorisation_timeout"
    await outside.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    await outside.close()
    await world.database.hot.stop()
    kept = await world.owner.fetchrow("SELECT * FROM access_decisions WHERE masked <> 'be'")
    assert kept is not None
    assert (kept["id"], kept["reason"]) == (decision.decision_id, "authorisation_timeout")


async def test_in_shadow_everything_is_decided_and_nothing_enforced(world: World) -> None:
    """NFR-005: what would have been denied is recorded, and let in."""
    world.set_stage("shadow")
    decision = await world.decide(b"who")
    assert (decision.allowed, decision.answer) == (True, "Accepted")
    assert decision.reason == "unknown_identifier"
    row = await world.owner.fetchrow("SELECT * FROM access_decisions")
    assert row is not None
    assert (row["decision"], row["reason"]) == ("denied", "unknown_identifier")
    assert row["answer"] == "Accepted"
    assert row["stage"] == "shadow"


async def test_with_access_control_off_nothing_is_decided(world: World) -> None:
    world.set_stage("off")
    decision = await world.decide(b"who")
    assert (decision.allowed, decision.decision_id, decision.answer) == (True, None, "Accepted")
    assert (decision.reason, decision.mode) == ("freevend", "freevend")
    assert await world.count("access_decisions") == 0
    assert await world.count("access_attempts") == 1


@pytest.mark.parametrize("stage", ["off", "shadow"])
async def test_who_was_let_in_before_is_judged_once_it_is_on(world: World, stage: str) -> None:
    connection = IDS.new()
    world.set_stage(stage)
    asked = await world.decide(b"who", connection_id=connection)
    world.set_stage("on")
    again = await world.decide(b"who", connection_id=connection)
    started = await world.decide(b"who", connection_id=connection, kind="start", message_id="2")
    assert asked.allowed
    assert (again.allowed, started.allowed) == (False, False)
    assert started.reason == "unknown_identifier"


@pytest.mark.parametrize("stage", ["off", "shadow"])
async def test_where_nothing_is_enforced_a_late_decision_denies_nobody(
    world: World, stage: str
) -> None:
    world.set_stage(stage)
    world.values.changed["access.decision_deadline_s"] = 5.0
    await world.owner.execute("BEGIN")
    await world.owner.execute("LOCK TABLE access_attempts IN ACCESS EXCLUSIVE MODE")
    task = asyncio.ensure_future(world.decide(b"tag"))
    waits = False
    while not waits:
        waits = await world.owner.fetchval("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted")
    world.clock.advance(4.9)
    assert not task.done()
    world.clock.advance(0.2)
    decision = await task
    assert (decision.allowed, decision.answer) == (True, "Accepted")
    await world.owner.execute("ROLLBACK")
    await world.database.hot.stop()
    [outcome] = await world.owner.fetch("SELECT details FROM access_outcomes")
    assert outcome["details"] == "The charger was answered Accepted, since nothing is enforced."
