"""Shapes of access on HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row

from chargehouse.contexts.access.model import Mode, explain


class ModeView(msgspec.Struct, frozen=True, kw_only=True):
    """A station's expected mode, where it comes from and since when."""

    station_id: UUID
    mode: Mode
    policy: str
    since: datetime | None
    set_by: str | None
    reason: str | None

    @classmethod
    def of(cls, station_id: UUID, row: Row[Any] | None) -> "ModeView":
        """Return the view of a mode row; without one the station is in managed access."""
        if row is None:
            return cls(
                station_id=station_id,
                mode="managed_access",
                policy="default",
                since=None,
                set_by=None,
                reason=None,
            )
        return msgspec.convert(row, cls, from_attributes=True)


class SetMode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mode a station should be in from now on."""

    mode: Mode
    reason: str | None = None


class DecisionView(msgspec.Struct, frozen=True, kw_only=True):
    """An access decision (FR-011). The identifier is masked; it cannot be read back."""

    id: UUID
    attempt_id: UUID
    station_id: UUID
    evse_id: int | None
    decided_at: datetime
    judged_at: datetime
    decision: str
    reason: str
    source: str
    identifier_type: str | None
    masked: str | None
    identifier_hash: str | None
    access_class: str
    identifier_id: UUID | None
    vehicle_id: UUID | None
    policy: str
    policy_version: int | None
    rule: str
    mode: str
    protocol: str
    answer: str
    request_id: str | None
    took_us: int

    @classmethod
    def of(cls, row: Row[Any]) -> "DecisionView":
        """Return the view of a decision row."""
        values = dict(row._mapping)  # noqa: SLF001  SQLAlchemy's documented way to read by name
        values["access_class"] = values.pop("class")
        hashed = values["identifier_hash"]
        values["identifier_hash"] = hashed.hex() if hashed else None
        return cls(**{name: values[name] for name in cls.__struct_fields__})


class OutcomeView(msgspec.Struct, frozen=True, kw_only=True):
    """What was learnt after a decision."""

    kind: str
    session_id: UUID | None
    details: str | None
    at: datetime


class DecisionDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A decision with the steps that led to it and what became of it."""

    decision: DecisionView
    steps: list[str]
    outcomes: list[OutcomeView]

    @classmethod
    def of(cls, row: Row[Any], outcomes: list[Row[Any]]) -> "DecisionDetail":
        """Return the detail of a decision row and its outcome rows."""
        view = DecisionView.of(row)
        return cls(
            decision=view,
            steps=explain(
                masked=view.masked,
                identifier_type=view.identifier_type,
                access_class=view.access_class,
                mode=view.mode,
                rule=view.rule,
                reason=view.reason,
                answer=view.answer,
            ),
            outcomes=[msgspec.convert(o, OutcomeView, from_attributes=True) for o in outcomes],
        )


class AttemptView(msgspec.Struct, frozen=True, kw_only=True):
    """A wish to charge, with or without a decision or a start."""

    id: UUID
    station_id: UUID
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


class AttemptDetail(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt and what became of it."""

    attempt: AttemptView
    outcomes: list[OutcomeView]


class DenialCount(msgspec.Struct, frozen=True, kw_only=True):
    """How often a station denied for a reason."""

    reason: str
    station_id: UUID
    denials: int
