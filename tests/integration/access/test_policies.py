"""Access policies: made, given to stations, changed, removed: FR-002, FR-003, FR-016."""

from typing import cast
from uuid import UUID

import asyncpg
import pytest
from tests.integration.access.access_world import IDS, World, draft, holiday, window

from chargehouse.contexts.access.errors import (
    NotSchedulable,
    PolicyChangedMeanwhile,
    PolicyInUse,
    PolicyNameTaken,
    PolicyUnknown,
    StationUnknown,
)
from chargehouse.contexts.access.public import (
    ACCESS_POLICY_EDIT,
)
from chargehouse.contexts.access.public.policies import (
    ExceptionDraft,
    PolicyDraft,
    WindowDraft,
)
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Forbidden, Invalid
from chargehouse.kernel.reach import Reach, Scope
from chargehouse.platform.http.paging import Paging


async def test_a_station_without_a_policy_is_in_managed_access(depot: World) -> None:
    access = await depot.access.of_station(depot.actor, depot.station)
    assert (access.mode, access.source, access.policy) == ("managed_access", "default", None)
    assert (access.rule, access.since) == ("no policy governs the station", None)


async def test_a_shared_policy_holds_by_the_clocks_of_each_station(depot: World) -> None:
    policy = await depot.policies.make(depot.actor, "Days", draft(window("08:00", "18:00")))
    given = await depot.policies.assign(
        depot.actor, policy.id, [depot.station, depot.far_station, depot.station]
    )
    assert [one.outcome for one in given] == ["assigned", "assigned"]
    assert await depot.mode() == "freevend"  # it is 09:00 in Berlin
    assert await depot.mode(depot.far_station) == "managed_access"  # and 03:00 in New York
    again = await depot.policies.assign(depot.actor, policy.id, [depot.station, IDS.new()])
    assert [one.outcome for one in again] == ["unchanged", "unknown"]
    (kept,) = (await depot.policies.page(depot.actor, Paging())).items
    assert (kept.name, kept.stations) == ("Days", 2)
    assert set(await depot.policies.governed(depot.actor, policy.id)) == {
        depot.station,
        depot.far_station,
    }
    changed = await depot.told("expected_mode_changed")
    assert [
        (one["station_id"], one["previous"], one["next"], one["source"], one["rule"])
        for one in changed
    ] == [
        (
            str(depot.station),
            "managed_access",
            "freevend",
            "weekly",
            "Mon, Tue, Wed, Thu, Fri 08:00 to 18:00",
        )
    ]
    assert changed[0]["source_schedule_id"] == str(policy.id)
    assert len(await depot.told("schedule_assigned")) == 2


async def test_a_changed_policy_holds_at_once_and_its_versions_are_kept(depot: World) -> None:
    policy = await depot.policies.make(depot.actor, "Days", draft(window("08:00", "18:00")))
    await depot.policies.assign(depot.actor, policy.id, [depot.station])
    depot.clock.advance(60)
    after = await depot.policies.change(
        depot.actor, policy.id, {"windows": [window("12:00", "18:00")], "name": "Noons"}
    )
    assert (after.version, after.name) == (2, "Noons")
    assert await depot.mode() == "managed_access"
    newest, first = await depot.policies.versions(depot.actor, policy.id)
    assert [one.begins for one in first.document.windows] == ["08:00"]
    assert [one.begins for one in newest.document.windows] == ["12:00"]
    assert newest.changed_by == "console:ada"
    (told,) = await depot.told("schedule_updated")
    assert told["changed_fields"] == ["name", "windows"]
    with pytest.raises(PolicyChangedMeanwhile):
        await depot.policies.change(depot.actor, policy.id, {"name": "Days"}, version=1)


async def test_a_window_that_stays_keeps_its_id_and_one_that_changes_does_not(
    depot: World,
) -> None:
    stays, goes = window("08:00", "10:00"), window("20:00", "22:00")
    before = await depot.policies.make(depot.actor, "Days", draft(stays, goes))
    after = await depot.policies.change(
        depot.actor, before.id, {"windows": [window("20:00", "23:00"), stays]}
    )
    assert after.windows[0] == before.windows[0]
    assert after.windows[1].id != before.windows[1].id


async def test_what_says_the_same_is_no_change(depot: World) -> None:
    before = await depot.policies.make(depot.actor, "Days", draft(window("08:00", "18:00")))
    after = await depot.policies.change(
        depot.actor, before.id, {"windows": [window("08:00", "18:00")], "name": "Days"}
    )
    assert after.version == 1
    assert await depot.told("schedule_updated") == []


