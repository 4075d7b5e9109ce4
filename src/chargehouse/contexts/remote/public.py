"""What others may use of remote: permissions, and what was asked across platforms."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from chargehouse.kernel.actor import Permission

REMOTE_READ: Final = Permission(
    "remote.read", "roaming", "See what partners asked of our chargers, and we of theirs."
)
REMOTE_COMMAND: Final = Permission(
    "remote.command", "roaming", "Start, stop and reserve at partners' chargers, and set limits."
)
PERMISSIONS: Final = (REMOTE_READ, REMOTE_COMMAND)

CommandKind = Literal[
    "CANCEL_RESERVATION",
    "RESERVE_NOW",
    "START_SESSION",
    "STOP_SESSION",
    "UNLOCK_CONNECTOR",
    "CLEAR_PROFILE",
    "GET_PROFILE",
    "SET_PROFILE",
]
"""A command of OCPI, or what is done to a session's charging profile."""

ReceivedState = Literal["refused", "waiting", "answered", "told", "untold"]
SentState = Literal["asking", "accepted", "refused", "failed", "done", "timed_out"]


class ReceivedCommand(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner asked of a charger of ours, and what came of it.

    `response` is what we said at once, `result` what the charger made of it. It is `refused` at
    once, or `waiting` for the charger, `answered` by it, and then `told` to the partner, or
    `untold` where that failed too often. `masked` is the identifier's mask.
    """

    id: UUID
    partner_id: UUID
    partner_name: str
    kind: CommandKind
    state: ReceivedState
    response: str
    result: str | None
    message: str | None
    station_id: UUID | None
    evse_id: int | None
    connector_id: int | None
    session_id: UUID | None
    command_id: UUID | None
    masked: str | None
    requested_at: datetime
    answered_at: datetime | None
    told_at: datetime | None
    tries: int
    last_error: str | None


class LimitPeriod(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A limit from `start_s` seconds on, 0 or more, in the unit of its limits."""

    start_s: Annotated[int, Meta(ge=0)]
    limit: Decimal


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of a session over time, in W, or in A per phase (a charging profile).

    Without `starts_at` (aware) they begin with the session; `duration_s` null is to its end.
    `least` is the rate, 0 or more, below which charging makes no sense.
    """

    unit: Literal["W", "A"]
    periods: Annotated[list[LimitPeriod], Meta(min_length=1, max_length=100)]
    starts_at: datetime | None = None
    duration_s: Annotated[int, Meta(ge=0)] | None = None
    least: Decimal | None = None


class LimitsInForce(msgspec.Struct, frozen=True, kw_only=True):
    """The limits that a partner says its charger has worked out, from an instant on."""

    starts_at: datetime
    limits: Limits | None


class SentCommand(msgspec.Struct, frozen=True, kw_only=True):
    """What we asked of a partner's charger, and what came of it.

    `response` is the partner's word at once, `result` what its charger made of it, and `message`
    what was said with either. It is `asking`, then `accepted`, `refused` or `failed`, and when
    accepted `done` once the result came, or `timed_out` without one; it may come later.
    """

    id: UUID
    partner_id: UUID
    partner_name: str
    kind: CommandKind
    state: SentState
    response: str | None
    result: str | None
    message: str | None
    location_id: str | None
    evse_uid: str | None
    connector_id: str | None
    session_id: str | None
    reservation_id: str | None
    identifier_id: UUID | None
    profile: LimitsInForce | None
    requested_by: str
    requested_at: datetime
    expires_at: datetime | None
    result_at: datetime | None


PartnerText = Annotated[str, Meta(min_length=1, max_length=36, pattern=r"\A[\x20-\x7e]*\Z")]
"""An id as a partner gave it."""


class CommandOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a partner's charger is asked to do.

    A start and a reservation need `identifier_id` and `location_id`, an unlocking `location_id`,
    `evse_uid` and `connector_id`, a stop `session_id`, a reservation `expires_at` (aware) and a
    cancellation `reservation_id`. Ids are the partner's own; a reservation's is ours, and made
    where none is given. `party` owns the location or the session (`NL-ROA`), where the partner
    speaks for several.
    """

    kind: Literal[
        "CANCEL_RESERVATION", "RESERVE_NOW", "START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR"
    ]
    party: Annotated[str, Meta(pattern=r"\A[A-Za-z]{2}-[A-Za-z0-9]{3}\Z")] | None = None
    identifier_id: UUID | None = None
    location_id: PartnerText | None = None
    evse_uid: PartnerText | None = None
    connector_id: PartnerText | None = None
    session_id: PartnerText | None = None
    reservation_id: PartnerText | None = None
    expires_at: datetime | None = None


class ProfileOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is done to the limits of a partner's session, by the partner's id of it.

    `profile` is needed to set it; `duration_s` is how far ahead they are
    read. `party` is as in `CommandOrder`.
    """

    kind: Literal["CLEAR_PROFILE", "GET_PROFILE", "SET_PROFILE"]
    session_id: PartnerText
    profile: Limits | None = None
    duration_s: Annotated[int, Meta(ge=1, le=604_800)] = 3600
    party: Annotated[str, Meta(pattern=r"\A[A-Za-z]{2}-[A-Za-z0-9]{3}\Z")] | None = None
