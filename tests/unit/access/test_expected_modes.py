"""Expected modes against a clock that is read minute by minute: NFR-001."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whenever import Instant

from chargehouse.contexts.access.model.policies import (
    DatedException,
    Override,
    Policy,
    WeeklyWindow,
    changes_between,
    expected_at,
)
from chargehouse.contexts.access.public import Mode

QUARTERS_A_DAY = 96
DAY = 1440
EITHER: tuple[Mode, ...] = ("freevend", "managed_access")
MODES = st.sampled_from(EITHER)
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  what a clock on the wall shows

NEAR_CHANGES = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),
    "Asia/Kolkata": ("2026-06-01",),
    "America/St_Johns": ("2011-03-13", "2010-11-07", "2026-03-08"),
    "Pacific/Apia": ("2011-12-30", "2011-04-02", "2021-04-04"),
}


@dataclass(frozen=True)
class Wall:
    """What a clock on the wall shows in each minute of some days, by reading it."""

    begun: datetime
    shown: list[datetime]
    first_shown: dict[datetime, int]
    in_order: list[datetime]

    def first(self, local: datetime) -> int:
        """Return the first minute that shows a time or, where that is skipped, the next shown."""
        place = bisect_left(self.in_order, local)
        if place == len(self.in_order):
            return len(self.shown)
        return self.first_shown[self.in_order[place]]

    def minute(self, at: Instant) -> int:
        return int((at.to_stdlib() - self.begun).total_seconds()) // 60

    def at(self, minute: int) -> Instant:
        return Instant(self.begun + timedelta(minutes=minute))


@lru_cache
def wall(zone: str, day: str) -> Wall:
    """Read the clock of a zone around a day, once."""
    begun = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) - timedelta(days=5)
    clock = ZoneInfo(zone)
    shown = [
        (begun + timedelta(minutes=n)).astimezone(clock).replace(tzinfo=None, fold=0)
        for n in range(17 * DAY)
    ]
    first_shown: dict[datetime, int] = {}
    for minute, local in enumerate(shown):
        first_shown.setdefault(local, minute)
    return Wall(begun, shown, first_shown, sorted(first_shown))


@st.composite
def weeks(draw: st.DrawFn) -> tuple[WeeklyWindow, ...]:
    """Windows that do not overlap: every day the same, or cut from the week at random."""
    if draw(st.booleans()):
        cuts = sorted(draw(st.sets(st.integers(0, QUARTERS_A_DAY), min_size=2, max_size=8)))
        days = tuple(sorted(draw(st.sets(st.integers(1, 7), min_size=1))))
        pieces = [(days, b * 15, e * 15) for b, e in zip(cuts[::2], cuts[1::2], strict=False)]
    else:
        week = sorted(draw(st.sets(st.integers(0, 7 * QUARTERS_A_DAY - 1), max_size=12)))
        pieces = []
        for first, last in zip(week[::2], week[1::2], strict=False):
            day, begins = divmod(first * 15, DAY)
            lasts = min((last - first) * 15, DAY - 15)
            ends = begins + lasts
            pieces.append(((day + 1,), begins, ends if ends <= DAY else ends - DAY))
    windows = [
        WeeklyWindow(id=UUID(int=n + 1), days=days, begins=begins, ends=ends, mode=draw(MODES))
        for n, (days, begins, ends) in enumerate(pieces)
    ]
    return tuple(sorted(windows, key=lambda window: window.begins))


@st.composite
def exceptions_around(draw: st.DrawFn, day: datetime) -> tuple[DatedException, ...]:
    """Exceptions in the days around one, which do not overlap."""
    cuts = sorted(draw(st.sets(st.integers(-3 * 96, 3 * 96), max_size=6)))
    midnight = int((day - EPOCH).total_seconds()) // 60
    return tuple(
        DatedException(
            id=UUID(int=900 + n),
            begins=midnight + begins * 15,
            ends=midnight + ends * 15,
            mode=draw(MODES),
        )
        for n, (begins, ends) in enumerate(zip(cuts[::2], cuts[1::2], strict=False))
    )


@st.composite
def overrides_in(draw: st.DrawFn, seen: Wall) -> tuple[Override, ...]:
    """Overrides at any minute, which do not overlap; the last may have no end."""
    cuts = sorted(draw(st.sets(st.integers(3 * DAY, 8 * DAY), max_size=4)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    endless = bool(pairs) and draw(st.booleans())
    return tuple(
        Override(
            id=UUID(int=700 + n),
            begins=seen.at(begins),
            ends=None if endless and n == len(pairs) - 1 else seen.at(ends),
            mode=draw(MODES),
        )
        for n, (begins, ends) in enumerate(pairs)
    )


def painted(policy: Policy, seen: Wall, overrides: tuple[Override, ...]) -> list[UUID | None]:
    """Return what decides in each minute: the weakest source is painted first."""
    deciding: list[UUID | None] = [None] * len(seen.shown)

    def paint(rule: UUID, begins: int, ends: int) -> None:
        deciding[begins:ends] = [rule] * (ends - begins)

    for day in sorted({local.date() for local in seen.shown} | skipped_days(seen)):
        midnight = datetime.combine(day, datetime.min.time())
        for window in policy.windows:
            if day.isoweekday() in window.days:
                begins = seen.first(midnight + timedelta(minutes=window.begins))
                passes_midnight = DAY if window.ends < window.begins else 0
                ends = seen.first(midnight + timedelta(minutes=window.ends + passes_midnight))
                paint(window.id, begins, max(begins, ends))
    for one in policy.exceptions:
        begins = seen.first(EPOCH + timedelta(minutes=one.begins))
        ends = seen.first(EPOCH + timedelta(minutes=one.ends))
        paint(one.id, begins, max(begins, ends))
    for order in overrides:
        last = len(seen.shown) if order.ends is None else seen.minute(order.ends)
        paint(order.id, seen.minute(order.begins), last)
    return deciding


def skipped_days(seen: Wall) -> set[date]:
    first, last = seen.in_order[0].date(), seen.in_order[-1].date()
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


@pytest.mark.parametrize("zone", NEAR_CHANGES)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_expected_modes_are_those_of_a_clock_read_minute_by_minute(
    zone: str, data: st.DataObject
) -> None:
    day = data.draw(st.sampled_from(NEAR_CHANGES[zone]))
    seen = wall(zone, day)
    policy = Policy(
        timezone=zone,
        default=data.draw(MODES),
        windows=data.draw(weeks()),
        exceptions=data.draw(exceptions_around(datetime.fromisoformat(day))),
    )
    overrides = data.draw(overrides_in(seen))
    deciding = painted(policy, seen, overrides)
    rules: list[WeeklyWindow | DatedException | Override]
    rules = [*policy.windows, *policy.exceptions, *overrides]
    modes = {rule.id: rule.mode for rule in rules}
    for minute in data.draw(st.lists(st.integers(3 * DAY, 9 * DAY), min_size=1, max_size=12)):
        expected = expected_at(policy, seen.at(minute), overrides)
        rule = deciding[minute]
        assert expected.rule_id == rule
        assert expected.mode == (policy.default if rule is None else modes[rule])
        changes = (n for n in range(minute, 15 * DAY) if deciding[n] != rule)
        until = next(changes, None)
        if until is not None:
            assert expected.until == seen.at(until)
        else:
            assert expected.until is None or seen.minute(expected.until) >= 15 * DAY


def window(n: int, begins: int, ends: int, *days: int) -> WeeklyWindow:
    return WeeklyWindow(
        id=UUID(int=n), days=days or tuple(range(1, 8)), begins=begins, ends=ends, mode="freevend"
    )


def berlin(*windows: WeeklyWindow, exceptions: tuple[DatedException, ...] = ()) -> Policy:
    return Policy(
        timezone="Europe/Berlin",
        default="managed_access",
        windows=windows,
        exceptions=exceptions,
    )


def at(text: str) -> Instant:
    return Instant.parse_iso(text)


def test_a_window_begins_at_its_first_second_and_has_ended_at_its_last() -> None:
    policy = berlin(window(1, 480, 1080))
    assert expected_at(policy, at("2026-03-02T06:59:59.999Z")).source == "default"
    assert expected_at(policy, at("2026-03-02T07:00:00Z")).source == "weekly"
    assert expected_at(policy, at("2026-03-02T16:59:59.999Z")).source == "weekly"
    assert expected_at(policy, at("2026-03-02T17:00:00Z")).source == "default"


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    policy = berlin(window(1, 1320, 360, 7))
    assert expected_at(policy, at("2026-03-02T04:59:00Z")).mode == "freevend"
    assert expected_at(policy, at("2026-03-03T04:59:00Z")).mode == "managed_access"


def test_a_window_in_the_hour_that_is_skipped_is_none_that_day() -> None:
    policy = berlin(window(1, 120, 180))
    boundaries = changes_between(policy, at("2026-03-28T12:00:00Z"), at("2026-03-30T12:00:00Z"))
    assert [str(instant.to_stdlib().date()) for instant, _ in boundaries][1:] == [
        "2026-03-30",
        "2026-03-30",
    ]


def test_a_window_in_the_hour_that_comes_twice_means_the_first() -> None:
    policy = berlin(window(1, 120, 150))
    expected = expected_at(policy, at("2026-10-25T00:10:00Z"))
    assert (expected.mode, expected.until) == ("freevend", at("2026-10-25T00:30:00Z"))
    assert expected_at(policy, at("2026-10-25T01:10:00Z")).mode == "managed_access"


def test_a_window_that_never_ends_has_no_boundary() -> None:
    expected = expected_at(berlin(window(1, 0, DAY)), at("2026-03-28T12:00:00Z"))
    assert (expected.source, expected.until) == ("weekly", None)


def test_without_windows_nothing_ever_changes() -> None:
    expected = expected_at(berlin(), at("2026-03-28T12:00:00Z"))
    assert (expected.mode, expected.source, expected.until) == ("managed_access", "default", None)


def test_an_exception_in_years_to_come_is_the_next_boundary() -> None:
    begins = int((datetime(2030, 1, 1) - EPOCH).total_seconds()) // 60  # noqa: DTZ001  wall time
    holiday = DatedException(
        id=UUID(int=9), begins=begins, ends=begins + DAY, mode="managed_access"
    )
    expected = expected_at(berlin(exceptions=(holiday,)), at("2026-03-28T12:00:00Z"))
    assert expected.until == at("2029-12-31T23:00:00Z")
