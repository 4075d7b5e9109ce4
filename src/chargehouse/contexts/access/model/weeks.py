"""A week by the clocks of a place: which mode is expected at which of its minutes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from whenever import Instant

from chargehouse.contexts.access.model.outlooks import WEEKS_AHEAD
from chargehouse.contexts.access.model.policies import (
    Override,
    Policy,
    changes_between,
    first_instant,
)
from chargehouse.contexts.access.public import Mode, Source
from chargehouse.contexts.access.public.weeks import WeekSpan

_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY_S: Final = 86_400
_WEEK_S: Final = 7 * _DAY_S


class Held(NamedTuple):
    """What is expected from an instant on."""

    at: Instant
    mode: Mode
    source: Source


class Week(NamedTuple):
    """A week by the clocks of a time zone, from its Monday until the next one."""

    timezone: str
    monday: date
    since: Instant
    until: Instant

    def minute_of(self, at: Instant) -> int:
        """Return what the clocks show at an instant, in minutes since Monday 00:00."""
        shown_s = at.to_tz(self.timezone).to_plain().assume_utc().timestamp()
        return (shown_s - _local_s(self.monday)) // 60


def week_of(day: date, timezone: str) -> Week:
    """Return the week that a day is in."""
    monday = date.fromordinal(day.toordinal() - day.weekday())
    begins_s = _local_s(monday)
    since, until = (
        Instant.from_timestamp(first_instant(timezone, local_s))
        for local_s in (begins_s, begins_s + _WEEK_S)
    )
    return Week(timezone, monday, since, until)


def spans_in(week: Week, held: Iterable[Held]) -> list[WeekSpan]:
    """Return what is expected in a week, of what is expected one after the other.

    Of an hour that the clocks show twice the second is told.
    """
    spans: list[WeekSpan] = []
    for one in held:
        if one.at >= week.until:
            break
        minute = max(0, week.minute_of(one.at))
        while spans and spans[-1].minute >= minute:
            spans.pop()
        if not spans or (spans[-1].mode, spans[-1].source) != (one.mode, one.source):
            spans.append(WeekSpan(minute=minute, mode=one.mode, source=one.source))
    return spans


def ahead(
    policy: Policy, now: Instant, until: Instant, overrides: Sequence[Override] = ()
) -> list[Held]:
    """Return what is expected from now on: at least now, and until an instant."""
    last = max(until, now.add(seconds=1))
    return [
        Held(at, expected.mode, expected.source)
        for at, expected in changes_between(policy, now, last, overrides)
    ]


def next_change(
    policy: Policy, now: Instant, mode: Mode, overrides: Sequence[Override] = ()
) -> Held | None:
    """Return when another mode is expected than the one now, within eight weeks."""
    latest = now.add(seconds=WEEKS_AHEAD.total_seconds())
    return next(
        (
            Held(at, expected.mode, expected.source)
            for at, expected in changes_between(policy, now, latest, overrides)
            if expected.mode != mode
        ),
        None,
    )


def _local_s(day: date) -> int:
    return (day.toordinal() - _EPOCH) * _DAY_S
