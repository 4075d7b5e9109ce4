"""Shapes of access on HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import Row

from chargehouse.contexts.access.model import explain, meaning_of, precedence_of
from chargehouse.contexts.access.model.capability import Capability
from chargehouse.contexts.access.model.team_rules import RuleChange
from chargehouse.contexts.access.public import DecisionNames, Effect, Mode, Question
from chargehouse.contexts.access.public.freevend import SwitchPath
from chargehouse.contexts.access.public.policies import (
    ExceptionDraft,
    PolicyDraft,
    PolicyVersion,
    StartRules,
    WindowDraft,
)
from chargehouse.kernel.weekly_hours import Window
from chargehouse.platform.http.bodies import Body


class PassedOver(msgspec.Struct, frozen=True):
    """An agreement that knew an identifier and did not decide: its name, and what it said."""

    agreement_id: UUID
    name: str
    reason: str


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """An access decision (FR-011). The identifier is masked; it cannot be read back.

    `agreement_name` is what the agreement that decided was called then, `outside` what of the start
    it does not cover; of a fleet's rule it is `evse` where that names the station. `passed_over`
    are other agreements that know the identifier.

    `meaning` says the reason in English. `team_rule` says what of the fleet's rules decided, where
    anything did; `team_rule_id` is null where no single rule did. `policy_source` is what gave the
    mode: `override`, `exception`, `weekly` or `default`; `rule` says it in English. Names are those
    of today; null for what is gone, and for a station's own policy. `stage` is that of access
    control there and then: in `shadow` nothing was enforced, and everybody let in.
    """

    id: UUID
    attempt_id: UUID
    station_id: UUID
    station_code: str | None
    station_name: str | None
    evse_id: int | None
    decided_at: datetime
    judged_at: datetime
    decision: str
    reason: str
    meaning: str
    source: str
    identifier_type: str | None
    masked: str | None
    identifier_hash: str | None
    access_class: str
    identifier_id: UUID | None
    vehicle_id: UUID | None
    vehicle_name: str | None
    policy_source: str
    policy_id: UUID | None
    policy_name: str | None
    policy_version: int | None
    rule_id: UUID | None
    rule: str
    fleet_id: UUID | None
    fleet_name: str | None
    team_rule_id: UUID | None
    team_rule: str | None
    agreement_id: UUID | None
    agreement_name: str | None
    outside: str | None
    passed_over: list[PassedOver]
    mode: str
    stage: str
    protocol: str
    answer: str
    request_id: str | None
    took_us: int

    @classmethod
    def of(cls, row: Row[Any], names: DecisionNames) -> "DecisionView":
        """Return the view of a decision row."""
        values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's documented way to read by name
        values["station_code"] = names.places.code(row.station_id)
        values["station_name"] = names.places.name(row.station_id)
        values["vehicle_name"] = names.vehicles.get(row.vehicle_id)
        values["fleet_name"] = names.fleets.get(row.fleet_id)
        values["policy_name"] = names.policies.get(row.policy_id)
        values["meaning"] = meaning_of(row.reason)
        values["access_class"] = values.pop("class")
        values["agreement_name"] = row.agreement
        values["passed_over"] = msgspec.convert(row.passed_over or [], list[PassedOver])
        hashed = values["identifier_hash"]
        values["identifier_hash"] = hashed.hex() if hashed else None
        return cls(**{name: values[name] for name in cls.__struct_fields__})


class OutcomeView(msgspec.Struct, frozen=True, kw_only=True):
    """What was learnt after a decision."""

    kind: str
    session_id: UUID | None
    details: str | None
    at: datetime


class AttemptView(msgspec.Struct, frozen=True, kw_only=True):
    """A wish to charge, with or without a decision or a start."""

    id: UUID
    station_id: UUID
    station_code: str | None
    station_name: str | None
    evse_id: int | None
    kind: str
    protocol: str
    identifier_type: str | None
    masked: str | None
    reported_at: datetime | None
    received_at: datetime
    mode: str
    decision_id: UUID | None
    decision: str | None
    reason: str | None
    started_at: datetime | None

    @classmethod
    def of(cls, row: Row[Any], names: DecisionNames) -> "AttemptView":
        """Return the view of an attempt row."""
        named: dict[str, Any] = {
            "station_code": names.places.code(row.station_id),
            "station_name": names.places.name(row.station_id),
        }
        kept = (name for name in cls.__struct_fields__ if name not in named)
        return cls(**named, **{name: getattr(row, name) for name in kept})


class PolicySource(msgspec.Struct, frozen=True):
    """A source that a station's mode may come from.

    `outcome` is `decided`, `passed_over` (it said nothing) or `outranked` by a stronger one.
    """

    source: str
    outcome: str


class DecisionDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A decision with all that led to it and became of it.

    `steps` say in English, in order, how it came about. `precedence` tells the sources of the mode,
    the strongest first. `policy` is what the policy said in the version that governed, null where
    none did. `session_id` is the session that came of it, if one did.
    """

    decision: DecisionView
    steps: list[str]
    precedence: list[PolicySource]
    policy: PolicyVersion | None
    attempt: AttemptView | None
    outcomes: list[OutcomeView]
    session_id: UUID | None

    @classmethod
    def of(
        cls,
        row: Row[Any],
        attempt: Row[Any] | None,
        outcomes: list[Row[Any]],
        names: DecisionNames,
        policy: PolicyVersion | None,
    ) -> "DecisionDetail":
        """Return the detail of a decision row, with its attempt's row and its outcome rows."""
        view = DecisionView.of(row, names)
        return cls(
            decision=view,
            steps=explain(
                source=view.source,
                masked=view.masked,
                identifier_type=view.identifier_type,
                access_class=view.access_class,
                mode=view.mode,
                stage=view.stage,
                policy=_policy_in_words(view),
                rule=view.rule,
                reason=view.reason,
                team_rule=view.team_rule,
                agreement=view.agreement_name,
                passed_over=[
                    f"{each.name} ({each.reason.replace('_', ' ')})" for each in view.passed_over
                ],
                answer=view.answer,
            ),
            precedence=[PolicySource(*each) for each in precedence_of(view.policy_source)],
            policy=policy,
            attempt=None if attempt is None else AttemptView.of(attempt, names),
            outcomes=[msgspec.convert(o, OutcomeView, from_attributes=True) for o in outcomes],
            session_id=next((o.session_id for o in outcomes if o.session_id is not None), None),
        )


