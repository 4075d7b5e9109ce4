"""Chargers' clocks: how far they are off, and at which instant an attempt is judged."""

from datetime import datetime, timedelta
from typing import Final

LIVE_WITHIN: Final = timedelta(seconds=90)
OLDEST_BELIEVED: Final = timedelta(days=366)


def skew_after(known_s: float | None, reported_at: datetime, received_at: datetime) -> float | None:
    """Return how far ahead a charger's clock is, in seconds, after one more message.

    A message that was queued makes the clock look slow, never fast; so the greatest difference
    seen is nearest to the truth. Clocks that were never set (1970) say nothing.
    """
    if abs(reported_at - received_at) > OLDEST_BELIEVED:
        return known_s
    seen_s = (reported_at - received_at).total_seconds()
    return seen_s if known_s is None or seen_s > known_s else known_s


def judged_at(
    reported_at: datetime | None,
    received_at: datetime,
    skew_s: float | None,
    connected_at: datetime,
) -> datetime:
    """Return the instant at which an attempt is judged.

    A live one at our time; one queued offline at the charger's own, corrected for its skew; one
    of a clock that cannot be believed at our time. What is said to be of a time at which the
    charger was connected cannot have been queued offline: then its clock is wrong.
    """
    if reported_at is None or abs(reported_at - received_at) > OLDEST_BELIEVED:
        return received_at
    corrected = reported_at - timedelta(seconds=skew_s or 0.0)
    queued = received_at - corrected > LIVE_WITHIN and corrected < connected_at
    return corrected if queued else received_at


def is_offline(
    reported_at: datetime | None,
    received_at: datetime,
    skew_s: float | None,
    connected_at: datetime,
) -> bool:
    """Tell whether a message was queued while the charger was offline."""
    return judged_at(reported_at, received_at, skew_s, connected_at) != received_at
