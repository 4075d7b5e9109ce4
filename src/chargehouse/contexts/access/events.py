"""Facts of the access context."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Event


class ExpectedModeChanged(Event, frozen=True, kw_only=True):
    """The mode that a station should be in is another from now on."""

    wire_name: ClassVar[str] = "charger_access.expected_mode_changed"

    previous: str
    next: str
    source: str
    reason: str | None
    effective_at: datetime


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
