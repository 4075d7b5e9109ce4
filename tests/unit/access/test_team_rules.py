"""What a fleet's rules say of a start: the order does not matter, and a denial wins."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehouse.contexts.access.model.team_rules import (
    checked,
    steps_of,
    verdict_of,
)
from chargehouse.contexts.access.public import Effect, TeamRule
from chargehouse.contexts.stations.public import Spot
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.weekly_hours import Window, is_within

FLEET = UUID(int=1)
NORTH, SOUTH = UUID(int=11), UUID(int=12)
BAY = UUID(int=21)
BERLIN = "Europe/Berlin"
SPOT = Spot(BAY, NORTH, BERLIN)
MADE = datetime(2026, 1, 1, tzinfo=UTC)
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]

EFFECTS: tuple[Effect, ...] = ("allow", "deny")
effects = st.sampled_from(EFFECTS)
clocks = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
windows = st.builds(
    Window,
    st.lists(st.integers(1, 7), min_size=1, max_size=7, unique=True),
    clocks,
    clocks,
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  the zone is given beside
limits = st.none() | instants


def rule(number: int = 1, effect: Effect = "deny", **said: object) -> TeamRule:
    """Return a rule that holds everywhere and always, unless said otherwise."""
    made = TeamRule(
        id=UUID(int=100 + number),
        fleet_id=FLEET,
        effect=effect,
        everywhere=not ({"locations", "stations"} & said.keys()),
        locations=[],
        stations=[],
        windows=[],
        valid_from=None,
        valid_until=None,
        note="",
        words="",
        created_at=MADE,
        updated_at=MADE,
        version=1,
    )
    return checked(msgspec.structs.replace(made, **said))


@st.composite
def rules(draw: st.DrawFn) -> list[TeamRule]:
    """Draw up to six rules, of any kind."""
    drawn = []
    for number in range(draw(st.integers(0, 6))):
        since, until = draw(limits), draw(limits)
        if since and until and since >= until:
            until = None
        places = draw(
            st.sampled_from(
                ({}, {"locations": [NORTH]}, {"locations": [SOUTH]}, {"stations": [BAY]})
            )
        )
        said = {
            "windows": draw(st.lists(windows, max_size=2)),
            "valid_from": since,
            "valid_until": until,
            **places,
        }
        drawn.append(rule(number, draw(effects), **said))
    return drawn


@given(rules().flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))), instants)
def test_the_order_of_rules_is_of_no_account(
    orders: tuple[Sequence[TeamRule], Sequence[TeamRule]], at: datetime
) -> None:
    assert verdict_of(orders[0], SPOT, at) == verdict_of(orders[1], SPOT, at)


@given(rules(), instants)
def test_a_denial_that_holds_wins_whatever_else_holds(drawn: list[TeamRule], at: datetime) -> None:
    steps = steps_of(drawn, SPOT, at, None)
    denies = [step.rule_id for step in steps if step.holds and step.effect == "deny"]
    verdict = verdict_of(drawn, SPOT, at)
    if denies:
        assert (verdict.allowed, verdict.rule_id) == (False, min(denies))
    assert not verdict_of([*drawn, rule(99)], SPOT, at).allowed


@given(rules(), instants)
def test_where_anything_allows_only_what_is_allowed_is_let_in(
    drawn: list[TeamRule], at: datetime
) -> None:
    steps = steps_of(drawn, SPOT, at, None)
    holding = {step.effect for step in steps if step.holds}
    any_allows = any(each.effect == "allow" for each in drawn)
    expected = "deny" not in holding and ("allow" in holding or not any_allows)
    assert verdict_of(drawn, SPOT, at).allowed is expected


@given(rules(), instants)
def test_a_fleet_that_is_not_active_is_refused_whatever_its_rules(
    drawn: list[TeamRule], at: datetime
) -> None:
    verdict = verdict_of(drawn, SPOT, at, active=False)
    assert (verdict.allowed, verdict.rule_id) == (False, None)


def test_a_fleet_without_rules_may_charge() -> None:
    assert verdict_of([], SPOT, MADE).allowed


def test_an_allowance_that_ended_does_not_open_the_rest() -> None:
    over = rule(1, "allow", locations=[NORTH], valid_until=MADE)
    verdict = verdict_of([over], SPOT, MADE)
    assert (verdict.allowed, verdict.rule_id) == (False, None)
    assert verdict.words == "No rule of the fleet allows this here and now."


NIGHTS = [Window([1, 2, 3, 4, 5], "22:00", "06:00")]


@pytest.mark.parametrize(
    ("local", "within"),
    [
        ("2026-03-02T21:59", False),  # Monday
        ("2026-03-02T22:00", True),
        ("2026-03-03T05:59", True),
        ("2026-03-03T06:00", False),
        ("2026-03-07T05:59", True),  # what began on Friday
        ("2026-03-07T22:00", False),  # Saturday
        ("2026-03-09T05:59", False),  # nothing began on Sunday
    ],
)
def test_a_window_passes_midnight_and_belongs_to_the_day_it_begins(
    local: str, *, within: bool
) -> None:
    at = datetime.fromisoformat(local + "+01:00")
    assert is_within(NIGHTS, at, BERLIN) is within


def test_a_window_of_sunday_passes_into_the_next_week() -> None:
    windows = [Window([7], "23:00", "01:00")]
    assert is_within(windows, datetime.fromisoformat("2026-03-09T00:59+01:00"), BERLIN)


@pytest.mark.parametrize("day", [1, 4])
def test_a_window_that_ends_when_it_begins_lasts_a_day(day: int) -> None:
    windows = [Window([day], "08:00", "08:00")]
    begins = datetime(2026, 3, 1 + day, 7, tzinfo=UTC)
    assert is_within(windows, begins, BERLIN)
    assert is_within(windows, begins + timedelta(hours=24, seconds=-1), BERLIN)
    assert not is_within(windows, begins + timedelta(hours=24), BERLIN)
    assert not is_within(windows, begins - timedelta(seconds=1), BERLIN)


def minutes_within(window: Window, first: str, hours: int) -> int:
    begins = datetime.fromisoformat(first)
    return sum(
        is_within([window], begins + timedelta(minutes=minute), BERLIN)
        for minute in range(hours * 60)
    )


@pytest.mark.parametrize(
    ("first", "night", "skipped"),
    [("2026-03-28T12:00+01:00", 7, 0), ("2026-10-24T12:00+02:00", 9, 120)],
    ids=["spring", "autumn"],
)
def test_on_days_on_which_clocks_are_changed_the_wall_clock_is_meant(
    first: str, night: int, skipped: int
) -> None:
    """NFR-001: a night is an hour shorter or longer; the hour between comes never, or twice."""
    assert minutes_within(Window(EVERY_DAY, "22:00", "06:00"), first, 24) == night * 60
    assert minutes_within(Window(EVERY_DAY, "02:00", "03:00"), first, 24) == skipped


@given(windows, instants, st.sampled_from((BERLIN, "Asia/Kolkata", "Australia/Lord_Howe")))
def test_a_window_and_what_it_leaves_out_share_every_instant(
    window: Window, at: datetime, timezone: str
) -> None:
    """Of each instant either a daily window holds or the one from its end to its beginning."""
    daily = Window(EVERY_DAY, window.begins, window.ends)
    other = Window(EVERY_DAY, window.ends, window.begins)
    if window.begins != window.ends:
        assert is_within([daily], at, timezone) is not is_within([other], at, timezone)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"everywhere": True, "locations": [NORTH]}, "everywhere"),
        ({"everywhere": False}, "everywhere"),
        ({"stations": [UUID(int=n) for n in range(501)], "everywhere": False}, "locations"),
        ({"windows": [Window([], "08:00", "09:00")]}, "windows"),
        ({"windows": NIGHTS * 51}, "windows"),
        ({"valid_from": datetime(2026, 1, 1)}, "valid_from"),  # noqa: DTZ001  refused for that
        ({"valid_from": MADE, "valid_until": MADE}, "valid_until"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_what_is_out_of_order_is_refused(said: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rule(effect="deny", **said)  # type: ignore[arg-type]
    assert refusal.value.details["errors"][0]["field"] == field  # type: ignore[index]


def test_a_rule_says_in_words_what_it_does() -> None:
    night = rule(
        locations=[NORTH, SOUTH],
        stations=[BAY],
        windows=[Window([2, 1], "22:00", "06:00"), Window(EVERY_DAY, "12:00", "13:00")],
        valid_until=MADE,
        note=" the neighbours sleep ",
    )
    assert night.words == (
        "Denies at 2 locations and 1 station, Mon, Tue 22:00 to 06:00; every day 12:00 to 13:00,"
        " until 2026-01-01 00:00 UTC (the neighbours sleep)."
    )
    assert rule(effect="allow").words == "Allows everywhere, always."
