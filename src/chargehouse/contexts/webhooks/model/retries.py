"""What becomes of a delivery after an attempt: the retry table, and when a webhook is given up."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final, Literal

from chargehouse.kernel.chance import Chance

PAUSES: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (
        *(0, 5, 5 * 60, 30 * 60),
        *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)),
    )
)
"""How long each attempt waits for the one before; jitter comes on top, never off."""

JITTER: Final = 0.1
RETRY_AFTER_MAX: Final = timedelta(hours=24)
FAILING_FOR: Final = timedelta(days=5)
QUIET_ENDS_STREAK: Final = timedelta(hours=36)
"""Longer than any pause: failures that stand further apart are not one streak."""

Status = Literal["pending", "succeeded", "failed"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt; without a status there was no answer, and `error` says why.

    An answer that broke off has both.
    """

    status_code: int | None = None
    error: str | None = None
    retry_after: timedelta | None = None

    @property
    def is_success(self) -> bool:
        """Whether the consumer took it: only 2xx, whole; a redirection is a failure."""
        code = self.status_code
        return self.error is None and code is not None and HTTPStatus(200) <= code < 300  # noqa: PLR2004  2xx, RFC 9110

    @property
    def is_gone(self) -> bool:
        """Whether the consumer wants nothing more."""
        return self.status_code == HTTPStatus.GONE


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a delivery is after an attempt; one that is `pending` is tried again at `next_at`."""

    status: Status
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Streak:
    """Failures without a success between them; None where the last attempt succeeded."""

    since: datetime | None
    last_at: datetime | None


def judged(answer: Answer, *, tries: int, at: datetime, chance: Chance) -> Verdict:
    """Return what becomes of a delivery of which `tries` attempts were made, this one included."""
    if answer.is_success:
        return Verdict("succeeded")
    if answer.is_gone or tries >= len(PAUSES):
        return Verdict("failed")
    pause = PAUSES[tries] * (1 + chance.uniform(0, JITTER))
    return Verdict("pending", at + max(pause, answer.retry_after or timedelta(0)))


def prolonged(streak: Streak, *, failed_at: datetime) -> Streak:
    """Return a streak with one more failure."""
    since, last_at = streak.since, streak.last_at
    if since is None or last_at is None or failed_at - last_at > QUIET_ENDS_STREAK:
        since = failed_at
    return Streak(since, failed_at)


def is_over(streak: Streak) -> bool:
    """Tell whether failures went on for so long that a webhook is disabled."""
    if streak.since is None or streak.last_at is None:
        return False
    return streak.last_at - streak.since >= FAILING_FOR


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """Read `Retry-After` (RFC 9110, 10.2.3): seconds or an HTTP date, a day at most.

    What cannot be read, or lies in the past, is as if it were not there.
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=min(int(text[:10]), 10**6))
    else:
        try:
            date = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        wait = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    return min(wait, RETRY_AFTER_MAX) if wait > timedelta(0) else None
