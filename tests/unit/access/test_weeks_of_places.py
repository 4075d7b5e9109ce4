"""Weeks by the clocks of a place, and which mode is expected at which of their minutes."""

from datetime import date

import pytest
from whenever import Instant

from chargehouse.contexts.access.model.weeks import Held, spans_in, week_of

MINUTES_OF_SATURDAY_NIGHT = 6 * 24 * 60


def at(said: str) -> Instant:
    return Instant.parse_iso(said)


@pytest.mark.parametrize(
    ("day", "zone", "monday", "hours"),
    [
        (date(2026, 3, 4), "Europe/Berlin", date(2026, 3, 2), 168),
        (date(2026, 3, 29), "Europe/Berlin", date(2026, 3, 23), 167),
        (date(2026, 10, 19), "Europe/Berlin", date(2026, 10, 19), 169),
        (date(2026, 3, 8), "America/New_York", date(2026, 3, 2), 167),
    ],
)
def test_a_week_is_as_long_as_its_clocks_make_it(
    day: date, zone: str, monday: date, hours: int
) -> None:
    week = week_of(day, zone)
    assert week.monday == monday
    assert (week.until - week.since).total("hours") == hours


def test_what_began_before_a_week_holds_from_its_first_minute() -> None:
    week = week_of(date(2026, 3, 4), "Europe/Berlin")
    spans = spans_in(
        week,
        [
            Held(at("2026-02-20T00:00:00Z"), "managed_access", "default"),
            Held(at("2026-03-02T21:00:00Z"), "freevend", "weekly"),
            Held(at("2026-03-03T05:00:00Z"), "managed_access", "default"),
            Held(at("2026-03-09T21:00:00Z"), "freevend", "weekly"),
        ],
    )
    assert [(span.minute, span.mode) for span in spans] == [
        (0, "managed_access"),
        (22 * 60, "freevend"),
        (30 * 60, "managed_access"),
    ]


def test_the_same_from_the_same_source_is_said_once() -> None:
    week = week_of(date(2026, 3, 4), "UTC")
    held = [
        Held(at("2026-03-02T06:00:00Z"), "freevend", "weekly"),
        Held(at("2026-03-02T09:00:00Z"), "freevend", "weekly"),
        Held(at("2026-03-02T10:00:00Z"), "freevend", "override"),
    ]
    said = [(span.minute, span.source) for span in spans_in(week, held)]
    assert said == [(360, "weekly"), (600, "override")]


def test_of_an_hour_that_comes_twice_the_second_is_told() -> None:
    week = week_of(date(2026, 10, 25), "Europe/Berlin")
    spans = spans_in(
        week,
        [
            Held(at("2026-10-19T00:00:00Z"), "managed_access", "default"),
            Held(at("2026-10-25T00:30:00Z"), "freevend", "weekly"),
            Held(at("2026-10-25T01:15:00Z"), "managed_access", "default"),
        ],
    )
    assert [(span.minute, span.mode) for span in spans] == [(120, "managed_access")]


def test_nothing_is_told_of_minutes_before_the_first_that_is_known() -> None:
    week = week_of(date(2026, 3, 4), "UTC")
    spans = spans_in(week, [Held(at("2026-03-08T00:00:00Z"), "freevend", "default")])
    assert [span.minute for span in spans] == [MINUTES_OF_SATURDAY_NIGHT]
