"""Which access mode a station should be in, why, and until when (FR-001 to FR-004, NFR-001).

A policy says times by the clock on the wall; every instant that comes of it is UTC. Begins are
inclusive, ends exclusive. A local time that is skipped moves forward to the first instant that
exists; one that comes twice means the first. A window that a change of the clocks leaves empty is
none that day. Instants are whole seconds.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Final
from uuid import UUID

from msgspec import Struct
from whenever import Instant, TimeZoneNotFoundError

from chargehouse.contexts.access.public import Mode, Source

DAY_MINUTES: Final = 24 * 60

_DAY_S: Final = 86_400
_DAYS_AROUND: Final = 2
_DAYS_SEARCHED: Final = 16
"""What a window leaves out in one week, because the clocks change, comes in the week after."""
_FURTHEST_S: Final = 26 * 3600
"""No clock is ever set further than this."""

_BEGINS: Final = attrgetter("begins")


class WeeklyWindow(Struct, frozen=True, kw_only=True):
    """A mode at some hours of the week, which may end on the next day.

    `days` are the ISO weekdays (1 is Monday) on which it begins. `begins` (0 to 1439) and `ends`
    (1 to 1440) are minutes of the local day; what ends before it begins ends on the next day.
    """

    id: UUID
    days: tuple[int, ...]
    begins: int
    ends: int
    mode: Mode

    @property
    def lasts(self) -> int:
        """How many minutes it lasts, where no clock changes."""
        return self.ends - self.begins + (DAY_MINUTES if self.ends < self.begins else 0)


class DatedException(Struct, frozen=True, kw_only=True):
    """A mode between two local times that come once: a holiday, an event.

    `begins` and `ends` are what the clock shows, as minutes since its 1970-01-01 00:00.
    """

    id: UUID
    begins: int
    ends: int
    mode: Mode


class Override(Struct, frozen=True, kw_only=True):
    """What somebody ordered for one station, over any policy; without `ends` until it is ended."""

    id: UUID
    begins: Instant
    ends: Instant | None
    mode: Mode


class Policy(Struct, frozen=True, kw_only=True):
    """A default mode, windows of the week, and dated exceptions from both.

    Windows are in the order of their begins and do not overlap one another; nor do exceptions.
    `timezone` is the station's; where that `is_nowhere`, no clock says what a local time is.
    """

    timezone: str
    is_nowhere: bool = False
    default: Mode
    windows: tuple[WeeklyWindow, ...] = ()
    exceptions: tuple[DatedException, ...] = ()


class Expected(Struct, frozen=True, kw_only=True):
    """The mode at an instant, what decided it, and until when it does.

    `until` is the instant at which something else begins to decide; none where nothing ever will.
    """

    mode: Mode
    source: Source
    rule_id: UUID | None
    until: Instant | None


class _Layer(Struct, frozen=True, gc=False):
    """What one source says around an instant: its span there, or when its next one begins."""

    source: Source
    rule: WeeklyWindow | DatedException | Override | None
    changes: int | None


def expected_at(policy: Policy, at: Instant, overrides: Sequence[Override] = ()) -> Expected:
    """Return the mode that a station should be in at an instant.

    An override goes before an exception, that before a window of the week, that before the
    default. Overrides do not overlap.
    """
    at_s = at.timestamp()
    until: int | None = None
    for layer in _layers(policy, overrides, at_s):
        if layer.changes is not None and (until is None or layer.changes < until):
            until = layer.changes
        if layer.rule is not None:
            return Expected(
                mode=layer.rule.mode,
                source=layer.source,
                rule_id=layer.rule.id,
                until=None if until is None else Instant.from_timestamp(until),
            )
    return Expected(
        mode=policy.default,
        source="default",
        rule_id=None,
        until=None if until is None else Instant.from_timestamp(until),
    )


def changes_between(
    policy: Policy, since: Instant, until: Instant, overrides: Sequence[Override] = ()
) -> Iterator[tuple[Instant, Expected]]:
    """Yield what is expected from an instant on, and then each time that something else decides.

    Of what begins at `until` or later nothing is said.
    """
    at: Instant | None = since
    while at is not None and at < until:
        expected = expected_at(policy, at, overrides)
        yield at, expected
        at = expected.until


@lru_cache(maxsize=1024)
def is_known(timezone: str) -> bool:
    """Tell whether the clocks of a time zone are known here."""
    try:
        Instant.from_timestamp(0).to_tz(timezone)
    except TimeZoneNotFoundError:
        return False
    return True


def first_instant(timezone: str, local_s: int) -> int:
    """Return the first instant at which a clock shows a time, or the first after it, skipped.

    Both are whole seconds, of the clock since its 1970-01-01 00:00 and of UTC since that.
    """
    offset = _steady_offset(timezone, local_s // _DAY_S)
    return _resolved_among_changes(timezone, local_s) if offset is None else local_s - offset


def _layers(policy: Policy, overrides: Sequence[Override], at_s: int) -> Iterator[_Layer]:
    """Yield the sources' layers, the strongest first."""
    if overrides:
        yield _overriding(overrides, at_s)
    if policy.exceptions:
        yield _excepted(policy, at_s)
    if policy.windows:
        yield _weekly(policy, at_s)


