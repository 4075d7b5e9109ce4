"""Shapes of decisions and attempts."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row

from chargehouse.contexts.access.model import explain, meaning_of, precedence_of
from chargehouse.contexts.access.public import DecisionNames
from chargehouse.contexts.access.public.policies import PolicyVersion


class PassedOver(msgspec.Struct, frozen=True):
    """An agreement that knew an identifier and did not decide: its name, and what it said."""

    agreement_id: UUID
    name: str
    reason: str


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """An access decision (FR-011). The identifier is masked; it cannot be read back.

    `agreement_name` is what the agreement that decided was called then, `outside` what of the start
    it does not cover; of a fleet's rule it is `evse` where that names the station, and of a
    partner that denied its word. `passed_over` are other agreements that know the identifier.

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


class PartnersWord(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner said when it was asked whether its driver may charge.

    `said` is its word: `allowed`, `blocked`, `expired`, `no_credit`, `not_allowed`, `unknown`,
    `no_answer`, or `not_asked`, as it gave no answer of late. `whitelist` is the token's type, null
    where nobody knew it; `party` its owner.
    """

    partner_id: UUID
    party: str | None
    whitelist: str | None
    said: str
    asked_at: datetime
    answer_ms: int


class DecisionDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A decision with all that led to it and became of it.

    `steps` say in English, in order, how it came about. `precedence` tells the sources of the mode,
    the strongest first. `policy` is what the policy said in the version that governed, null where
    none did. `session_id` is the session that came of it, if one did. `partner` is what a partner
    said, where one was asked.
    """

    decision: DecisionView
    steps: list[str]
    precedence: list[PolicySource]
    policy: PolicyVersion | None
    attempt: AttemptView | None
    outcomes: list[OutcomeView]
    session_id: UUID | None
    partner: PartnersWord | None

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
                partner=row.partner_said,
                answer=view.answer,
            ),
            precedence=[PolicySource(*each) for each in precedence_of(view.policy_source)],
            policy=policy,
            attempt=None if attempt is None else AttemptView.of(attempt, names),
            outcomes=[msgspec.convert(o, OutcomeView, from_attributes=True) for o in outcomes],
            session_id=next((o.session_id for o in outcomes if o.session_id is not None), None),
            partner=_partners_word(row),
        )


def _partners_word(row: Row[Any]) -> PartnersWord | None:
    if row.partner_said is None:
        return None
    return PartnersWord(
        partner_id=row.partner_id,
        party=row.partner_party,
        whitelist=row.partner_whitelist,
        said=row.partner_said,
        asked_at=row.partner_asked_at,
        answer_ms=row.partner_answer_ms,
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
