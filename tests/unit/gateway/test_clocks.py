"""Chargers' clocks: the mission's decided point on queued attempts."""

from datetime import UTC, datetime, timedelta

import pytest

from chargehouse.gateway.clocks import is_offline, judged_at, skew_after

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("reported_at", "skew_s", "connected_at", "judged"),
    [
        (None, None, NOW, NOW),
        (NOW - timedelta(seconds=20), None, NOW - HOUR, NOW),
        (NOW - HOUR, None, NOW - timedelta(minutes=1), NOW - HOUR),
        (NOW - HOUR, -3600.0, NOW - timedelta(minutes=1), NOW),
        (NOW - 4 * HOUR, -10800.0, NOW - timedelta(minutes=1), NOW - HOUR),
        (NOW - 3 * HOUR, None, NOW - 10 * HOUR, NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), None, NOW, NOW),
        (NOW + 3 * HOUR, None, NOW - HOUR, NOW),
    ],
    ids=[
        "without a time",
        "live",
        "queued before the connection",
        "live with a slow clock that is known",
        "queued with a slow clock that is known",
        "older than the connection allows",
        "a clock that was never set",
        "a clock that is ahead",
    ],
)
def test_an_attempt_is_judged_when_it_was_made(
    reported_at: datetime | None, skew_s: float | None, connected_at: datetime, judged: datetime
) -> None:
    assert judged_at(reported_at, NOW, skew_s, connected_at) == judged
    assert is_offline(reported_at, NOW, skew_s, connected_at) is (judged != NOW)


def test_queued_messages_do_not_make_a_clock_look_slow() -> None:
    skew_s = skew_after(None, NOW - HOUR, NOW)
    skew_s = skew_after(skew_s, NOW - timedelta(seconds=2), NOW)
    assert skew_after(skew_s, NOW - 5 * HOUR, NOW) == -2.0


def test_a_clock_that_was_never_set_says_nothing_of_its_skew() -> None:
    assert skew_after(-3.0, datetime(1970, 1, 1, tzinfo=UTC), NOW) == -3.0
