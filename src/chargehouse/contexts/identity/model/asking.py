"""When a partner that gives no answer is left alone, so that its drivers do not wait for it."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

SILENT_AFTER: Final = 3
"""So many times in a row without an answer, and drivers wait for the partner no more."""

WITHIN: Final = timedelta(minutes=10)
"""Failures that are further apart are none in a row."""

FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(minutes=5)
PROBE: Final = timedelta(minutes=1)
"""Longer than a partner may take. Who asks after a pause does so alone; should that get lost,
another one does then."""


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """How it goes with a partner that gave no answer the last time; `pauses` so far.

    `ask_again_at` is until when it is left alone, None where it is asked as ever.
    """

    failures: int
    failing_since: datetime
    failed_at: datetime
    pauses: int
    ask_again_at: datetime | None
    last_error: str


def after_failure(before: Silence | None, error: str, now: datetime, *, probe: bool) -> Silence:
    """Return how it goes after one more failure; `probe` is one that was asked after a pause.

    What was asked before a pause and failed in it makes the pause no longer.
    """
    if before is None or (before.ask_again_at is None and before.failed_at < now - WITHIN):
        before = Silence(
            failures=0,
            failing_since=now,
            failed_at=now,
            pauses=0,
            ask_again_at=None,
            last_error=error,
        )
    failures, pauses, ask_again_at = before.failures + 1, before.pauses, before.ask_again_at
    if probe or (ask_again_at is None and failures >= SILENT_AFTER):
        pauses += 1
        ask_again_at = now + pause(pauses)
    return Silence(
        failures=failures,
        failing_since=before.failing_since,
        failed_at=now,
        pauses=pauses,
        ask_again_at=ask_again_at,
        last_error=error,
    )


def pause(pauses: int) -> timedelta:
    """Return how long a partner is left alone, the more often the longer."""
    doublings = min(pauses - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