def _policy_in_words(view: DecisionView) -> str | None:
    if view.policy_id is None:
        return None
    named = view.policy_name or "its own policy"
    return named if view.policy_version is None else f"{named}, version {view.policy_version}"


class AttemptDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt and what became of it."""

    attempt: AttemptView
    outcomes: list[OutcomeView]


class DenialCount(msgspec.Struct, frozen=True, kw_only=True):
    """How often a station denied for a reason."""

    reason: str
    station_id: UUID
    denials: int


class NewTeamRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule to be added: everywhere, or at locations and stations; without windows, always."""

    effect: Effect
    everywhere: bool = False
    locations: list[UUID] = []
    stations: list[UUID] = []
    windows: list[Window] = []
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    note: str = ""

    def change(self) -> RuleChange:
        """Return this as the use case takes it."""
        return RuleChange(**msgspec.structs.asdict(self))


class ChangedTeamRule(Body, frozen=True, kw_only=True):
    """What changes of a rule; what is left out stays.

    With `version` the change is refused unless the rule still has that version.
    """

    effect: Effect | UnsetType = UNSET
    everywhere: bool | UnsetType = UNSET
    locations: list[UUID] | UnsetType = UNSET
    stations: list[UUID] | UnsetType = UNSET
    windows: list[Window] | UnsetType = UNSET
    valid_from: datetime | UnsetType | None = UNSET
    valid_until: datetime | UnsetType | None = UNSET
    note: str | UnsetType = UNSET
    version: int | None = None

    def change(self) -> RuleChange:
        """Return this as the use case takes it."""
        return msgspec.convert(self.said("version"), RuleChange)


