"""Facts of the access context."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Change, Event


class AccessScheduleCreated(Event, frozen=True, kw_only=True):
    """An access policy was made: a station's own, in its zone, or one shared by stations."""

    wire_name: ClassVar[str] = "charger_access.schedule_configured"

    schedule_id: UUID
    name: str | None
    mode: str
    recurrence: list[str]
    zone: str | None
    created_at: datetime


class AccessScheduleUpdated(Event, frozen=True, kw_only=True):
    """An access policy says something else."""

    wire_name: ClassVar[str] = "charger_access.schedule_updated"

    schedule_id: UUID
    version: int
    changed_fields: list[str]
    changes: dict[str, Change]
    updated_at: datetime


class AccessScheduleRemoved(Event, frozen=True, kw_only=True):
    """An access policy is gone; decisions made under it still name it."""

    wire_name: ClassVar[str] = "charger_access.schedule_removed"

    schedule_id: UUID
    name: str | None


class AccessScheduleAssigned(Event, frozen=True, kw_only=True):
    """Another access policy governs a station, or none does."""

    wire_name: ClassVar[str] = "charger_access.schedule_assigned"

    schedule_id: UUID | None
    previous_schedule_id: UUID | None


class AccessOverrideSet(Event, frozen=True, kw_only=True):
    """Somebody ordered a mode for one station, over its policy; without `ends` until ended."""

    wire_name: ClassVar[str] = "charger_access.override_set"
    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    override_id: UUID
    mode: str
    begins: datetime
    ends: datetime | None
    reason: str | None


class AccessOverrideEnded(Event, frozen=True, kw_only=True):
    """Somebody ended an override before its time."""

    wire_name: ClassVar[str] = "charger_access.override_ended"

    override_id: UUID
    mode: str


class EffectiveAccessModeEvaluated(Event, frozen=True, kw_only=True):
    """The mode that a station should be in is another, by whichever rule now decides."""

    wire_name: ClassVar[str] = "charger_access.expected_mode_changed"

    previous: str
    next: str
    source: str
    source_schedule_id: UUID | None
    rule_id: UUID | None
    rule: str
    effective_at: datetime


class ManagedAccessAttemptReceived(Event, frozen=True, kw_only=True):
    """Somebody would charge in managed access; the hash is keyed, and the same for one identifier.

    Written by the database function `access_decide`, and only while a webhook of the tenant hears
    it (ADR 0025). What is told of one attempt has one `aggregate_id`, the decision's.
    """

    wire_name: ClassVar[str] = "charger_access.attempt_received"
    audited: ClassVar[bool] = False

    attempt_id: UUID
    identifier_type: str | None
    identifier_hash: str | None
    received_at: datetime


class VehicleIdentifierClassified(Event, frozen=True, kw_only=True):
    """An identifier that would charge in managed access was classed, and perhaps a vehicle found.

    Written as `charger_access.attempt_received` is, of attempts that gave an identifier.
    """

    wire_name: ClassVar[str] = "charger_access.identifier_classified"
    audited: ClassVar[bool] = False

    attempt_id: UUID
    identifier_type: str | None
    access_class: str
    matched_vehicle_id: UUID | None


class AccessDecisionRecorded(Event, frozen=True, kw_only=True):
    """A start was allowed or denied. Written by the database function `access_decide`."""

    wire_name: ClassVar[str] = "charger_access.decision_recorded"

    attempt_id: UUID
    decision: str
    reason: str
    access_class: str
    masked_identifier: str | None
    identifier_type: str | None
    policy_source: str
    decided_at: datetime


class AccessDeniedObserved(Event, frozen=True, kw_only=True):
    """Somebody was turned away: by us, or by the charger itself, which is no fault of it.

    `observed_by` is `chargehouse` for a decision that denied, and `station` where the charger
    ended what the decision had allowed (`charger_local_rejection`). Where nothing is enforced
    nobody is turned away. Ours are written by the database function `access_decide`.
    """

    wire_name: ClassVar[str] = "charger_access.access_denied_observed"
    audited: ClassVar[bool] = False

    attempt_id: UUID
    decision_id: UUID
    reason: str
    observed_at: datetime
    observed_by: str