def _overriding(overrides: Sequence[Override], at_s: int) -> _Layer:
    next_s: int | None = None
    for one in overrides:
        begins = one.begins.timestamp()
        ends = None if one.ends is None else one.ends.timestamp()
        if begins <= at_s and (ends is None or at_s < ends):
            return _Layer("override", one, ends)
        if begins > at_s and begins != ends and (next_s is None or begins < next_s):
            next_s = begins
    return _Layer("override", None, next_s)


def _excepted(policy: Policy, at_s: int) -> _Layer:
    """Return the layer of exceptions; only those near an instant are looked at."""
    timezone, exceptions = policy.timezone, policy.exceptions
    local_s = at_s + _offset_at(timezone, at_s)
    near = bisect_right(exceptions, (local_s + _FURTHEST_S) // 60, key=_BEGINS)
    spans = (_instants_of(timezone, exceptions[n]) for n in range(near, len(exceptions)))
    next_s = next((begins for begins, ends in spans if begins < ends), None)
    for n in range(near - 1, -1, -1):
        begins, ends = _instants_of(timezone, exceptions[n])
        if begins <= at_s:
            if at_s < ends:
                return _Layer("exception", exceptions[n], ends)
            break  # those before it have ended before it began
        if begins < ends:
            next_s = begins
    return _Layer("exception", None, next_s)


def _instants_of(timezone: str, one: DatedException) -> tuple[int, int]:
    return first_instant(timezone, one.begins * 60), first_instant(timezone, one.ends * 60)


def _weekly(policy: Policy, at_s: int) -> _Layer:
    """Return the layer of weekly windows; one that goes on without a gap is a single span."""
    today = _day_of(policy.timezone, at_s)
    deciding: WeeklyWindow | None = None
    lasts_until = at_s
    for begins, ends, window in _spans(policy, today):
        if ends <= at_s:
            continue
        if deciding is None:
            if begins > at_s:
                return _Layer("weekly", None, begins)
            deciding = window
        elif begins != lasts_until or window.id != deciding.id:
            return _Layer("weekly", deciding, lasts_until)
        lasts_until = ends
    return _Layer("weekly", deciding, None)


def _spans(policy: Policy, today: int) -> Iterator[tuple[int, int, WeeklyWindow]]:
    """Yield when windows begin and end from yesterday on, in their order, none that is empty."""
    timezone, windows = policy.timezone, policy.windows
    for day in range(today - 1, today + _DAYS_SEARCHED):
        weekday = (day + 3) % 7 + 1
        offset = _steady_offset(timezone, day)
        for window in windows:
            if weekday in window.days:
                first_s = day * _DAY_S + window.begins * 60
                last_s = first_s + window.lasts * 60
                if offset is not None:
                    yield first_s - offset, last_s - offset, window
                    continue
                begins, ends = first_instant(timezone, first_s), first_instant(timezone, last_s)
                if begins < ends:
                    yield begins, ends, window


def _day_of(timezone: str, at_s: int) -> int:
    """Return the local day of an instant, counted from 1970."""
    return (at_s + _offset_at(timezone, at_s)) // _DAY_S


def _offset_at(timezone: str, at_s: int) -> int:
    """Return by how many seconds local time is ahead of UTC at an instant."""
    offset = _steady_offset(timezone, at_s // _DAY_S)
    return _offset_among_changes(timezone, at_s) if offset is None else offset


@lru_cache(maxsize=16_384)
def _steady_offset(timezone: str, day: int) -> int | None:
    """Return how far local time is ahead all around a day; none where it changes."""
    around = Instant.from_timestamp((day - _DAYS_AROUND) * _DAY_S).to_tz(timezone)
    change = around.next_transition()
    if change is not None and change.timestamp() <= (day + 1 + _DAYS_AROUND) * _DAY_S:
        return None
    return int(around.offset.total("seconds"))


@lru_cache(maxsize=8192)
def _offset_among_changes(timezone: str, at_s: int) -> int:
    return int(Instant.from_timestamp(at_s).to_tz(timezone).offset.total("seconds"))


@lru_cache(maxsize=8192)
def _resolved_among_changes(timezone: str, local_s: int) -> int:
    local = Instant.from_timestamp(local_s).to_tz("UTC").to_plain()
    first = local.assume_tz(timezone, disambiguation="earlier")
    if first.to_plain() == local:
        return first.timestamp()
    change = first.next_transition()  # it is skipped, and the first that exists follows it
    if change is None:
        raise ValueError(f"{local} is skipped in {timezone}, where no clock changes.")
    return change.timestamp()
