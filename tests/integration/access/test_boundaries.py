"""Boundaries are passed, once each, by however many workers: FR-004, NFR-001."""

import asyncio
from datetime import UTC, datetime, timedelta

import msgspec
from tests.integration.access.access_world import IDS, World, draft, holiday, window

from chargehouse.contexts.access import reactions
from chargehouse.contexts.access.service import Boundaries
from chargehouse.contexts.stations.service import LocationService
from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.relay import Relay
from chargehouse.platform.postgres.database import Database

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
"""In Berlin."""


async def test_a_boundary_changes_the_mode_and_says_so_once(depot: World) -> None:
    await depot.policies.set_own(depot.actor, depot.station, draft(window("12:00", "18:00")))
    assert await depot.boundaries.pass_due() == 0
    depot.clock.advance(3 * 3600)
    assert await depot.boundaries.pass_due() == 1
    assert await depot.boundaries.pass_due() == 0
    (told,) = await depot.told("expected_mode_changed")
    assert (told["previous"], told["next"], told["source"]) == (
        "managed_access",
        "freevend",
        "weekly",
    )
    assert datetime.fromisoformat(told["effective_at"]) == NOON


async def test_a_decision_goes_by_the_next_mode_as_soon_as_its_time_has_come(
    depot: World,
) -> None:
    await depot.policies.set_own(depot.actor, depot.station, draft(window("12:00", "18:00")))
    depot.clock.advance(3 * 3600 - 0.001)
    assert (await depot.decide()).mode == "managed_access"
    depot.clock.advance(0.001)
    assert (await depot.decide()).mode == "freevend"
    assert await depot.mode() == "freevend"
    await depot.boundaries.pass_due()
    assert (await depot.decide()).mode == "freevend"


async def test_past_the_next_boundary_access_is_managed_until_a_worker_looks(depot: World) -> None:
    """Nobody works: what holds after the second boundary is not known, and fails closed."""
    free = draft(window("12:00", "18:00"), window("18:00", "20:00", "managed_access"))
    await depot.policies.set_own(depot.actor, depot.station, free)
    depot.clock.advance(9 * 3600 - 0.001)
    assert (await depot.decide()).mode == await depot.mode() == "freevend"
    depot.clock.advance(0.001)
    closed = await depot.decide()
    assert (closed.mode, closed.allowed) == (await depot.mode(), False) == ("managed_access", False)
    [row] = await depot.rows("SELECT policy_source, rule FROM access_decisions")
    assert tuple(row) == ("default", "what is expected is not worked out yet")
    depot.clock.advance(18 * 3600)
    assert (await depot.decide()).mode == "managed_access"
    assert await depot.boundaries.pass_due() == 1
    assert (await depot.decide()).mode == "freevend"


async def test_a_changed_policy_that_no_worker_works_out_leaves_no_station_open(
    depot: World,
) -> None:
    stations = [IDS.new() for _ in range(600)]
    await depot.add_stations(stations, depot.berlin)
    free = msgspec.structs.replace(draft(), default_mode="freevend")
    policy = await depot.policies.make(depot.actor, "All", free)
    await depot.policies.assign(depot.actor, policy.id, stations)
    await depot.boundaries.pass_due()
    await depot.policies.change(depot.actor, policy.id, {"default_mode": "managed_access"})
    depot.clock.advance(599)
    assert (await depot.decide(station_id=stations[0])).mode == "freevend"
    depot.clock.advance(1)
    assert (await depot.decide(station_id=stations[0])).mode == "managed_access"


async def test_a_decision_keeps_policy_version_rule_and_source(depot: World) -> None:
    shut = window("08:00", "18:00", "managed_access")
    policy = await depot.policies.set_own(depot.actor, depot.station, draft(shut))
    await depot.decide()
    (row,) = await depot.rows("SELECT * FROM access_decisions")
    assert (row["policy_id"], row["policy_version"], row["policy_source"]) == (
        policy.id,
        1,
        "weekly",
    )
    assert (row["rule_id"], row["rule"]) == (
        policy.windows[0].id,
        "Mon, Tue, Wed, Thu, Fri 08:00 to 18:00",
    )


