"""What chargers said, in the words that partners are told (C7)."""

import pytest

from chargehouse.contexts.remote.model.results import result_of
from chargehouse.contexts.remote.public import CommandKind

CASES: list[tuple[CommandKind, str, str | None, str | None, str]] = [
    ("START_SESSION", "accepted", "Accepted", None, "ACCEPTED"),
    ("START_SESSION", "rejected", "Rejected", None, "REJECTED"),
    ("START_SESSION", "refused", None, "team_rule", "REJECTED"),
    ("START_SESSION", "refused", None, "InternalError", "FAILED"),
    ("START_SESSION", "refused", None, "NotImplemented", "NOT_SUPPORTED"),
    ("START_SESSION", "timed_out", None, None, "TIMEOUT"),
    ("START_SESSION", "cancelled", None, None, "TIMEOUT"),
    ("START_SESSION", "expired", None, "QueueFull", "TIMEOUT"),
    ("START_SESSION", "offline", None, None, "FAILED"),
    ("STOP_SESSION", "rejected", "Rejected", None, "REJECTED"),
    ("UNLOCK_CONNECTOR", "accepted", "Unlocked", None, "ACCEPTED"),
    ("UNLOCK_CONNECTOR", "rejected", "UnlockFailed", None, "FAILED"),
    ("UNLOCK_CONNECTOR", "rejected", "NotSupported", None, "NOT_SUPPORTED"),
    ("UNLOCK_CONNECTOR", "rejected", "OngoingAuthorizedTransaction", None, "REJECTED"),
    ("RESERVE_NOW", "rejected", "Occupied", None, "EVSE_OCCUPIED"),
    ("RESERVE_NOW", "rejected", "Faulted", None, "EVSE_INOPERATIVE"),
    ("RESERVE_NOW", "rejected", "Unavailable", None, "EVSE_INOPERATIVE"),
    ("RESERVE_NOW", "rejected", "Rejected", None, "REJECTED"),
    ("CANCEL_RESERVATION", "rejected", "Rejected", None, "UNKNOWN_RESERVATION"),
    ("SET_PROFILE", "accepted", "Accepted", None, "ACCEPTED"),
    ("SET_PROFILE", "timed_out", None, None, "REJECTED"),
    ("CLEAR_PROFILE", "rejected", "Unknown", None, "UNKNOWN"),
]


@pytest.mark.parametrize(("kind", "status", "answer", "error", "told"), CASES)
def test_a_result_is_what_the_charger_said(
    kind: CommandKind, status: str, answer: str | None, error: str | None, told: str
) -> None:
    assert result_of(kind, status, answer, error).word == told
