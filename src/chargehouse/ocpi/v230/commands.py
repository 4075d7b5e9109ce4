"""Commands that carry a token; the rest is as in 2.2.1 (module commands)."""

from collections.abc import Mapping
from typing import Final

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import DateTime, Id, Url
from chargehouse.ocpi.v221.commands import CancelReservation, StopSession, UnlockConnector
from chargehouse.ocpi.v230.tokens import Token


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


COMMANDS: Final[Mapping[str, type[OcpiObject]]] = {
    "CANCEL_RESERVATION": CancelReservation,
    "RESERVE_NOW": ReserveNow,
    "START_SESSION": StartSession,
    "STOP_SESSION": StopSession,
    "UNLOCK_CONNECTOR": UnlockConnector,
}
"""The body of each command, by its name in the URL."""
