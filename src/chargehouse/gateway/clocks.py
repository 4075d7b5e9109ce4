"""Chargers' clocks: how far they are off, and at which instant an attempt is judged."""

from datetime import datetime, timedelta
from typing import Final

LIVE_WITHIN: Final = timedelta(seconds=90)
OLDEST_BELIEVED: Final = timedelta(days=366)
LATELY: Final = 8
"""So many messages tell how far a clock is off: it may be set meanwhile."""
WORTH_KEEPING_S: Final = 5.0
TELLS_ITS_QUEUE_WITHIN: Final = timedelta(minutes=5)
"""So long after it connected a charger may still be sending what it queued before."""


def seen_after(
    seen_s: tuple[float, ...], reported_at: datetime, received_at: datetime
) -> tuple[float, ...]:
    """Return by how much a charger's clock was seen to be ahead lately, after one more message.

    A message that was queued makes the clock look slow, never fast; so the greatest difference
    seen lately is nearest to the truth. Clocks that were never set (1970) say nothing.
    """
    if abs(reported_at - received_at) > OLDEST_BELIEVED:
        return seen_s
    return (*seen_s, (reported_at - received_at).total_seconds())[-LATELY:]


def is_news(
    skew_s: float, known_s: float | None, received_at: datetime, connected_at: datetime
) -> bool:
    """Tell whether a skew that was seen counts from now on instead of the one that is known.

    Soon after a connection a clock that looks slower than before tells nothing: the message may be
    one that was queued.
    """
    if abs(skew_s - (known_s or 0.0)) <= WORTH_KEEPING_S:
        return False
    tells_its_queue = received_at - connected_at < TELLS_ITS_QUEUE_WITHIN
    return known_s is None or skew_s > known_s or not tells_its_queue


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

    What is of now is live, by our clock too: a charger's may have been set since its skew was seen.
    """
    if reported_at is None or abs(reported_at - received_at) > OLDEST_BELIEVED:
        return received_at
    corrected = _corrected(reported_at, skew_s)
    is_now = abs(received_at - reported_at) <= LIVE_WITHIN
    queued = not is_now and _is_before(corrected, received_at, connected_at)
    return corrected if queued else received_at


def _corrected(reported_at: datetime, skew_s: float | None) -> datetime:
    return reported_at - timedelta(seconds=skew_s or 0.0)


def _is_before(corrected: datetime, received_at: datetime, connected_at: datetime) -> bool:
    """Tell whether an instant is of before the connection, and of a while ago."""
    return corrected < min(received_at - LIVE_WITHIN, connected_at)


def is_offline(
    reported_at: datetime | None,
    received_at: datetime,
    skew_s: float | None,
    connected_at: datetime,
) -> bool:
    """Tell whether a message was queued while the charger was offline."""
    return judged_at(reported_at, received_at, skew_s, connected_at) != received_at


def may_be_queued(
    reported_at: datetime | None,
    received_at: datetime,
    skew_s: float | None,
    connected_at: datetime,
) -> bool:
    """Tell whether a message was, or may have been, queued while the charger was offline.

    A clock that cannot be believed tells nothing; then it depends on how soon the message came
    after the connection. What is of now by the charger's clock, and of before by what is known of
    that clock, may be either: the clock may have been set meanwhile, or not.
    """
    if reported_at is None:
        return False
    if abs(reported_at - received_at) > OLDEST_BELIEVED:
        return received_at - connected_at < TELLS_ITS_QUEUE_WITHIN
    return _is_before(_corrected(reported_at, skew_s), received_at, connected_at)
