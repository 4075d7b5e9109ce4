"""What other rooms may use of access."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.identity.public import AgreementStep, Outside
from chargehouse.contexts.stations.public import Names
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.setting import Choice, Duration, Flag, Setting
from chargehouse.kernel.weekly_hours import Window

ACCESS_POLICY_EDIT = Permission(
    "access.policy.edit",
    "access",
    "Make, change and remove access policies, and say which stations they govern.",
)
ACCESS_OVERRIDE = Permission(
    "access.override", "access", "Override a station's access policy, for a while or until ended."
)
ACCESS_DECISIONS_READ = Permission(
    "access.decisions.read",
    "access",
    "See access policies, expected modes, access decisions, attempts and their reasons.",
)
ACCESS_CONTROL_READ = Permission(
    "access.control.read", "access", "See what chargers can do, their modes and access problems."
)
ACCESS_CONTROL_EDIT = Permission(
    "access.control.edit",
    "access",
    "Probe chargers, say what they can do, retry their modes and acknowledge access problems.",
)
PERMISSIONS = (
    ACCESS_POLICY_EDIT,
    ACCESS_OVERRIDE,
    ACCESS_DECISIONS_READ,
    ACCESS_CONTROL_READ,
    ACCESS_CONTROL_EDIT,
)

Mode = Literal["freevend", "managed_access"]
Source = Literal["override", "exception", "weekly", "default"]
"""What may say the mode of a station, the strongest first."""

ACCESS_STAGE = Setting(
    "access.stage",
    Choice(("off", "shadow", "on")),
    "on",
    "How far access control is rolled out: off lets everybody charge and decides nothing, shadow"
    " decides and records but lets everybody charge, on enforces what is decided.",
    dangerous=True,
    by_place=True,
)
DECISION_DEADLINE = Setting(
    "access.decision_deadline_s",
    Duration(0.1, 30.0),
    2.0,
    "How long a decision may take. After it the start is denied.",
)
PARTNER_DEADLINE = Setting(
    "access.partner_deadline_s",
    Duration(0.5, 20.0),
    5.0,
    "How long a partner may take to say whether its driver may charge. After it the start is"
    " denied, unless the partner lets the token charge while it cannot be reached.",
)
LOCAL_LISTS = Setting(
    "access.local_lists",
    Flag(),
    default=True,
    description="Chargers are told who may charge there, so that managed access holds while their"
    " connection is down. Switched off, the lists that they have stay as they are.",
)
SETTINGS = (ACCESS_STAGE, DECISION_DEADLINE, PARTNER_DEADLINE, LOCAL_LISTS)


class Attempt(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A wish to charge, as a charger or an operator brought it.

    `identifier_hash` is None where no identifier was given. `judged_at` is the instant it is
    judged at: when it was received, or for one queued offline the station's own time, corrected.
    With `queued` it came, or may have come, out of what the station queued while it was offline.
    `location_id` is where the station stands, as far as is known.
    `source` is whose wish it is: an `operator`'s or a `partner`'s remote start, else that of who
    has the `identifier`. `forced` is a verdict reached elsewhere: `permitted` for an operator's.
    `id` is given where somebody knew it before: for a partner's it is that of its command.
    """

    station_id: UUID
    location_id: UUID | None = None
    kind: Literal["authorize", "start", "remote"]
    protocol: str
    received_at: datetime
    judged_at: datetime
    identifier_hash: bytes | None = None
    masked: str | None = None
    identifier_type: str | None = None
    type_recognised: bool = True
    evse_id: int | None = None
    connection_id: UUID | None = None
    message_id: str | None = None
    payload_hash: int | None = None
    reported_at: datetime | None = None
    forced: str | None = None
    source: str = "identifier"
    request_id: str | None = None
    queued: bool = False
    id: UUID | None = None


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What was decided. `decision_id` is None in freevend, where nothing is decided.

    `reason` is `permitted`, `freevend` or why it was denied; `answer` is the status on the wire.
    `group_encrypted` is the identifier's group, for the answer to the charger.
    """

    attempt_id: UUID
    decision_id: UUID | None
    allowed: bool
    reason: str
    answer: str
    mode: str
    access_class: str | None
    identifier_id: UUID | None = None
    vehicle_id: UUID | None = None
    group_encrypted: bytes | None = None
    valid_until: datetime | None = None
    repeated: bool = False

    @property
    def is_permitted(self) -> bool:
        """Tell whether the start is permitted, not merely let in."""
        return self.allowed and self.reason == "permitted"


class DecidedFor(msgspec.Struct, frozen=True, kw_only=True):
    """Under which agreement a decision was made, and what a partner said that was asked.

    `said` is its word (`PartnerWord`), None where nobody was asked; then the partner is None too.
    `party` (`NL-ROA`) is whose token was let in, and `token_type` its type as OCPI has it, as far
    as they were known then.
    """

    agreement_id: UUID | None
    partner_id: UUID | None
    said: str | None
    reference: str | None
    party: str | None = None
    token_type: str | None = None


class DecidedForPartners(Protocol):
    """Tells for whom decisions let somebody in; asks for no permission."""

    async def decided_for(self, actor: Actor, decision_id: UUID) -> DecidedFor | None:
        """Return for whom a decision was made; None for one that is not there."""


class DecisionNames(msgspec.Struct, frozen=True):
    """What the stations, vehicles, fleets and policies of decisions are called."""

    places: Names
    vehicles: Mapping[UUID, str]
    fleets: Mapping[UUID, str]
    policies: Mapping[UUID, str]


class DecisionFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which decisions are asked for; None asks for all. `since` inclusive, `until` exclusive.

    `stage` is the one of access control in which they were made: `shadow` or `on`.
    """

    station_id: UUID | None = None
    decision: str | None = None
    stage: str | None = None
    reason: str | None = None
    access_class: str | None = None
    vehicle_id: UUID | None = None
    agreement_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class AttemptFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which attempts are asked for; None asks for all. `since` inclusive, `until` exclusive.

    `policy_id` means the stations that it governs now, `vehicle_id` the identifiers that it has
    now.
    """

    station_id: UUID | None = None
    policy_id: UUID | None = None
    vehicle_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class DenialOverview(msgspec.Struct, frozen=True, kw_only=True):
    """The denials since an instant: how many, why, and at how many stations."""

    since: datetime
    denied: int
    by_reason: dict[str, int]
    stations: int


class StageAt(msgspec.Struct, frozen=True, kw_only=True):
    """What a place says of the stage of access control; `stage` is null where it says nothing.

    `key` is the setting's, by which it is changed; `version` that setting's, and `reason` why it
    was changed last. `proposal_id` is a change that waits for a second person.
    """

    place: Literal["station", "location", "tenant"]
    place_id: UUID | None
    key: str
    stage: str | None
    version: int
    changed_at: datetime | None
    changed_by: str | None
    reason: str | None
    proposal_id: UUID | None
    may_change: bool


class StageInForce(msgspec.Struct, frozen=True, kw_only=True):
    """The stage of access control that holds at a place, and which place gave it.

    `places` are asked in their order, the most exact first: the first that says something decides.
    Where none does, `decided_by` is `default`.
    """

    stage: str
    decided_by: Literal["station", "location", "tenant", "default"]
    places: list[StageAt]


Effect = Literal["allow", "deny"]


class TeamRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of a fleet: its vehicles may, or may not, charge somewhere at some time.

    It holds everywhere, or at some locations and stations; always, or in weekly windows; from
    `valid_from` on and before `valid_until`. `words` say so in English.
    """

    id: UUID
    fleet_id: UUID
    effect: Effect
    everywhere: bool
    locations: list[UUID]
    stations: list[UUID]
    windows: list[Window]
    valid_from: datetime | None
    valid_until: datetime | None
    note: str
    words: str
    created_at: datetime
    updated_at: datetime
    version: int