async def test_what_was_queued_offline_is_judged_by_the_mode_of_its_time(depot: World) -> None:
    free = window("12:00", "18:00")
    policy = await depot.policies.set_own(depot.actor, depot.station, draft(free))
    depot.clock.advance(12 * 3600)
    await depot.boundaries.pass_due()
    await depot.policies.set_own(depot.actor, depot.station, draft())
    depot.clock.advance(60)
    before = await depot.decide(judged_at=NOON - timedelta(seconds=1), identifier_hash=b"1")
    within = await depot.decide(judged_at=NOON, identifier_hash=b"2")
    after = await depot.decide(judged_at=NOON + timedelta(hours=6), identifier_hash=b"3")
    modes = [before.mode, within.mode, after.mode]
    assert modes == ["managed_access", "freevend", "managed_access"]
    rows = await depot.rows(
        "SELECT policy_version FROM access_decisions WHERE policy_id = $1", policy.id
    )
    assert [row["policy_version"] for row in rows] == [1, 1]


async def test_an_answer_is_void_once_the_policy_changed_and_not_by_a_mere_boundary(
    depot: World,
) -> None:
    same = draft(window("12:00", "18:00", "managed_access"))
    await depot.policies.set_own(depot.actor, depot.station, same)
    connection = IDS.new()
    depot.clock.advance(3 * 3600 - 60)
    first = await depot.decide(connection_id=connection)
    depot.clock.advance(60)
    assert await depot.boundaries.pass_due() == 1
    assert (await depot.decide(connection_id=connection)).decision_id == first.decision_id
    await depot.policies.set_own(depot.actor, depot.station, draft())
    assert (await depot.decide(connection_id=connection)).decision_id != first.decision_id


async def test_boundaries_that_were_missed_have_their_spans_and_one_event(depot: World) -> None:
    await depot.policies.set_own(depot.actor, depot.station, draft(window("12:00", "18:00")))
    depot.clock.advance(2 * 86_400 + 3 * 3600)
    await depot.boundaries.pass_due()
    spans = await depot.rows("SELECT since, mode FROM mode_spans ORDER BY since")
    day = timedelta(days=1)
    assert [(row["since"], row["mode"]) for row in spans] == [
        (NOON - timedelta(hours=3), "managed_access"),
        (NOON, "freevend"),
        (NOON + timedelta(hours=6), "managed_access"),
        (NOON + day, "freevend"),
        (NOON + day + timedelta(hours=6), "managed_access"),
        (NOON + 2 * day, "freevend"),
    ]
    assert len(await depot.told("expected_mode_changed")) == 1


async def test_two_workers_at_once_change_each_station_exactly_once(depot: World) -> None:
    stations = [IDS.new() for _ in range(1200)]
    await depot.add_stations(stations, depot.berlin)
    policy = await depot.policies.make(depot.actor, "Noons", draft(window("12:00", "18:00")))
    given = await depot.policies.assign(depot.actor, policy.id, stations)
    assert {one.outcome for one in given} == {"assigned"}
    await depot.boundaries.pass_due()
    depot.clock.advance(3 * 3600)
    elsewhere = Database(depot.address.asyncpg_kwargs(), clock=depot.clock, ids=TimeOrderedIds())
    passed = await asyncio.gather(depot.boundaries.pass_due(), Boundaries(elsewhere).pass_due())
    await elsewhere.stop()
    assert sum(passed) == len(stations)
    told = await depot.told("expected_mode_changed")
    assert sorted(one["station_id"] for one in told) == sorted(map(str, stations))
    rows = await depot.rows("SELECT count(*) FROM station_modes WHERE mode = 'freevend'")
    assert rows[0]["count"] == len(stations)


async def test_a_changed_policy_of_many_stations_waits_for_the_workers(depot: World) -> None:
    stations = [IDS.new() for _ in range(600)]
    await depot.add_stations(stations, depot.berlin)
    policy = await depot.policies.make(depot.actor, "All", draft())
    await depot.policies.assign(depot.actor, policy.id, stations)
    await depot.boundaries.pass_due()
    await depot.policies.change(depot.actor, policy.id, {"default_mode": "freevend"})
    assert await depot.told("expected_mode_changed") == []
    assert await depot.boundaries.pass_due() == len(stations)
    assert len(await depot.told("expected_mode_changed")) == len(stations)


