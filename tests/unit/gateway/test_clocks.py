"""Chargers' clocks: the mission's decided point on queued attempts."""

from datetime import UTC, datetime, timedelta

import pytest

from chargehouse.gateway.clocks import (
    LATELY,
    TELLS_ITS_QUEUE_WITHIN,
    is_news,
    is_offline,
    judged_at,
    seen_after,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
A_MINUTE_AGO = NOW - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("reported_at", "skew_s", "connected_at", "judged"),
    [
        (None, None, NOW, NOW),
        (NOW - timedelta(seconds=20), None, NOW - HOUR, NOW),
        (NOW - HOUR, None, A_MINUTE_AGO, NOW - HOUR),
        (NOW - HOUR, -3600.0, A_MINUTE_AGO, NOW),
        (NOW - 4 * HOUR, -10800.0, A_MINUTE_AGO, NOW - HOUR),
        (NOW - 3 * HOUR, None, NOW - 10 * HOUR, NOW),
        (datetime(1970, 1, 1, tzinfo=UTC), None, NOW, NOW),
        (NOW + 3 * HOUR, None, NOW - HOUR, NOW),
        (NOW, 3600.0, A_MINUTE_AGO, NOW),
        (NOW + HOUR, 3600.0, A_MINUTE_AGO, NOW),
        (NOW - HOUR, 3600.0, A_MINUTE_AGO, NOW - 2 * HOUR),
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
        "live with a clock that was ahead, and was set since",
        "live with a clock that is ahead by as much as is known",
        "queued with a clock that is ahead",
    ],
)
def test_an_attempt_is_judged_when_it_was_made(
    reported_at: datetime | None, skew_s: float | None, connected_at: datetime, judged: datetime
) -> None:
    assert judged_at(reported_at, NOW, skew_s, connected_at) == judged
    assert is_offline(reported_at, NOW, skew_s, connected_at) is (judged != NOW)


def test_queued_messages_do_not_make_a_clock_look_slow() -> None:
    seen_s = seen_after((), NOW - HOUR, NOW)
    seen_s = seen_after(seen_s, NOW - timedelta(seconds=2), NOW)
    assert max(seen_after(seen_s, NOW - 5 * HOUR, NOW)) == -2.0


def test_a_clock_that_was_set_is_found_out_after_some_messages() -> None:
    seen_s = seen_after((), NOW + HOUR, NOW)
    for _ in range(LATELY - 1):
        seen_s = seen_after(seen_s, NOW, NOW)
        assert max(seen_s) == 3600.0
    assert max(seen_after(seen_s, NOW, NOW)) == 0.0


def test_a_clock_that_was_never_set_says_nothing_of_its_skew() -> None:
    assert seen_after((-3.0,), datetime(1970, 1, 1, tzinfo=UTC), NOW) == (-3.0,)


@pytest.mark.parametrize(
    ("skew_s", "known_s", "connected_at", "believed"),
    [
        (-3600.0, None, NOW, "at once"),
        (4.0, None, NOW, "never"),
        (3600.0, 600.0, NOW, "at once"),
        (-3600.0, 600.0, NOW, "later"),
        (-3600.0, 600.0, NOW - TELLS_ITS_QUEUE_WITHIN, "at once"),
        (603.0, 600.0, NOW - HOUR, "never"),
    ],
)
def test_a_clock_that_looks_slower_is_believed_once_nothing_is_queued(
    skew_s: float, known_s: float | None, connected_at: datetime, believed: str
) -> None:
    later = NOW + TELLS_ITS_QUEUE_WITHIN
    assert is_news(skew_s, known_s, NOW, connected_at) is (believed == "at once")
    assert is_news(skew_s, known_s, later, connected_at) is (believed != "never")
