"""What a charger made of a command, in the words that partners are told."""

from collections.abc import Mapping
from typing import Final, NamedTuple, get_args

from chargehouse.contexts.remote.public import CommandKind
from chargehouse.ocpi.v221.commands import CommandResultType
from chargehouse.ocpi.v221.commands import CommandType as OcpiCommand

COMMAND_KINDS: Final[frozenset[str]] = frozenset(get_args(OcpiCommand))
NOT_KNOWN_TO_CHARGER: Final = frozenset({"NotImplemented", "NotSupported"})
OFFLINE: Final = "The charger is not connected."
SILENT: Final = "The charger did not answer in time."

SAID_NO: Final[Mapping[tuple[CommandKind, str], CommandResultType]] = {
    ("CANCEL_RESERVATION", "Rejected"): "UNKNOWN_RESERVATION",
    ("RESERVE_NOW", "Faulted"): "EVSE_INOPERATIVE",
    ("RESERVE_NOW", "Occupied"): "EVSE_OCCUPIED",
    ("RESERVE_NOW", "Unavailable"): "EVSE_INOPERATIVE",
    ("UNLOCK_CONNECTOR", "NotSupported"): "NOT_SUPPORTED",
    ("UNLOCK_CONNECTOR", "UnlockFailed"): "FAILED",
    ("UNLOCK_CONNECTOR", "UnknownConnector"): "FAILED",
}
"""What the words mean in which chargers say no; every other one is a rejection."""


NOT_LET_IN: Final[Mapping[str, str]] = {
    "unknown_identifier": "No agreement lets your drivers charge there.",
    "outside_agreement": "The agreement does not cover this place or this hour.",
    "inactive_identifier": "The token, or the agreement, is not active now.",
    "expired_identifier": "The validity of the token, or of the agreement, has ended.",
    "concurrent_session": "The token charges elsewhere.",
    "authorisation_timeout": "No decision was reached in time.",
}
"""Why a start was denied, by the reason of the decision; of the others no more is said."""


class Result(NamedTuple):
    """A result as partners are told it, and in words for people."""

    word: str
    message: str | None = None


TIMEOUT: Final = Result("TIMEOUT", SILENT)
OTHERWISE: Final[Mapping[str, Result]] = {
    "accepted": Result("ACCEPTED"),
    "offline": Result("FAILED", OFFLINE),
}


def result_of(
    kind: CommandKind, status: str, answer_status: str | None, error_code: str | None
) -> Result:
    """Return what came of a command; `status` is one of `CommandOutcome`."""
    if kind not in COMMAND_KINDS:
        return _of_profile(status, answer_status)
    if status == "rejected":
        said = answer_status or ""
        return Result(SAID_NO.get((kind, said), "REJECTED"), f"The charger said {said}.")
    if status == "refused":
        return _of_refusal(kind, error_code or "")
    return OTHERWISE.get(status, TIMEOUT)


def _of_refusal(kind: CommandKind, error_code: str) -> Result:
    """Return what an OCPP error says, or a denial of ours, whose reasons are in lower case."""
    if error_code in NOT_KNOWN_TO_CHARGER:
        return Result("NOT_SUPPORTED", "The charger does not know this.")
    if kind == "START_SESSION" and error_code.islower():
        why = NOT_LET_IN.get(error_code, "The token may not charge there now.")
        return Result("REJECTED", why)
    return Result("FAILED", "The charger answered with an error.")


def _of_profile(status: str, answer_status: str | None) -> Result:
    if status == "accepted":
        return Result("ACCEPTED")
    return Result("UNKNOWN" if answer_status == "Unknown" else "REJECTED")
