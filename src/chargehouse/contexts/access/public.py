"""What other rooms may use of access."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Permission

ACCESS_MODE_EDIT = Permission("access.mode.edit", "access", "Set a station's access mode.")
ACCESS_DECISIONS_READ = Permission(
    "access.decisions.read", "access", "See access decisions, attempts and their reasons."
)
PERMISSIONS = (ACCESS_MODE_EDIT, ACCESS_DECISIONS_READ)


class Attempt(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A wish to charge, as a charger or an operator brought it.

    `identifier_hash` is None where no identifier was given. `judged_at` is the instant it is
    judged at: when it was received, or for one queued offline the station's own time, corrected.
    `forced` is a verdict reached elsewhere: `permitted` for an operator's remote start.
    """

    station_id: UUID
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


class DecisionFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which decisions are asked for; None asks for all. `since` inclusive, `until` exclusive."""

    station_id: UUID | None = None
    decision: str | None = None
    reason: str | None = None
    access_class: str | None = None
    vehicle_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