async def test_a_name_is_taken_once_in_any_case(depot: World) -> None:
    await depot.policies.make(depot.actor, "Days", draft())
    with pytest.raises(PolicyNameTaken):
        await depot.policies.make(depot.actor, "dAYS", draft())
    other = await depot.policies.make(depot.actor, "Nights", draft())
    with pytest.raises(PolicyNameTaken):
        await depot.policies.change(depot.actor, other.id, {"name": "DAYS"})


async def test_a_policy_with_stations_is_not_removed(depot: World) -> None:
    policy = await depot.policies.make(depot.actor, "Days", draft())
    await depot.policies.assign(depot.actor, policy.id, [depot.station])
    with pytest.raises(PolicyInUse):
        await depot.policies.remove(depot.actor, policy.id)
    await depot.policies.release(depot.actor, depot.station)
    await depot.policies.remove(depot.actor, policy.id)
    with pytest.raises(PolicyUnknown):
        await depot.policies.find(depot.actor, policy.id)
    await depot.policies.make(depot.actor, "Days", draft())


async def test_a_stations_own_policy_is_made_changed_and_given_up(depot: World) -> None:
    own = await depot.policies.set_own(depot.actor, depot.station, draft(window("08:00", "18:00")))
    assert (own.name, own.station_id, own.stations) == (None, depot.station, 1)
    assert await depot.mode() == "freevend"
    changed = await depot.policies.set_own(depot.actor, depot.station, draft(), version=1)
    assert (changed.id, changed.version) == (own.id, 2)
    assert await depot.mode() == "managed_access"
    with pytest.raises(PolicyChangedMeanwhile):
        await depot.policies.set_own(depot.actor, depot.station, draft(), version=1)
    access = await depot.access.of_station(depot.actor, depot.station)
    assert access.policy is not None
    assert access.policy.is_own
    (told,) = await depot.told("schedule_configured")
    assert (told["zone"], told["mode"]) == ("Europe/Berlin", "managed_access")
    assert told["recurrence"] == ["Mon, Tue, Wed, Thu, Fri 08:00 to 18:00 freevend"]
    shared = await depot.policies.make(depot.actor, "Days", draft(window("08:00", "18:00")))
    await depot.policies.assign(depot.actor, shared.id, [depot.station])
    with pytest.raises(PolicyUnknown):
        await depot.policies.find(depot.actor, own.id)
    assert await depot.mode() == "freevend"


CLASHES = [
    (
        draft(window("08:00", "12:00"), window("11:59", "13:00", days=[5])),
        "windows[1]",
        "Fri 11:59 to 13:00 and Mon, Tue, Wed, Thu, Fri 08:00 to 12:00 do",
    ),
    (
        draft(window("22:00", "06:00", days=[7]), window("05:00", "07:00", days=[1])),
        "windows[1]",
        "Mon 05:00 to 07:00 and Sun 22:00 to 06:00 do",
    ),
    (draft(window("08:00", "08:00")), "windows[0].ends", "00:00 to 24:00"),
    (
        PolicyDraft(
            default_mode="freevend",
            windows=[WindowDraft(days=[], begins="08:00", ends="09:00", mode="freevend")],
        ),
        "windows[0].days",
        "names a day",
    ),
    (
        draft(exceptions=(holiday("A", "2030-01-01T00:00", "2030-01-01T00:00"),)),
        "exceptions[0].ends",
        "later",
    ),
    (
        draft(exceptions=(holiday("A", "2030-02-30T00:00", "2030-03-01T00:00"),)),
        "exceptions[0].begins",
        "that there are",
    ),
    (
        draft(
            exceptions=(
                holiday("A", "2030-01-01T00:00", "2030-01-03T00:00"),
                holiday("B", "2030-01-02T23:59", "2030-01-04T00:00"),
            )
        ),
        "exceptions[1]",
        "B (2030-01-02 23:59 to 2030-01-04 00:00) and A (2030-01-01 00:00",
    ),
    (
        PolicyDraft(
            default_mode="freevend",
            exceptions=[
                ExceptionDraft(
                    name=" ",
                    begins="2030-01-01T00:00",
                    ends="2030-01-02T00:00",
                    mode="freevend",
                )
            ],
        ),
        "exceptions[0].name",
        "printable",
    ),
]