class TeamRuleAdded(Event, frozen=True, kw_only=True):
    """A fleet has a new rule of where and when its vehicles may charge."""

    wire_name: ClassVar[str] = "team_rule.added"

    fleet_id: UUID
    effect: str
    words: str


class TeamRuleChanged(Event, frozen=True, kw_only=True):
    """A fleet's rule says something else."""

    wire_name: ClassVar[str] = "team_rule.changed"

    fleet_id: UUID
    effect: str
    words: str
    changes: dict[str, Change]


class TeamRuleRemoved(Event, frozen=True, kw_only=True):
    """A fleet's rule is gone."""

    wire_name: ClassVar[str] = "team_rule.removed"

    fleet_id: UUID
    effect: str
    words: str


class ChargerAccessModeChangeRequested(Event, frozen=True, kw_only=True):
    """A charger is told to change its mode; `configuration_path` is the setting."""

    wire_name: ClassVar[str] = "charger_access.mode_change_requested"

    change_id: UUID
    requested_mode: str
    configuration_path: str | None
    cause: str
    requested_at: datetime


class ChargerAccessModeChanged(Event, frozen=True, kw_only=True):
    """A charger's mode was read back, and is the one that was wanted."""

    wire_name: ClassVar[str] = "charger_access.mode_change_confirmed"

    change_id: UUID
    mode: str
    evidence: str
    changed_at: datetime


class ChargerAccessModeChangeFailed(Event, frozen=True, kw_only=True):
    """A charger's mode was not changed: refused, given up, or missed while it was away."""

    wire_name: ClassVar[str] = "charger_access.mode_change_failed"

    change_id: UUID
    expected_mode: str
    attempted_path: str | None
    status: str
    reason: str
    at: datetime


class ModeChangeRetried(Event, frozen=True, kw_only=True):
    """Somebody had a charger's mode tried again."""

    wire_name: ClassVar[str] = "charger_access.mode_change_retried"

    change_id: UUID
    expected_mode: str


class CapabilityFound(Event, frozen=True, kw_only=True):
    """A probe found out something else than was known of what a charger can do."""

    wire_name: ClassVar[str] = "charger_access.capability_found"

    previous: str
    capability: str
    configuration_path: str | None
    not_enforced: list[str]


class CapabilityOverridden(Event, frozen=True, kw_only=True):
    """Somebody says what a charger can do, whatever was found; null takes it back."""

    wire_name: ClassVar[str] = "charger_access.capability_overridden"
    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    previous: str
    capability: str | None
    configuration_path: str | None
    reason: str


class PartialControlAccepted(Event, frozen=True, kw_only=True):
    """Somebody accepts in writing what will not be enforced at a charger."""

    wire_name: ClassVar[str] = "charger_access.partial_control_accepted"
    personal: ClassVar[frozenset[str]] = frozenset({"words"})

    not_enforced: list[str]
    words: str


class AccessProblemOpened(Event, frozen=True, kw_only=True):
    """Something is wrong between a charger and its expected mode."""

    wire_name: ClassVar[str] = "charger_access.problem_opened"

    kind: str
    cause: str
    change_id: UUID | None


class AccessProblemClosed(Event, frozen=True, kw_only=True):
    """An access problem holds no longer."""

    wire_name: ClassVar[str] = "charger_access.problem_closed"

    kind: str
    opened_at: datetime


class AccessProblemAcknowledged(Event, frozen=True, kw_only=True):
    """Somebody knows of an access problem."""

    wire_name: ClassVar[str] = "charger_access.problem_acknowledged"
    personal: ClassVar[frozenset[str]] = frozenset({"note"})

    kind: str
    note: str | None


class LocalListConfirmed(Event, frozen=True, kw_only=True):
    """A charger confirmed a version of its local list; `kind` is `full` or `difference`.

    `changes` says how many entries were sent, `left_out` how many that may charge there are not
    on the list.
    """

    wire_name: ClassVar[str] = "charger_access.local_list_confirmed"

    version: int
    kind: str
    entries: int
    changes: int
    left_out: int


class LocalListWanted(Event, frozen=True, kw_only=True):
    """Somebody had a charger's local list sent again, whole."""

    wire_name: ClassVar[str] = "charger_access.local_list_wanted"
