"""What is told of chargers' access control: capability, modes, changes, problems."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from chargehouse.contexts.access.model.capability import Capability
from chargehouse.contexts.access.model.mode_changes import Status, Step
from chargehouse.contexts.access.model.problems import Kind
from chargehouse.contexts.access.model.synchrony import Sync
from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.freevend import Exchange, SwitchPath


class ProblemFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which problems are asked for; None asks for all. `since` inclusive, `until` exclusive."""

    station_id: UUID | None = None
    location_id: UUID | None = None
    kind: Kind | None = None
    open: bool | None = None
    acknowledged: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


class ControlFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which chargers' access control is asked for; None asks for all.

    `out_of_sync` asks for those that are unconfirmed or drifting, or for the others.
    """

    location_id: UUID | None = None
    policy_id: UUID | None = None
    sync: Sync | None = None
    out_of_sync: bool | None = None
    capability: Capability | None = None


class ProblemView(msgspec.Struct, frozen=True, kw_only=True):
    """Something wrong between a charger and its expected mode (FR-017).

    `cause` and `advice` are English; `evidence` is what the charger was asked and answered, or the
    attempts that showed it. `seen` counts how often. It holds while `closed_at` is null.
    """

    id: UUID
    station_id: UUID
    station_code: str | None
    station_name: str | None
    kind: Kind
    cause: str
    advice: str
    change_id: UUID | None
    evidence: list[dict[str, Any]]
    seen: int
    opened_at: datetime
    last_seen_at: datetime
    closed_at: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    note: str | None


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a charger's mode, with what the charger was asked and answered.

    `cause` is `boundary`, `boot`, `drift`, `operator` or `sweep`; `path` the setting. `reason` says
    why it is not confirmed. `step` is what comes next at `next_at`, null where nothing does.
    """

    id: UUID
    station_id: UUID
    cause: str
    wanted: Mode
    status: Status
    step: Step | None
    reason: str | None
    path: str | None
    asked: int
    tries: int
    effective_at: datetime
    requested_at: datetime | None
    tried_at: datetime | None
    next_at: datetime | None
    evidence: list[Exchange]


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """What a charger did against its confirmed mode since that was confirmed, and how often."""

    kind: Kind
    cause: str
    seen: int
    first_at: datetime
    last_at: datetime


class OwnWord(msgspec.Struct, frozen=True):
    """What somebody said of a charger, when and why."""

    words: str
    by: str
    at: datetime


class ControlView(msgspec.Struct, frozen=True, kw_only=True):
    """A charger's access control: what it can do, what it should be in, what it is in.

    `capability` is what holds: what an operator says (`override`), else what was `found`.
    `expected` is null where nothing governs it. `observed` is the mode that was read back last; it
    counts while `is_confirmed`, and is `observed_age_s` old.
    """

    station_id: UUID
    station_code: str | None
    station_name: str | None
    capability: Capability
    found: Capability
    profile: str | None
    path: SwitchPath | None
    not_enforced: list[str]
    may_be_scheduled: bool
    override: OwnWord | None
    acceptance: OwnWord | None
    probed_at: datetime | None
    probe_outcome: str | None
    probe_evidence: list[Exchange]
    expected: Mode | None
    expected_since: datetime | None
    observed: Mode | None
    observed_at: datetime | None
    observed_age_s: int | None
    observed_evidence: list[Exchange]
    is_confirmed: bool
    sync: Sync
    change: ChangeView | None
    problems: list[ProblemView]
    drift: list[Sighting]


class ControlRow(msgspec.Struct, frozen=True, kw_only=True):
    """A charger's access control in a list."""

    station_id: UUID
    station_code: str | None
    station_name: str | None
    capability: Capability
    sync: Sync
    expected: Mode | None
    observed: Mode | None
    observed_at: datetime | None
    is_confirmed: bool


class ControlSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The governed chargers by how they stand to their mode, and the open problems by kind."""

    by_sync: dict[str, int]
    out_of_sync: int
    problems: int
    by_kind: dict[str, int]
    at: datetime