async def test_a_location_that_moves_to_another_zone_moves_the_boundaries(depot: World) -> None:
    await depot.policies.set_own(depot.actor, depot.station, draft(window("12:00", "18:00")))
    locations = LocationService(depot.database)
    await locations.edit(depot.actor, depot.berlin, {"timezone": "Asia/Kolkata"})
    clock = SystemClock()
    bell = Bell(depot.database, None, clock=clock, ids=IDS)
    relay = Relay(depot.database, reactions.CONSUMERS, bell=bell, clock=clock)
    await bell.start()
    await relay.start()
    async with asyncio.timeout(30):
        while not await depot.told("expected_mode_changed"):  # noqa: ASYNC110  settled elsewhere
            await asyncio.sleep(0.01)
    await relay.stop()
    await bell.stop()
    (row,) = await depot.rows("SELECT mode FROM station_modes")
    assert row["mode"] == await depot.mode() == "freevend"


async def test_a_removed_station_has_no_boundaries(depot: World) -> None:
    await depot.policies.set_own(depot.actor, depot.station, draft(window("12:00", "18:00")))
    await depot.owner.execute(
        "UPDATE stations SET removed_at = $2 WHERE id = $1", depot.station, depot.clock.now()
    )
    depot.clock.advance(3 * 3600)
    assert await depot.boundaries.pass_due() == 1
    (row,) = await depot.rows("SELECT until, policy_id FROM station_modes")
    assert (row["until"], row["policy_id"]) == (None, None)
    assert await depot.told("expected_mode_changed") == []


async def test_the_outlook_marks_the_days_on_which_clocks_change(depot: World) -> None:
    skipped = window("02:00", "03:00", days=[7])
    day_off = holiday("Fair", "2026-03-10T00:00", "2026-03-11T00:00")
    await depot.policies.set_own(depot.actor, depot.station, draft(skipped, exceptions=(day_off,)))
    outlook = (await depot.access.of_station(depot.actor, depot.station)).outlook
    (change,) = outlook.clock_changes
    assert (change.days, change.minutes) == (["2026-03-29"], 60)
    assert change.left_out == ["2026-03-29: Sun 02:00 to 03:00"]
    begun = [span.local_time for span in outlook.spans if span.source != "default"]
    assert begun == [
        "2026-03-08T02:00+01:00",
        "2026-03-10T00:00+01:00",
        "2026-03-15T02:00+01:00",
        "2026-03-22T02:00+01:00",
        "2026-04-05T02:00+02:00",
        "2026-04-12T02:00+02:00",
        "2026-04-19T02:00+02:00",
        "2026-04-26T02:00+02:00",
    ]


async def test_a_zone_that_nobody_knows_keeps_no_other_station_from_its_boundary(
    depot: World,
) -> None:
    """There access is managed throughout, until its clocks are known."""
    stations = (depot.station, depot.far_station)
    policy = await depot.policies.make(depot.actor, "Noons", draft(window("12:00", "18:00")))
    await depot.move_clocks(depot.new_york, "Mars/Olympus")
    await depot.policies.assign(depot.actor, policy.id, stations)
    depot.clock.advance(8 * 3600)
    assert await depot.boundaries.pass_due() == 1
    there = await depot.access.of_station(depot.actor, depot.far_station)
    assert (await depot.mode(), there.mode, there.until) == ("freevend", "managed_access", None)
    assert "time zone is not known" in there.rule
    assert (there.unknown_timezone, there.outlook.timezone) == ("Mars/Olympus", "UTC")
    assert await depot.boundaries.review() == 0
    await depot.move_clocks(depot.new_york, "America/New_York")
    depot.clock.advance(2 * 3600)
    assert await depot.boundaries.pass_due() == 1
    assert await depot.boundaries.review() == 1
    assert await depot.boundaries.pass_due() == 1
    assert await depot.mode(depot.far_station) == "freevend"


async def test_a_zone_whose_rules_change_moves_the_boundaries_that_were_worked_out(
    depot: World,
) -> None:
    """Its clocks are those of another zone from now on, as new data of zones has them."""
    await depot.policies.set_own(depot.actor, depot.station, draft(window("12:00", "18:00")))
    assert await depot.boundaries.review() == 0
    await depot.move_clocks(depot.berlin, "Europe/Athens")
    version = await depot.rows("SELECT version FROM station_modes")
    assert await depot.boundaries.review() == 1
    assert await depot.rows("SELECT version FROM station_modes") != version
    assert await depot.boundaries.pass_due() == 1
    depot.clock.advance(2 * 3600)
    assert await depot.boundaries.pass_due() == 1
    assert await depot.mode() == "freevend"
    assert await depot.boundaries.review() == 0
