"""Drafts before they are kept: previewed, tried on past attempts, filled with holidays."""

from uuid import UUID

import pytest
from tests.integration.access.access_world import IDS, World, draft, holiday, window

from chargehouse.contexts.access.errors import PolicyUnknown, StationUnknown
from chargehouse.kernel.errors import Invalid

ALWAYS_MANAGED = draft()
MORNINGS_FREE = draft(window("08:00", "12:00"))


async def card(depot: World, value: bytes, vehicle_id: UUID, *, status: str = "active") -> None:
    await depot.owner.execute(
        "INSERT INTO token_index (tenant_id, value_hash, class, status, vehicle_id)"
        " VALUES ($1, $2, 'own_fleet', $3, $4)",
        depot.tenant,
        value,
        status,
        vehicle_id,
    )


async def a_free_morning(depot: World) -> UUID:
    """Let a known card, a blocked card, a stranger and nobody in particular charge."""
    blocked = IDS.new()
    await card(depot, b"known", IDS.new())
    await card(depot, b"blocked", blocked, status="inactive")
    await depot.overrides.set(depot.actor, depot.station, "freevend")
    for value in (b"known", b"blocked", b"blocked", b"stranger", None):
        depot.clock.advance(60)
        await depot.decide(identifier_hash=value)
    depot.clock.advance(3600)
    return blocked


async def test_a_replay_tells_who_would_have_been_denied(depot: World) -> None:
    blocked = await a_free_morning(depot)
    replay = await depot.replays.replay(depot.actor, ALWAYS_MANAGED, stations=[depot.station])
    assert (replay.attempts, replay.allowed, replay.denied) == (5, 1, 3)
    assert (replay.cannot_be_judged, replay.denied_then, replay.free) == (1, 0, 0)
    assert replay.by_reason == {"inactive_identifier": 2, "unknown_identifier": 1}
    (vehicle,) = replay.vehicles
    assert (vehicle.vehicle_id, vehicle.denied) == (blocked, 2)


async def test_a_replay_lets_in_whoever_came_while_the_draft_is_free(depot: World) -> None:
    await a_free_morning(depot)
    replay = await depot.replays.replay(depot.actor, MORNINGS_FREE, stations=[depot.station])
    assert (replay.free, replay.denied) == (5, 0)
    elsewhere = await depot.replays.replay(
        depot.actor, ALWAYS_MANAGED, stations=[depot.far_station]
    )
    assert elsewhere.attempts == 0


async def test_a_start_under_the_chargers_own_tag_cannot_be_judged(depot: World) -> None:
    await depot.owner.execute(
        "UPDATE station_controls SET found_path = $2::jsonb WHERE station_id = $1",
        depot.station,
        '{"profile": "x", "key": "FreeVend", "on": "true", "off": "false", "tag": "FREE"}',
    )
    await depot.overrides.set(depot.actor, depot.station, "freevend")
    await depot.decide(identifier_hash=depot.hash_of("FREE"))
    depot.clock.advance(1)
    replay = await depot.replays.replay(depot.actor, ALWAYS_MANAGED, stations=[depot.station])
    assert (replay.cannot_be_judged, replay.denied) == (1, 0)


async def test_a_replay_of_a_policy_is_one_of_its_stations(depot: World) -> None:
    await a_free_morning(depot)
    policy = await depot.policies.make(depot.actor, "Days", MORNINGS_FREE)
    await depot.policies.assign(depot.actor, policy.id, [depot.station])
    replay = await depot.replays.replay(depot.actor, ALWAYS_MANAGED, policy_id=policy.id)
    assert (replay.stations, replay.denied) == (1, 3)
    with pytest.raises(PolicyUnknown):
        await depot.replays.replay(depot.actor, ALWAYS_MANAGED, policy_id=IDS.new())
    with pytest.raises(Invalid, match="stations"):
        await depot.replays.replay(depot.actor, ALWAYS_MANAGED)


async def test_a_draft_is_previewed_in_a_zone_or_at_a_station(depot: World) -> None:
    zone = await depot.access.preview(depot.actor, MORNINGS_FREE, timezone="Asia/Kolkata")
    there = await depot.access.preview(depot.actor, MORNINGS_FREE, station_id=depot.station)
    assert (zone.timezone, there.timezone) == ("Asia/Kolkata", "Europe/Berlin")
    assert [span.local_time for span in there.spans[:2]] == [
        "2026-03-02T09:00+01:00",
        "2026-03-02T12:00+01:00",
    ]
    for timezone, name in (("Mars/Olympus", "timezone"), (None, "timezone")):
        with pytest.raises(Invalid, match=name):
            await depot.access.preview(depot.actor, MORNINGS_FREE, timezone=timezone)
    with pytest.raises(StationUnknown):
        await depot.access.preview(depot.actor, MORNINGS_FREE, station_id=IDS.new())


async def test_holidays_are_told_in_a_dry_run_and_then_added(depot: World) -> None:
    new_year = holiday("Closed", "2027-01-01T00:00", "2027-01-02T00:00", "managed_access")
    policy = await depot.policies.make(depot.actor, "Days", draft(exceptions=(new_year,)))
    tried = await depot.holidays.add(
        depot.actor,
        policy.id,
        country="DE",
        region="BY",
        years=[2027],
        mode="freevend",
        dry_run=True,
    )
    assert (tried.version, [one.overlaps for one in tried.left_out]) == (1, ["Closed"])
    names = {one.name for one in tried.added}
    assert {"Epiphany", "Good Friday", "Christmas Day"} <= names
    added = await depot.holidays.add(
        depot.actor,
        policy.id,
        country="DE",
        region="BY",
        years=[2027],
        mode="freevend",
        dry_run=False,
    )
    assert (added.added, added.version) == (tried.added, 2)
    kept = await depot.policies.find(depot.actor, policy.id)
    assert len(kept.exceptions) == len(added.added) + 1


@pytest.mark.parametrize(
    ("country", "region", "years", "name"),
    [
        ("XX", None, [2027], "country"),
        ("DE", "ZZ", [2027], "region"),
        ("DE", None, [], "years"),
        ("DE", None, [1066], "years"),
    ],
)
async def test_holidays_that_nobody_knows_are_refused_by_their_field(
    depot: World, country: str, region: str | None, years: list[int], name: str
) -> None:
    policy = await depot.policies.make(depot.actor, "Days", draft())
    with pytest.raises(Invalid, match=f"The field {name} is refused"):
        await depot.holidays.add(
            depot.actor,
            policy.id,
            country=country,
            region=region,
            years=years,
            mode="freevend",
            dry_run=True,
        )
