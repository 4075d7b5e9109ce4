"""When a delivery is tried again, and when a webhook is given up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chargehouse.contexts.webhooks.model.retries import (
    FAILING_FOR,
    JITTER,
    PAUSES,
    QUIET_ENDS_STREAK,
    RETRY_AFTER_MAX,
    Answer,
    Streak,
    is_over,
    judged,
    prolonged,
    retry_after,
)
from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.clock import FakeClock

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_the_table_is_the_conventions() -> None:
    """B12: 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h."""
    hours = [2, 5, 10, 14, 20, 24]
    seconds = [0, 5, 300, 1800, *(hour * 3600 for hour in hours)]
    assert [pause.total_seconds() for pause in PAUSES] == seconds


def test_the_table_holds_on_a_clock_and_jitter_only_adds() -> None:
    clock, chance = FakeClock(), SeededChance(1)
    for tries in range(1, len(PAUSES)):
        verdict = judged(Answer(500), tries=tries, at=clock.now(), chance=chance)
        assert verdict.status == "pending"
        assert verdict.next_at is not None
        waits = verdict.next_at - clock.now()
        assert PAUSES[tries] <= waits <= PAUSES[tries] * (1 + JITTER)
        clock.advance(waits.total_seconds())
    last = judged(Answer(500), tries=len(PAUSES), at=clock.now(), chance=chance)
    assert (last.status, last.next_at) == ("failed", None)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Answer(200), "succeeded"),
        (Answer(299), "succeeded"),
        (Answer(200, error="answer_broken"), "pending"),
        (Answer(300), "pending"),
        (Answer(307), "pending"),
        (Answer(199), "pending"),
        (Answer(410), "failed"),
        (Answer(500), "pending"),
        (Answer(None, error="timed_out"), "pending"),
    ],
)
def test_only_a_whole_2xx_is_a_success(answer: Answer, status: str) -> None:
    assert judged(answer, tries=1, at=NOW, chance=SeededChance(1)).status == status


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (None, None),
        ("7", timedelta(seconds=7)),
        (" 120 ", timedelta(seconds=120)),
        ("0", None),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("²", None),
        ("9" * 400, RETRY_AFTER_MAX),
        ("Mon, 02 Mar 2026 08:00:30 GMT", timedelta(seconds=30)),
        ("Monday, 02-Mar-26 08:00:30 GMT", timedelta(seconds=30)),
        ("Mon Mar  2 08:00:30 2026", timedelta(seconds=30)),
        ("Mon, 02 Mar 2026 07:59:00 GMT", None),
        ("Fri, 01 Jan 2100 00:00:00 GMT", RETRY_AFTER_MAX),
        ("Mon, 99 Mar 2026 08:00:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_bounded(
    header: str | None, wait: timedelta | None
) -> None:
    assert retry_after(header, NOW) == wait


@given(st.text())
def test_any_retry_after_is_read_without_harm(header: str) -> None:
    wait = retry_after(header, NOW)
    assert wait is None or timedelta(0) < wait <= RETRY_AFTER_MAX


answers = st.builds(
    Answer,
    st.none() | st.integers(100, 599),
    st.none() | st.just("timed_out"),
    st.none() | st.timedeltas(timedelta(seconds=1), RETRY_AFTER_MAX),
)


class OneDelivery(RuleBasedStateMachine):
    """A delivery through any answers: it ends, in time, by success, by 410 or by the table."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock(NOW)
        self.chance = SeededChance(7)
        self.tries = 0
        self.status = "pending"
        self.next_at: datetime | None = NOW
        self.last = Answer()

    @rule(answer=answers)
    def attempt(self, answer: Answer) -> None:
        if self.next_at is None:
            return
        self.clock.advance((self.next_at - self.clock.now()).total_seconds())
        self.tries, self.last = self.tries + 1, answer
        verdict = judged(answer, tries=self.tries, at=self.clock.now(), chance=self.chance)
        self.status, self.next_at = verdict.status, verdict.next_at

    @invariant()
    def it_waits_exactly_while_it_is_pending(self) -> None:
        assert (self.status == "pending") == (self.next_at is not None)

    @invariant()
    def it_is_tried_ten_times_at_most(self) -> None:
        assert self.tries <= len(PAUSES)
        if self.tries == len(PAUSES):
            assert self.status != "pending"

    @invariant()
    def it_fails_for_a_reason(self) -> None:
        if self.status == "failed":
            assert self.last.is_gone or self.tries == len(PAUSES)
        if self.status == "succeeded":
            assert self.last.is_success

    @invariant()
    def it_never_comes_early_and_a_retry_after_is_kept(self) -> None:
        if self.tries and self.next_at is not None:
            waits = self.next_at - self.clock.now()
            asked = self.last.retry_after or timedelta(0)
            assert max(PAUSES[self.tries], asked) <= waits
            assert waits <= max(PAUSES[self.tries] * (1 + JITTER), asked)


TestOneDelivery = OneDelivery.TestCase


@given(st.lists(st.timedeltas(timedelta(seconds=1), timedelta(hours=48)), max_size=40))
def test_a_webhook_is_given_up_exactly_after_five_days_without_a_pause(
    gaps: list[timedelta],
) -> None:
    streak, at, since = Streak(None, None), NOW, NOW
    for gap in [timedelta(0), *gaps]:
        at += gap
        if gap > QUIET_ENDS_STREAK:
            since = at
        streak = prolonged(streak, failed_at=at)
        assert is_over(streak) == (at - since >= FAILING_FOR)


def test_a_success_ends_a_streak() -> None:
    long = prolonged(Streak(NOW, NOW + timedelta(hours=119)), failed_at=NOW + timedelta(days=5))
    assert is_over(long)
    assert not is_over(prolonged(Streak(None, NOW), failed_at=NOW + timedelta(hours=1)))
