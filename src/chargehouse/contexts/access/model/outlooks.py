"""What is expected in the weeks to come, and what changes of the clocks do to it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from whenever import Instant

from chargehouse.contexts.access.model.expectations import Ruling
from chargehouse.contexts.access.model.policies import (
    Override,
    Policy,
    changes_between,
    first_instant,
)
from chargehouse.contexts.access.public.policies import (
    ClockChange,
    ModeSpan,
    Outlook,
)

WEEKS_AHEAD: Final = timedelta(weeks=8)
SPANS_AT_MOST: Final = 5000

_DAY_S: Final = 86_400


def outlook_of(
    ruling: Ruling, since: datetime, until: datetime, overrides: Sequence[Override] = ()
) -> Outlook:
    """Return what is expected of a station from an instant until another."""
    timezone = ruling.policy.timezone
    steps = changes_between(ruling.policy, Instant(since), Instant(until), overrides)
    spans = [
        ModeSpan(
            at=at.to_stdlib(),
            local_time=at.to_tz(timezone).to_stdlib().isoformat("T", "minutes"),
            mode=expected.mode,
            source=expected.source,
            rule_id=expected.rule_id,
            rule=ruling.rule(expected),
        )
        for (at, expected), _ in zip(steps, range(SPANS_AT_MOST), strict=False)
    ]
    changes = list(_clock_changes(ruling, Instant(since), Instant(until)))
    return Outlook(timezone=timezone, since=since, until=until, spans=spans, clock_changes=changes)


def _clock_changes(ruling: Ruling, since: Instant, until: Instant) -> Iterator[ClockChange]:
    timezone = ruling.policy.timezone
    now = since.to_tz(timezone)
    while (change := now.next_transition()) is not None and change.to_instant() < until:
        before = change.to_instant().subtract(seconds=1).to_tz(timezone)
        minutes = int((change.offset - before.offset).total("minutes"))
        first = before.to_plain().assume_utc().timestamp() // _DAY_S
        last = change.to_plain().assume_utc().timestamp() // _DAY_S
        days = range(min(first, last), max(first, last) + 1)
        yield ClockChange(
            at=change.to_stdlib(),
            days=[_date(day) for day in days],
            minutes=minutes,
            left_out=[
                f"{_date(day)}: {ruling.words[rule_id]}"
                for day in days
                for rule_id in _empty_windows(ruling.policy, day)
            ],
        )
        now = change


def _empty_windows(policy: Policy, day: int) -> Iterator[UUID]:
    """Yield the windows that begin on a local day, counted from 1970, and are none that day."""
    for window in policy.windows:
        if (day + 3) % 7 + 1 in window.days:
            begins = day * _DAY_S + window.begins * 60
            ends = begins + window.lasts * 60
            if first_instant(policy.timezone, begins) >= first_instant(policy.timezone, ends):
                yield window.id


def _date(day: int) -> str:
    return str(Instant.from_timestamp(day * _DAY_S).to_tz("UTC").date())
