"""What is expected of a station, kept: how it stands now, and how it comes to the next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from whenever import Instant

from chargehouse.contexts.access.model.documents import (
    BY_DEFAULT,
    NO_POLICY,
    NOWHERE,
    OVERRIDDEN,
)
from chargehouse.contexts.access.model.policies import (
    Expected,
    Override,
    Policy,
    changes_between,
    expected_at,
)
from chargehouse.contexts.access.public import Mode, Source

SPANS_AT_MOST: Final = 1000
"""Of more boundaries that were missed, the last are kept."""


class Span(Struct, frozen=True, kw_only=True):
    """What is expected of a station from an instant on, and why."""

    station_id: UUID
    since: datetime
    mode: Mode
    policy_id: UUID | None
    policy_version: int | None
    source: Source
    rule_id: UUID | None
    rule: str
    version: int


class Standing(Struct, frozen=True, kw_only=True):
    """What is expected of a station now, and what will be from `until` on, before `next_until`.

    With `one_at_a_time` its policy lets nobody start who charges elsewhere.
    `since` is when what decides began, `mode_since` when the mode did. `version` is another
    whenever somebody changes what governs the station.
    """

    station_id: UUID
    mode: Mode
    policy_id: UUID | None
    policy_version: int | None
    source: Source
    rule_id: UUID | None
    rule: str
    since: datetime
    mode_since: datetime
    until: datetime | None
    next_mode: Mode | None
    next_source: Source | None
    next_rule_id: UUID | None
    next_rule: str | None
    next_until: datetime | None = None
    version: int
    one_at_a_time: bool = False


class Ruling(Struct, frozen=True, kw_only=True):
    """What governs a station: a policy in a version, at a time zone, and what its rules say."""

    policy: Policy
    policy_id: UUID | None
    version: int | None
    words: Mapping[UUID, str]
    one_at_a_time: bool = False

    def rule(self, expected: Expected) -> str:
        """Return in words what decided."""
        if expected.source == "override":
            return OVERRIDDEN
        if expected.rule_id is not None:
            return self.words[expected.rule_id]
        if self.policy_id is None:
            return NO_POLICY
        return NOWHERE if self.policy.is_nowhere else BY_DEFAULT


class Course(NamedTuple):
    """The boundaries that were passed, what holds from each on, and what the next one brings.

    `until` is when that one is; None where there is none.
    """

    steps: Sequence[tuple[datetime, Expected]]
    until: datetime | None
    ahead: Expected | None


def course_of(
    policy: Policy, since: datetime, now: datetime, overrides: Sequence[Override] = ()
) -> Course:
    """Return how a policy went on from a boundary until now."""
    steps = [*changes_between(policy, Instant(since), Instant(now).add(microseconds=1), overrides)][
        -SPANS_AT_MOST:
    ]
    until = steps[-1][1].until
    return Course(
        steps=[(at.to_stdlib(), expected) for at, expected in steps],
        until=None if until is None else until.to_stdlib(),
        ahead=None if until is None else expected_at(policy, until, overrides),
    )


def advanced(standing: Standing, ruling: Ruling, course: Course) -> tuple[Standing, list[Span]]:
    """Return how a station stands now, and its spans since the boundary that it had reached.

    Every boundary in between has its span, whenever this is asked.
    """
    mode, mode_since = standing.mode, standing.mode_since
    spans = []
    for since, expected in course.steps:
        if expected.mode != mode:
            mode, mode_since = expected.mode, since
        spans.append(
            Span(
                station_id=standing.station_id,
                since=since,
                mode=expected.mode,
                policy_id=ruling.policy_id,
                policy_version=ruling.version,
                source=expected.source,
                rule_id=expected.rule_id,
                rule=ruling.rule(expected),
                version=standing.version,
            )
        )
    ahead, last = course.ahead, spans[-1]
    return (
        Standing(
            station_id=standing.station_id,
            mode=mode,
            policy_id=ruling.policy_id,
            policy_version=ruling.version,
            source=last.source,
            rule_id=last.rule_id,
            rule=last.rule,
            since=last.since,
            mode_since=mode_since,
            until=course.until,
            next_mode=None if ahead is None else ahead.mode,
            next_source=None if ahead is None else ahead.source,
            next_rule_id=None if ahead is None else ahead.rule_id,
            next_rule=None if ahead is None else ruling.rule(ahead),
            next_until=None if ahead is None or ahead.until is None else ahead.until.to_stdlib(),
            version=standing.version,
            one_at_a_time=ruling.one_at_a_time,
        ),
        spans,
    )


def is_otherwise(
    standing: Standing, ruling: Ruling, overrides: Sequence[Override], now: datetime
) -> bool:
    """Tell whether something else is expected than was kept: clocks may go by other rules now."""
    expected = expected_at(ruling.policy, Instant(now), overrides)
    until = None if expected.until is None else expected.until.to_stdlib()
    kept = (standing.mode, standing.source, standing.rule_id, standing.until)
    return (expected.mode, expected.source, expected.rule_id, until) != kept


def mode_at(standing: Standing, now: datetime) -> Mode:
    """Return the mode that is expected now, also where the boundary was only just reached.

    Where the next one is over as well and nobody worked out what follows, access is managed.
    """
    if standing.until is None or standing.next_mode is None or now < standing.until:
        return standing.mode
    if standing.next_until is not None and now >= standing.next_until:
        return "managed_access"
    return standing.next_mode


def at_rest(standing: Standing) -> Standing:
    """Return a station that was removed as it stands: nothing governs it, nothing will change."""
    return replace(
        standing,
        policy_id=None,
        policy_version=None,
        until=None,
        next_mode=None,
        next_source=None,
        next_rule_id=None,
        next_rule=None,
        next_until=None,
        one_at_a_time=False,
    )
