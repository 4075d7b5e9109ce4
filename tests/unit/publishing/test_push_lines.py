"""When a partner is tried again, and when people are told that it fails."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargehouse.contexts.publishing.model.lines import (
    JITTER,
    LONGEST_PAUSE,
    TOLD_AFTER,
    Blame,
    Health,
    Outcome,
    after,
    next_try,
    pause,
)
from chargehouse.contexts.publishing.model.words import details_of, in_words, judged
from chargehouse.contexts.roaming.errors import NoLine
from chargehouse.kernel.chance import SeededChance, SystemChance
from chargehouse.ocpi.errors import PartnerRefused, PartnerUnintelligible
from chargehouse.platform.outside.exchange import NoAnswer

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
CHANCE = SeededChance(7)
S = timedelta(seconds=1)


class Steady(SystemChance):
    def uniform(self, low: float, high: float) -> float:  # noqa: ARG002  the protocol's own
        return low


def outcome(began_s: float, took_s: float = 0, blame: Blame = "partner") -> Outcome:
    error = None if blame == "nobody" else "timed_out"
    return Outcome(NOW + began_s * S, NOW + (began_s + took_s) * S, blame, error)


@given(st.integers(1, 10_000))
def test_pauses_grow_to_an_hour_and_have_their_jitter_on_top(failures: int) -> None:
    least = min(timedelta(seconds=2 ** min(failures - 1, 20)), LONGEST_PAUSE)
    assert least <= pause(failures, CHANCE) <= least * (1 + JITTER)


def test_what_was_under_way_together_fails_once() -> None:
    health = after(Health(), [outcome(n, took_s=10) for n in range(8)], Steady())
    assert (health.failures, health.paused_until) == (1, NOW + 11 * S)
    assert after(health, [outcome(11, took_s=10)], Steady()).failures == 2


@pytest.mark.parametrize("blame", ["nobody", "object"])
def test_an_answer_ends_what_failed_whatever_it_says_of_the_object(blame: Blame) -> None:
    failing = after(Health(), [outcome(0)], Steady())
    well = after(failing, [outcome(1, blame=blame)], Steady())
    assert (well.failures, well.failing_since, well.paused_until) == (0, None, None)
    assert (well.last_pushed_at is None) == (blame == "object")


def test_who_was_not_asked_is_as_before() -> None:
    failing = after(Health(), [outcome(0)], Steady())
    unasked = Outcome(NOW, NOW + S, "object", "not_sayable", asked=False)
    assert after(failing, [unasked], Steady()).failures == 1


def test_people_are_told_after_some_failures_in_a_row() -> None:
    health, told = Health(), []
    for n in range(TOLD_AFTER + 2):
        health = after(health, [outcome(n * 100)], Steady())
        told.append(health.told)
    assert told == [False] * (TOLD_AFTER - 1) + [True] * 3
    assert health.failing_since == NOW
    assert not after(health, [outcome(10_000, blame="nobody")], Steady()).told


def test_an_object_waits_for_minutes_after_an_outage_and_an_hour_where_it_is_refused() -> None:
    assert next_try(50, outcome(0), Steady()) == NOW + timedelta(minutes=5)
    assert next_try(50, outcome(0, blame="object"), Steady()) == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("error", "blame", "words", "details"),
    [
        (NoAnswer("timed_out"), "partner", "It gave no whole answer in time.", None),
        (
            PartnerRefused(2001, "x"),
            "object",
            "It answered with a status code that says no.",
            "2001",
        ),
        (
            PartnerRefused(3001, "x"),
            "partner",
            "It answered with a status code that says no.",
            "3001",
        ),
        (PartnerUnintelligible("HTTP 502"), "partner", "It answered what is not OCPI.", "HTTP 502"),
        (NoLine("gone"), "partner", "It is not registered any more, or has no such module.", None),
    ],
)
def test_a_failure_is_somebodys_and_has_words(
    error: Exception, blame: Blame, words: str, details: str | None
) -> None:
    whose, word = judged(error)
    assert (whose, in_words(word), details_of(word)) == (blame, words, details)
