"""Overrides of stations: FR-001, and the priority of FR-016."""

from datetime import timedelta

import asyncpg
import pytest
from tests.integration.access.access_world import IDS, World, draft, holiday, window

from chargehouse.contexts.access.errors import (
    OverrideOver,
    OverrideOverlaps,
    OverrideUnknown,
    StationUnknown,
)
from chargehouse.contexts.access.public import ACCESS_POLICY_EDIT
from chargehouse.kernel.errors import Forbidden, Invalid

HOUR = timedelta(hours=1)


async def test_an_override_goes_before_the_policy_until_it_expires(depot: World) -> None:
    await depot.policies.set_own(depot.actor, depot.station, draft(window("08:00", "18:00")))
    now = depot.clock.now()
    order = await depot.overrides.set(
        depot.actor, depot.station, "managed_access", ends=now + HOUR, reason="works"
    )
    access = await depot.access.of_station(depot.actor, depot.station)
    assert (access.mode, access.source, access.until) == ("managed_access", "override", now + HOUR)
    assert access.override == order
    assert (order.reason, order.set_by) == ("works", "console:ada")
    depot.clock.advance(3600)
    assert await depot.mode() == "freevend"
    assert (await depot.decide()).mode == "freevend"


async def test_an_override_without_an_end_holds_until_it_is_ended(depot: World) -> None:
    order = await depot.overrides.set(depot.actor, depot.station, "freevend")
    depot.clock.advance(90 * 86_400)
    assert await depot.mode() == "freevend"
    ended = await depot.overrides.end(depot.actor, depot.station, order.id)
    assert (ended.ends, ended.ended_by) == (depot.clock.now(), "console:ada")
    assert await depot.mode() == "managed_access"
    with pytest.raises(OverrideOver):
        await depot.overrides.end(depot.actor, depot.station, order.id)
    assert [one["mode"] for one in await depot.told("override_ended")] == ["freevend"]
    assert [one["next"] for one in await depot.told("expected_mode_changed")] == [
        "freevend",
        "managed_access",
    ]


async def test_ordering_what_is_ordered_already_changes_nothing(depot: World) -> None:
    first = await depot.overrides.set(depot.actor, depot.station, "freevend")
    depot.clock.advance(60)
    again = await depot.overrides.set(depot.actor, depot.station, "freevend")
    assert again.id == first.id
    assert len(await depot.told("override_set")) == 1


async def test_a_new_override_ends_the_one_before_it(depot: World) -> None:
    first = await depot.overrides.set(depot.actor, depot.station, "freevend")
    depot.clock.advance(60)
    second = await depot.overrides.set(
        depot.actor, depot.station, "managed_access", ends=depot.clock.now() + HOUR
    )
    newest, before = await depot.overrides.of_station(depot.actor, depot.station)
    assert (newest, before.id, before.ends) == (second, first.id, second.begins)
    depot.clock.advance(3600)
    assert await depot.mode() == "managed_access"


async def test_an_override_that_is_to_begin_may_be_withdrawn(depot: World) -> None:
    later = depot.clock.now() + HOUR
    order = await depot.overrides.set(
        depot.actor, depot.station, "freevend", begins=later, ends=later + HOUR
    )
    assert await depot.mode() == "managed_access"
    await depot.overrides.end(depot.actor, depot.station, order.id)
    with pytest.raises(OverrideOver):
        await depot.overrides.end(depot.actor, depot.station, order.id)
    depot.clock.advance(3600)
    assert await depot.mode() == "managed_access"


async def test_an_override_does_not_reach_over_one_that_is_to_begin(depot: World) -> None:
    later = depot.clock.now() + HOUR
    await depot.overrides.set(depot.actor, depot.station, "freevend", begins=later)
    with pytest.raises(OverrideOverlaps, match="begins at 2026-03-02T09:00:00"):
        await depot.overrides.set(depot.actor, depot.station, "freevend", ends=later + HOUR)
    await depot.overrides.set(depot.actor, depot.station, "freevend", ends=later)


async def test_what_cannot_be_meant_of_an_override_is_refused_by_its_field(depot: World) -> None:
    now = depot.clock.now()
    naive = (now + HOUR).replace(tzinfo=None)
    for name, begins, ends in (
        ("ends", None, now),
        ("ends", now + HOUR, now),
        ("begins", now - HOUR, None),
        ("ends", None, naive),
        ("begins", naive, None),
    ):
        with pytest.raises(Invalid, match=f"The field {name} is refused"):
            await depot.overrides.set(
                depot.actor, depot.station, "freevend", begins=begins, ends=ends
            )
    with pytest.raises(Invalid, match="reason"):
        await depot.overrides.set(depot.actor, depot.station, "freevend", reason="x" * 501)


async def test_overrides_stand_before_exceptions_and_these_before_windows(depot: World) -> None:
    today = holiday("Works", "2026-03-02T00:00", "2026-03-03T00:00", "managed_access")
    await depot.policies.set_own(
        depot.actor, depot.station, draft(window("00:00", "24:00"), exceptions=(today,))
    )
    access = await depot.access.of_station(depot.actor, depot.station)
    assert (access.source, access.rule) == (
        "exception",
        "Works (2026-03-02 00:00 to 2026-03-03 00:00)",
    )
    await depot.overrides.set(depot.actor, depot.station, "freevend")
    assert (await depot.access.of_station(depot.actor, depot.station)).source == "override"


async def test_the_database_itself_refuses_overrides_that_overlap(depot: World) -> None:
    await depot.overrides.set(depot.actor, depot.station, "freevend")
    with pytest.raises(asyncpg.ExclusionViolationError):
        await depot.owner.execute(
            "INSERT INTO access_overrides (tenant_id, id, station_id, mode, begins, set_by, set_at)"
            " VALUES ($1, $2, $3, 'freevend', $4, 'me', $4)",
            depot.tenant,
            IDS.new(),
            depot.station,
            depot.clock.now() + HOUR,
        )


async def test_overriding_takes_its_own_permission(depot: World) -> None:
    planner = depot.may(ACCESS_POLICY_EDIT)
    with pytest.raises(Forbidden):
        await depot.overrides.set(planner, depot.station, "freevend")
    with pytest.raises(StationUnknown):
        await depot.overrides.set(depot.actor, IDS.new(), "freevend")
    with pytest.raises(OverrideUnknown):
        await depot.overrides.end(depot.actor, depot.station, IDS.new())