class RuleStep(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as it was looked at: it holds where it is here, in its hours, and valid."""

    rule_id: UUID
    effect: Effect
    words: str
    here: bool
    in_hours: bool
    valid: bool
    holds: bool
    decided: bool


class Verdict(msgspec.Struct, frozen=True):
    """What a fleet's rules say of a start. `rule_id` is the one that decided, where one did."""

    allowed: bool
    rule_id: UUID | None = None
    words: str | None = None


class RulesAbroad(Protocol):
    """Answers what fleets' rules say of starts at chargers that are not ours."""

    async def verdict(
        self, actor: Actor, fleet_id: UUID, at: datetime, *, timezone: str | None
    ) -> Verdict | None:
        """Return what a fleet's rules say; None where they ask for the hour at an unknown place.

        `timezone` is the IANA name of the zone there. Raises `FleetUnknown`.
        """


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Who would start, where and when; `at` is now if absent. One of the ids says who.

    `identifier_id` is that of a vehicle's identifier, or of one that an agreement knows.
    """

    station_id: UUID
    identifier_id: UUID | None = None
    vehicle_id: UUID | None = None
    fleet_id: UUID | None = None
    agreement_id: UUID | None = None
    at: datetime | None = None


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a start would be let in, and why.

    `allowed` is what a driver would find, also where nothing is enforced; `reason` and `meaning`
    are those of a decision, `rule_id` and `rule` name the fleet's rule that decided. `agreements`
    are those that know the identifier, by name; one of them decides, unless a vehicle has it.
    `local_time` is the instant by the clocks at the location. The mode is the one that the station
    is in now.
    """

    allowed: bool
    reason: str
    meaning: str
    mode: str
    stage: str
    at: datetime
    local_time: str
    timezone: str
    station_id: UUID
    station_code: str
    location_id: UUID
    location_name: str
    vehicle_id: UUID | None
    vehicle_name: str | None
    masked: str | None
    fleet_id: UUID | None
    fleet_name: str | None
    rule_id: UUID | None
    rule: str | None
    rules: list[RuleStep]
    agreement_id: UUID | None
    agreement_name: str | None
    outside: Outside | None
    agreements: list[AgreementStep]
