"""Policies, overrides, and what is expected of stations."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from chargehouse.contexts.access.public import Mode, Source
from chargehouse.kernel.weekly_hours import Clock

EndClock = Annotated[
    str, msgspec.Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", examples=["24:00"])
]
"""A time of day at which something ends: `06:00`, or `24:00` for the end of the day."""
LocalTime = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$")]
"""A day and a time by the clock on the wall: `2026-12-24T18:00`."""


class WindowDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mode at some hours of every week, by the clocks where the station stands.

    It begins on each of `days` (1 is Monday) at `begins`, and ends before `ends`: on the next day
    where that is earlier.
    """

    days: list[Annotated[int, msgspec.Meta(ge=1, le=7)]]
    begins: Clock
    ends: EndClock
    mode: Mode


class ExceptionDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mode from one local time and before another, which come once: a holiday, an event."""

    name: str
    begins: LocalTime
    ends: LocalTime
    mode: Mode


class StartRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a policy says of starts in managed access, besides who may.

    `refused` is what happens to a start that was refused and goes on charging all the same: it
    was told so (`answer`), or it is stopped as well (`stop`), `stop_after_s` after it began.
    `elsewhere` says whether an identifier may start while it charges at another place.
    """

    refused: Literal["answer", "stop"] = "answer"
    stop_after_s: Annotated[int, msgspec.Meta(ge=0, le=600)] = 10
    elsewhere: Literal["allow", "deny"] = "allow"


class PolicyDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a policy is to say: a mode, and when it is another."""

    default_mode: Mode
    windows: list[WindowDraft] = []
    exceptions: list[ExceptionDraft] = []
    starts: StartRules = msgspec.field(default_factory=StartRules)


class PolicyWindow(msgspec.Struct, frozen=True, kw_only=True):
    """A window of a policy. It keeps its id for as long as it says the same."""

    id: UUID
    days: list[int]
    begins: str
    ends: str
    mode: Mode


class PolicyException(msgspec.Struct, frozen=True, kw_only=True):
    """An exception of a policy. It keeps its id for as long as it says the same."""

    id: UUID
    name: str
    begins: str
    ends: str
    mode: Mode


class PolicyDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy says, in one of its versions; windows and exceptions are in order."""

    default_mode: Mode
    windows: list[PolicyWindow]
    exceptions: list[PolicyException]
    starts: StartRules = msgspec.field(default_factory=StartRules)


class AccessPolicy(PolicyDocument, frozen=True, kw_only=True):
    """A policy: shared by stations, and then named, or the own one of `station_id`.

    `stations` is how many it governs.
    """

    id: UUID
    name: str | None
    station_id: UUID | None
    created_at: datetime
    updated_at: datetime
    version: int
    stations: int


class PolicyVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy said in a version, since when, and who made it say so."""

    version: int
    changed_at: datetime
    changed_by: str
    document: PolicyDocument


AssignedOutcome = Literal["assigned", "unchanged", "not_schedulable", "unknown", "forbidden"]


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """What came of giving a policy to a station.

    `outcome` is `assigned`, `unchanged` (it had it), `not_schedulable` (it cannot follow a
    schedule, or nobody accepted what it will not enforce), `unknown` or `forbidden`.
    """

    station_id: UUID
    station_code: str | None
    outcome: AssignedOutcome


class StationOverride(msgspec.Struct, frozen=True, kw_only=True):
    """A mode that somebody ordered for one station, over its policy.

    Without `ends` it holds until it is ended. `ended_at` is set where it was ended before its time.
    """

    id: UUID
    station_id: UUID
    mode: Mode
    begins: datetime
    ends: datetime | None
    reason: str | None
    set_by: str
    set_at: datetime
    ended_by: str | None
    ended_at: datetime | None


class GoverningPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The policy that governs a station; its own one has no name."""

    id: UUID
    name: str | None
    version: int
    is_own: bool


class ModeSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A mode from an instant on, and why; `local_time` is what the clocks show there then."""

    at: datetime
    local_time: str
    mode: Mode
    source: Source
    rule_id: UUID | None
    rule: str


class ClockChange(msgspec.Struct, frozen=True, kw_only=True):
    """An instant at which the clocks are set `minutes` forward, or back where that is negative.

    `days` are the local days that it touches, `left_out` the windows that are none on them, since
    the clocks never show their hours.
    """

    at: datetime
    days: list[str]
    minutes: int
    left_out: list[str]


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected from an instant until another, and when the clocks change meanwhile."""

    timezone: str
    since: datetime
    until: datetime
    spans: list[ModeSpan]
    clock_changes: list[ClockChange]


class StationAccess(msgspec.Struct, frozen=True, kw_only=True):
    """What is expected of a station now, why, and what comes next.

    `since` is when the mode began, null where nothing ever governed the station; `until` is when
    something else decides. `override` is the one in effect. `outlook` begins now.
    `unknown_timezone` names the station's zone where nobody knows it here: the outlook is then told
    by UTC, and says managed access throughout.
    """

    station_id: UUID
    mode: Mode
    source: Source
    rule_id: UUID | None
    rule: str
    since: datetime | None
    until: datetime | None
    policy: GoverningPolicy | None
    override: StationOverride | None
    outlook: Outlook
    unknown_timezone: str | None


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A holiday that was not added, and the exception of the policy that it overlaps."""

    exception: ExceptionDraft
    overlaps: str


class HolidayImport(msgspec.Struct, frozen=True, kw_only=True):
    """What was added of holidays or, in a dry run, would be; `version` is the policy's now."""

    dry_run: bool
    added: list[ExceptionDraft]
    left_out: list[LeftOut]
    version: int


class ReplayedVehicle(msgspec.Struct, frozen=True, kw_only=True):
    """A vehicle that would have been denied, and how often."""

    vehicle_id: UUID
    vehicle_name: str | None
    denied: int


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What the attempts of a time would have come to.

    Of `attempts`, `free` would have needed no decision, `allowed` and `denied` would have had one,
    and of `cannot_be_judged` nobody knows who it was. `denied_then` of the denied were denied when
    they happened, too. Of the vehicles those come first that would have been denied most often.
    """

    since: datetime
    until: datetime
    stations: int
    attempts: int
    free: int
    allowed: int
    denied: int
    denied_then: int
    cannot_be_judged: int
    by_reason: dict[str, int]
    vehicles: list[ReplayedVehicle]
