"""Commands from an eMSP to a CPO, and their answers (module commands)."""

from collections.abc import Mapping
from typing import Final, Literal

from chargehouse.ocpi import codec
from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import DateTime, Id, LongId, Url, Whole
from chargehouse.ocpi.v211.tokens import Token

CommandType = Literal["RESERVE_NOW", "START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR"]
CommandResponseType = Literal["NOT_SUPPORTED", "REJECTED", "ACCEPTED", "TIMEOUT", "UNKNOWN_SESSION"]


class ReserveNow(OcpiObject, frozen=True, kw_only=True):
    """Keep an EVSE free until `expiry_date`; the same id again replaces the reservation."""

    response_url: Url
    token: Token
    expiry_date: DateTime
    reservation_id: Whole
    location_id: LongId
    evse_uid: LongId | None = None


class StartSession(OcpiObject, frozen=True, kw_only=True):
    """Start a session; the sender has authorised the token."""

    response_url: Url
    token: Token
    location_id: LongId
    evse_uid: LongId | None = None


class StopSession(OcpiObject, frozen=True, kw_only=True):
    """Stop a session, by the CPO's id of it."""

    response_url: Url
    session_id: Id


class UnlockConnector(OcpiObject, frozen=True, kw_only=True):
    """Free a cable that is stuck; for help desks."""

    response_url: Url
    location_id: LongId
    evse_uid: LongId
    connector_id: Id


class CommandResponse(OcpiObject, frozen=True, kw_only=True):
    """What the CPO says at once, and again when the station has answered."""

    result: CommandResponseType


def read_response(raw: codec.RawJson) -> CommandResponse:
    """Return an answer to a command: the table of the specification names the word alone.

    Raises like `codec.decode`.
    """
    said = codec.decode_plain(raw)
    return codec.check(CommandResponse, {"result": said} if isinstance(said, str) else said)


COMMANDS: Final[Mapping[str, type[OcpiObject]]] = {
    "RESERVE_NOW": ReserveNow,
    "START_SESSION": StartSession,
    "STOP_SESSION": StopSession,
    "UNLOCK_CONNECTOR": UnlockConnector,
}
"""The body of each command, by its name in the URL."""
