"""When a partner that gives no answer is left alone, and for how long (C7, NFR-002)."""

from datetime import UTC, datetime, timedelta

import pytest

from chargehouse.contexts.access.public import PARTNER_DEADLINE
from chargehouse.contexts.identity.model.asking import PROBE, Silence, after_failure, pause

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def failed(*after_s: float, probe: bool = False) -> Silence:
    """Return how it goes after failures so long after the first instant, in this order."""
    found: Silence | None = None
    for seconds in after_s:
        found = after_failure(found, "timed_out", NOW + timedelta(seconds=seconds), probe=probe)
    assert found is not None
    return found


def test_after_three_failures_in_a_row_nobody_asks_for_a_while() -> None:
    assert failed(0, 5).ask_again_at is None
    third = failed(0, 5, 600)
    assert third.ask_again_at == NOW + timedelta(seconds=615)
    assert (third.failures, third.failing_since) == (3, NOW)


def test_failures_far_apart_are_none_in_a_row() -> None:
    assert failed(0, 601, 1202).ask_again_at is None
    assert failed(0, 601).failures == 1


def test_what_was_asked_before_a_pause_makes_it_no_longer() -> None:
    late = failed(0, 0, 0, 1, 2, 3)
    assert late.ask_again_at == NOW + timedelta(seconds=15)
    assert (late.failures, late.pauses) == (6, 1)


def test_each_failure_after_a_pause_makes_the_next_one_longer() -> None:
    silence = failed(0, 0, 0)
    at, pauses = NOW, []
    for _ in range(7):
        assert silence.ask_again_at is not None
        at = silence.ask_again_at
        silence = after_failure(silence, "cannot_connect", at, probe=True)
        assert silence.ask_again_at is not None
        pauses.append((silence.ask_again_at - at).total_seconds())
    assert pauses == [30, 60, 120, 240, 300, 300, 300]
    assert silence.last_error == "cannot_connect"


def test_a_pause_is_bounded_however_often_it_was_made() -> None:
    assert pause(100_000) == timedelta(minutes=5)


def test_who_asks_after_a_pause_may_take_as_long_as_any_partner_may() -> None:
    with pytest.raises(ValueError, match="seconds from"):
        PARTNER_DEADLINE.kind.read(PROBE.total_seconds())