@pytest.mark.parametrize(("wrong", "name", "words"), CLASHES, ids=[case[1] for case in CLASHES])
async def test_what_cannot_be_meant_is_refused_by_its_field(
    depot: World, wrong: PolicyDraft, name: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await depot.policies.make(depot.actor, "Days", wrong)
    (error,) = cast("list[dict[str, str]]", refused.value.details["errors"])
    assert error["field"] == name
    assert words in error["message"]


async def test_windows_that_touch_do_not_overlap(depot: World) -> None:
    policy = await depot.policies.make(
        depot.actor,
        "Round the clock",
        draft(
            window("00:00", "08:00"), window("08:00", "24:00"), window("00:00", "24:00", days=[6])
        ),
    )
    assert len(policy.windows) == 3


@pytest.mark.parametrize(
    ("table", "columns", "values"),
    [
        ("access_windows", "days, begins, ends", "'{1}', 700, 800"),
        ("access_windows", "days, begins, ends", "'{7}', 1000, 481"),
        (
            "access_exceptions",
            "name, begins, ends",
            "'B', extract(epoch FROM '2030-01-01T23:59Z'::timestamptz) / 60, 40000000",
        ),
    ],
)
async def test_the_database_itself_refuses_what_overlaps(
    depot: World, table: str, columns: str, values: str
) -> None:
    policy = await depot.policies.make(
        depot.actor,
        "Days",
        draft(
            window("08:00", "12:00"),
            exceptions=(holiday("A", "2030-01-01T00:00", "2030-01-02T00:00"),),
        ),
    )
    with pytest.raises(asyncpg.ExclusionViolationError):
        await depot.owner.execute(
            f"INSERT INTO {table} (tenant_id, policy_id, id, mode, {columns})"  # noqa: S608  fixed
            f" VALUES ($1, $2, $3, 'freevend', {values})",
            depot.tenant,
            policy.id,
            IDS.new(),
        )


def somebody(depot: World, *locations: UUID) -> Actor:
    """Somebody who may edit policies at locations alone."""
    reach = Reach(Scope(locations=frozenset(locations)))
    return Actor("user", depot.tenant, "ben", reaches={ACCESS_POLICY_EDIT.action: reach})


async def test_who_edits_at_one_location_gives_policies_to_its_stations_alone(
    depot: World,
) -> None:
    policy = await depot.policies.make(depot.actor, "Days", draft())
    ben = somebody(depot, depot.berlin)
    given = await depot.policies.assign(ben, policy.id, [depot.station, depot.far_station])
    assert [(one.outcome, one.station_code is None) for one in given] == [
        ("assigned", False),
        ("forbidden", True),
    ]
    await depot.policies.set_own(ben, depot.station, draft())
    with pytest.raises(Forbidden):
        await depot.policies.set_own(ben, depot.far_station, draft())
    with pytest.raises(Forbidden):
        await depot.policies.change(ben, policy.id, {"name": "Other"})
    with pytest.raises(Forbidden):
        await depot.policies.make(ben, "Mine", draft())


@pytest.mark.parametrize("capability", ["unsupported", "unknown", "partial"])
async def test_a_charger_that_cannot_follow_a_schedule_is_given_none(
    depot: World, capability: str
) -> None:
    await depot.owner.execute(
        "UPDATE station_controls SET found = $2, gaps = '{pre_authorises}' WHERE station_id = $1",
        depot.station,
        capability,
    )
    free = draft(window("08:00", "18:00"))
    shared = await depot.policies.make(depot.actor, "Days", free)
    given = await depot.policies.assign(depot.actor, shared.id, [depot.station, depot.far_station])
    assert [one.outcome for one in given] == ["not_schedulable", "assigned"]
    with pytest.raises(NotSchedulable):
        await depot.policies.set_own(depot.actor, depot.station, free)
    always_managed = await depot.policies.set_own(depot.actor, depot.station, draft())
    with pytest.raises(NotSchedulable):
        await depot.policies.change(depot.actor, always_managed.id, {"windows": free.windows})


async def test_a_station_that_is_not_there_gets_no_policy(depot: World) -> None:
    with pytest.raises(StationUnknown):
        await depot.policies.set_own(depot.actor, IDS.new(), draft())
    with pytest.raises(PolicyUnknown):
        await depot.policies.assign(depot.actor, IDS.new(), [depot.station])
