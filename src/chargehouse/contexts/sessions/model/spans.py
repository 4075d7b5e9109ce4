"""The hours and days over which a location's use is counted."""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from whenever import Instant, Time

HOURS: Final = 24
DAYS: Final = 30
MIDNIGHT: Final = Time(0)


class Span(NamedTuple):
    """A stretch of time; the last one ends now."""

    begins: datetime
    ends: datetime


def last_hours(now: datetime, timezone: str) -> list[Span]:
    """Return the last 24 hours as the clocks of a time zone strike them, this one unfinished."""
    begun = Instant(now).to_tz(timezone).start_of("hour").to_stdlib().astimezone(UTC)
    begins = [begun - timedelta(hours=back) for back in reversed(range(HOURS))]
    return _spans(begins, now)


def last_days(now: datetime, timezone: str) -> list[Span]:
    """Return the last 30 days of a time zone, from midnight to midnight, today unfinished.

    Where clocks are changed a day has 23 or 25 hours; where midnight does not exist, it begins
    with the first instant after.
    """
    today = Instant(now).to_tz(timezone).date()
    midnights = (today.subtract(days=back).at(MIDNIGHT) for back in reversed(range(DAYS)))
    begins = [
        midnight.assume_tz(timezone, disambiguation="compatible").to_stdlib().astimezone(UTC)
        for midnight in midnights
    ]
    return _spans(begins, now)


def _spans(begins: list[datetime], now: datetime) -> list[Span]:
    return [Span(*each) for each in zip(begins, [*begins[1:], now], strict=True)]
