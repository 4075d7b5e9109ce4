"""Decisions about sign-ins: how long one lasts, and how long to wait after wrong passwords."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SIGN_IN_PREFIX: Final = "chs_"
IDLE_AT_MOST: Final = timedelta(hours=12)
LASTS_AT_MOST: Final = timedelta(days=30)
PROOF_LASTS: Final = timedelta(minutes=15)
SIGN_INS_AT_MOST: Final = 50
USER_AGENT_MAX_LENGTH: Final = 200
FREE_FAILURES: Final = 4
FIRST_WAIT_S: Final = 30
LONGEST_WAIT_S: Final = 900
FAILURES_FORGOTTEN_AFTER: Final = timedelta(days=1)
FIRST_RUN_LINK_LASTS: Final = timedelta(hours=24)

_TOKEN = re.compile(r"chs_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class Failures:
    """How often an e-mail address was tried in vain; nobody may try before `locked_until`."""

    count: int
    last_failed_at: datetime
    locked_until: datetime

    def wait_s(self, now: datetime) -> int:
        """Return for how many seconds nobody may try."""
        return max(0, -int((now - self.locked_until) // timedelta(seconds=1)))

    def another(self, now: datetime) -> "Failures":
        """Return what is known after one more; a day without any begins anew.

        The fifth and every later one makes whoever tries wait: 30 s, doubled each time, at most
        15 minutes.
        """
        forgotten = now - self.last_failed_at >= FAILURES_FORGOTTEN_AFTER
        count = 1 if forgotten else self.count + 1
        doublings = count - FREE_FAILURES - 1
        wait_s = 0 if doublings < 0 else min(FIRST_WAIT_S << min(doublings, 5), LONGEST_WAIT_S)
        return Failures(count, now, now + timedelta(seconds=wait_s))


def is_sign_in_token(text: str) -> bool:
    """Tell whether this has the form of a sign-in's token."""
    return _TOKEN.fullmatch(text) is not None


def is_over(last_seen_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Tell whether a sign-in has ended by itself: unused for 12 hours, or 30 days old."""
    return now >= expires_at or now - last_seen_at >= IDLE_AT_MOST


def user_agent_of(text: str) -> str:
    """Return what a browser calls itself, shortened, fit for a list."""
    printable = "".join(character for character in text if character.isprintable())
    return printable[:USER_AGENT_MAX_LENGTH]