class AskedStart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A start to be asked about: of an identifier, a vehicle, a fleet or an agreement.

    `identifier_id` is that of a vehicle's identifier, or of one that an agreement knows. `at` is
    now if absent.
    """

    station_id: UUID
    identifier_id: UUID | None = None
    vehicle_id: UUID | None = None
    fleet_id: UUID | None = None
    agreement_id: UUID | None = None
    at: datetime | None = None

    def question(self) -> Question:
        """Return this as the use case takes it."""
        return Question(**msgspec.structs.asdict(self))


class OverrideCapability(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a charger can do, whatever was found; null takes such a word back.

    With `key`, a configuration key of OCPP 1.6 or `Component.Variable` of 2.x, also how it is
    switched: the values in freevend (`on`) and in managed access (`off`).
    """

    capability: Capability | None
    reason: str
    key: Annotated[str, msgspec.Meta(min_length=1, max_length=50)] | None = None
    on: Annotated[str, msgspec.Meta(min_length=1, max_length=500)] = "true"
    off: Annotated[str, msgspec.Meta(max_length=500)] = "false"

    def path(self) -> SwitchPath | None:
        """Return how the charger is switched, where that is said."""
        if self.key is None:
            return None
        return SwitchPath(profile="operator", key=self.key, on=self.on, off=self.off)


class AcceptPartialControl(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words in which somebody accepts what will not be enforced."""

    words: str


class AcknowledgeProblem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody who knows of a problem says about it."""

    note: Annotated[str, msgspec.Meta(max_length=1000)] | None = None


class NewPolicy(PolicyDraft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A shared policy to be made."""

    name: str

    def draft(self) -> PolicyDraft:
        """Return what it is to say."""
        return PolicyDraft(
            default_mode=self.default_mode,
            windows=self.windows,
            exceptions=self.exceptions,
            starts=self.starts,
        )


class OwnPolicy(PolicyDraft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a station's own policy is to say.

    With `version` it is refused unless the station has one in that version.
    """

    version: int | None = None

    def draft(self) -> PolicyDraft:
        """Return what it is to say."""
        return PolicyDraft(
            default_mode=self.default_mode,
            windows=self.windows,
            exceptions=self.exceptions,
            starts=self.starts,
        )


class ChangedPolicy(Body, frozen=True, kw_only=True):
    """What changes of a policy; what is left out stays.

    With `version` the change is refused unless the policy still has that version.
    """

    name: str | UnsetType = UNSET
    default_mode: Mode | UnsetType = UNSET
    windows: list[WindowDraft] | UnsetType = UNSET
    exceptions: list[ExceptionDraft] | UnsetType = UNSET
    starts: StartRules | UnsetType = UNSET
    version: int | None = None


class PolicyStations(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The stations that a policy is to govern."""

    stations: list[UUID]


class GovernedStation(msgspec.Struct, frozen=True, kw_only=True):
    """A station that a policy governs."""

    id: UUID
    code: str
    name: str | None
    location_id: UUID


class AskedPreview(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft to be shown: at a station, or in a time zone; from `since` on, now if absent."""

    draft: PolicyDraft
    station_id: UUID | None = None
    timezone: str | None = None
    since: datetime | None = None


class NewOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mode to be ordered for a station: from now on, and until it is ended, if nothing is said.

    `reason` is kept with it.
    """

    mode: Mode
    begins: datetime | None = None
    ends: datetime | None = None
    reason: str | None = None


class AskedHolidays(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Public holidays to be added: of a country (ISO 3166-1), or of one of its regions.

    With `dry_run` nothing is added, and the answer tells what would be.
    """

    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
    years: list[int]
    mode: Mode
    region: Annotated[str, msgspec.Meta(max_length=10)] | None = None
    dry_run: bool = False


class HolidayCountry(msgspec.Struct, frozen=True, kw_only=True):
    """A country whose holidays are known, and its regions of which some are their own."""

    country: str
    regions: list[str]


class AskedReplay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draft to be tried on what was attempted at some stations, or at those of a policy.

    The last four weeks are meant where no time is given.
    """

    draft: PolicyDraft
    stations: list[UUID] = []
    policy_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
