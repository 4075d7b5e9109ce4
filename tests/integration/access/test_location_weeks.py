"""All stations of a location by hours of a week."""

from datetime import date, timedelta

import pytest
from tests.integration.access.access_world import IDS, World

from chargehouse.contexts.access.public.policies import PolicyDraft, WindowDraft
from chargehouse.contexts.access.service import LocationWeeks
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.errors import Invalid

NIGHTS = PolicyDraft(
    default_mode="managed_access",
    windows=[WindowDraft(days=[1, 2, 3, 4, 5], begins="22:00", ends="06:00", mode="freevend")],
)
DAY = 24 * 60


@pytest.fixture
def weeks(depot: World) -> LocationWeeks:
    return LocationWeeks(depot.database, StationDirectory(depot.database))


async def nightly(depot: World) -> None:
    policy = await depot.policies.make(depot.actor, "Nights", NIGHTS)
    await depot.policies.assign(depot.actor, policy.id, [depot.station])


async def test_a_week_tells_each_stations_hours_and_its_next_change(
    depot: World, weeks: LocationWeeks
) -> None:
    another = IDS.new()
    await depot.add_stations([another], depot.berlin)
    await nightly(depot)
    week = await weeks.read(depot.actor, depot.berlin)
    assert (week.location_name, week.timezone) == ("Europe/Berlin", "Europe/Berlin")
    assert week.monday == depot.clock.now().date()
    assert [one.station_code for one in week.stations] == sorted([str(depot.station), str(another)])
    said = {one.station_id: one for one in week.stations}
    free = said[another]
    assert [(span.minute, span.mode) for span in free.spans] == [(0, "managed_access")]
    assert (free.mode, free.next_mode, free.next_at) == ("managed_access", None, None)
    governed = said[depot.station]
    assert (governed.mode, governed.next_mode) == ("managed_access", "freevend")
    assert governed.next_at is not None
    assert governed.next_at.hour == 21
    free_from = [span.minute for span in governed.spans if span.mode == "freevend"]
    assert free_from == [day * DAY + 22 * 60 for day in range(5)]


async def test_a_week_where_nobody_knows_the_clocks_is_managed_and_says_why(
    depot: World, weeks: LocationWeeks
) -> None:
    await nightly(depot)
    await depot.move_clocks(depot.berlin, "Mars/Olympus")
    week = await weeks.read(depot.actor, depot.berlin)
    assert (week.timezone, week.unknown_timezone) == ("UTC", "Mars/Olympus")
    (station,) = week.stations
    assert ([span.mode for span in station.spans], station.next_at) == (["managed_access"], None)
    await depot.move_clocks(depot.berlin, "Europe/Berlin")
    assert (await weeks.read(depot.actor, depot.berlin)).unknown_timezone is None


async def test_hours_that_passed_are_told_as_they_were(depot: World, weeks: LocationWeeks) -> None:
    await nightly(depot)
    depot.clock.advance(3 * 24 * 3600)
    while await depot.boundaries.pass_due():
        pass
    await depot.policies.assign(
        depot.actor,
        (await depot.policies.make(depot.actor, "Always", PolicyDraft(default_mode="freevend"))).id,
        [depot.station],
    )
    (now,) = (await weeks.read(depot.actor, depot.berlin)).stations
    passed = [(span.minute // DAY, span.mode) for span in now.spans]
    assert passed[-1] == (3, "freevend")
    assert [day for day, mode in passed if mode == "freevend"] == [0, 1, 2, 3]
    assert (now.mode, now.next_at) == ("freevend", None)


async def test_another_week_and_an_override_are_told(depot: World, weeks: LocationWeeks) -> None:
    await nightly(depot)
    begins = depot.clock.now() + timedelta(days=8)
    await depot.overrides.set(
        depot.actor,
        depot.station,
        "freevend",
        begins=begins,
        ends=begins + timedelta(hours=2),
        reason="A feast",
    )
    later = await weeks.read(depot.actor, depot.berlin, begins.date())
    assert later.monday == depot.clock.now().date() + timedelta(days=7)
    (station,) = later.stations
    (feast,) = [span for span in station.spans if span.source == "override"]
    assert feast.minute == DAY + 9 * 60
    past = await weeks.read(depot.actor, depot.berlin, date(2001, 1, 1))
    assert past.monday == date(2001, 1, 1)


async def test_a_year_that_nobody_means_is_refused(depot: World, weeks: LocationWeeks) -> None:
    for day in (date(1, 1, 1), date(9999, 12, 31)):
        with pytest.raises(Invalid):
            await weeks.read(depot.actor, depot.berlin, day)
