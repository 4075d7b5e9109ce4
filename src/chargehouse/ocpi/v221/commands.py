"""Commands from an eMSP to a CPO, and their answers (module commands)."""

from collections.abc import Mapping
from typing import Final, Literal

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import Count, DateTime, Id, Url
from chargehouse.ocpi.v221.tokens import Token

CommandType = Literal[
    "CANCEL_RESERVATION", "RESERVE_NOW", "START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR"
]
CommandResponseType = Literal["NOT_SUPPORTED", "REJECTED", "ACCEPTED", "UNKNOWN_SESSION"]
CommandResultType = Literal[
    "ACCEPTED",
    "CANCELED_RESERVATION",
    "EVSE_OCCUPIED",
    "EVSE_INOPERATIVE",
    "FAILED",
    "NOT_SUPPORTED",
    "REJECTED",
    "TIMEOUT",
    "UNKNOWN_RESERVATION",
]


class CancelReservation(OcpiObject, frozen=True, kw_only=True):
    """Give up a reservation, by the id that the sender gave it."""

    response_url: Url
    reservation_id: Id


class ReserveNow(OcpiObject, frozen=True, kw_only=True):
    """Keep an EVSE free until `expiry_date`; the same id again replaces the reservation."""

    response_url: Url
    token: Token
    expiry_date: DateTime
    reservation_id: Id
    location_id: Id
    evse_uid: Id | None = None
    authorization_reference: Id | None = None


class StartSession(OcpiObject, frozen=True, kw_only=True):
    """Start a session; the sender has authorised the token."""

    response_url: Url
    token: Token
    location_id: Id
    evse_uid: Id | None = None
    connector_id: Id | None = None
    authorization_reference: Id | None = None

    def __post_init__(self) -> None:
        if self.connector_id is not None and self.evse_uid is None:
            raise ValueError("A connector_id needs an evse_uid")


class StopSession(OcpiObject, frozen=True, kw_only=True):
    """Stop a session, by the CPO's id of it."""

    response_url: Url
    session_id: Id


class UnlockConnector(OcpiObject, frozen=True, kw_only=True):
    """Free a cable that is stuck; for help desks."""

    response_url: Url
    location_id: Id
    evse_uid: Id
    connector_id: Id


class CommandResponse(OcpiObject, frozen=True, kw_only=True):
    """What the CPO says at once; the result comes to `response_url` within `timeout` seconds."""

    result: CommandResponseType
    timeout: Count
    message: tuple[DisplayText, ...] | None = None


class CommandResult(OcpiObject, frozen=True, kw_only=True):
    """What the station said."""

    result: CommandResultType
    message: tuple[DisplayText, ...] | None = None


COMMANDS: Final[Mapping[str, type[OcpiObject]]] = {
    "CANCEL_RESERVATION": CancelReservation,
    "RESERVE_NOW": ReserveNow,
    "START_SESSION": StartSession,
    "STOP_SESSION": StopSession,
    "UNLOCK_CONNECTOR": UnlockConnector,
}
"""The body of each command, by its name in the URL."""
