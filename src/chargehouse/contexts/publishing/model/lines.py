"""How it goes with pushing to a partner: when it is tried again, and when people are told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from chargehouse.kernel.chance import Chance

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE: Final = timedelta(hours=1)
LONGEST_AFTER_OUTAGE: Final = timedelta(minutes=5)
"""How long an object waits at most that failed because its partner did, and will be back."""
JITTER: Final = 0.25
TOLD_AFTER: Final = 5
"""Failures in a row after which people are told: half a minute, with the pauses between them."""

Blame = Literal["nobody", "object", "partner"]


class Outcome(NamedTuple):
    """What came of one push. `blame` is whose fault it was, `error` a word for it.

    A partner that refuses an object is well; one that is away, hangs or talks nonsense is not. Of
    one that was not `asked` nothing is known.
    """

    began_at: datetime
    ended_at: datetime
    blame: Blame = "nobody"
    error: str | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Health:
    """How pushing to a partner goes: failures in a row, and until when it is left alone."""

    failures: int = 0
    failing_since: datetime | None = None
    failed_at: datetime | None = None
    paused_until: datetime | None = None
    told: bool = False
    last_pushed_at: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None

    @property
    def is_failing(self) -> bool:
        """Whether the last that was heard of the partner was a failure."""
        return self.failures > 0


def pause(failures: int, chance: Chance, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """Return how long to wait after so many failures: 1 s, doubled each time, an hour at most.

    Jitter comes on top, so that what failed together does not come back together.
    """
    wait_s = min(FIRST_PAUSE_S * 2 ** min(failures - 1, 20), longest.total_seconds())
    return timedelta(seconds=wait_s * (1 + chance.uniform(0, JITTER)))


def after(health: Health, outcomes: Iterable[Outcome], chance: Chance) -> Health:
    """Return how it goes after some pushes, in the order in which they ended.

    Pushes that were under way together and fail together are one failure.
    """
    for outcome in sorted(outcomes, key=lambda each: each.ended_at):
        health = _after_one(health, outcome, chance)
    return health


def next_try(attempts: int, outcome: Outcome, chance: Chance) -> datetime:
    """Return when an object is tried again that failed so many times, this time included."""
    longest = LONGEST_AFTER_OUTAGE if outcome.blame == "partner" else LONGEST_PAUSE
    return outcome.ended_at + pause(attempts, chance, longest)


def _after_one(health: Health, outcome: Outcome, chance: Chance) -> Health:
    at = outcome.ended_at
    if outcome.error is not None:
        health = replace(health, last_error=outcome.error, last_error_at=at)
    if not outcome.asked:
        return health
    if outcome.blame == "nobody":
        health = replace(health, last_pushed_at=at)
    if outcome.blame != "partner":
        return replace(
            health, failures=0, failing_since=None, failed_at=None, paused_until=None, told=False
        )
    if health.failed_at is not None and outcome.began_at <= health.failed_at:
        return health
    failures = health.failures + 1
    return replace(
        health,
        failures=failures,
        failing_since=health.failing_since or at,
        failed_at=at,
        paused_until=at + pause(failures, chance),
        told=health.told or failures >= TOLD_AFTER,
    )
