"""What may be decided, why, and what the charger is told."""

from types import MappingProxyType
from typing import Literal

Mode = Literal["freevend", "managed_access"]
MODES: tuple[Mode, ...] = ("freevend", "managed_access")

DecisionWord = Literal["allowed", "denied"]
PERMITTED = "permitted"
FREEVEND = "freevend"
AUTHORISATION_TIMEOUT = "authorisation_timeout"

ACCESS_CLASSES = ("own_fleet", "agreement", "unknown", "unauthorised")

_ANSWERS_16 = {
    PERMITTED: "Accepted",
    "unknown_identifier": "Invalid",
    "unrecognised_identifier_type": "Invalid",
    "inactive_identifier": "Blocked",
    "expired_identifier": "Expired",
    "unsupported_path": "Invalid",
    AUTHORISATION_TIMEOUT: "Invalid",
}
_ANSWERS_2 = {
    **_ANSWERS_16,
    "unknown_identifier": "Unknown",
    "unrecognised_identifier_type": "Unknown",
}

ANSWERS = MappingProxyType(
    {
        f"{protocol}:{reason}": status
        for protocol, table in (
            ("ocpp1.6", _ANSWERS_16),
            ("ocpp2.0.1", _ANSWERS_2),
            ("ocpp2.1", _ANSWERS_2),
        )
        for reason, status in table.items()
    }
)
REASONS = tuple(_ANSWERS_16)

_MEANINGS = {
    PERMITTED: "The identifier is active and valid.",
    "unknown_identifier": "No vehicle and no agreement has this identifier.",
    "unrecognised_identifier_type": "Neither the identifier's type nor its value is known.",
    "inactive_identifier": "The identifier is known, and not active now.",
    "expired_identifier": "The identifier's validity has ended.",
    "unsupported_path": "It was asked for in a way that cannot be checked here.",
    AUTHORISATION_TIMEOUT: "No decision was reached in time, so the start was refused.",
}


def answer_for(protocol: str, reason: str) -> str:
    """Return the status on the wire: 1.6 `idTagInfo.status`, 2.x `idTokenInfo.status`.

    `reason` is one of `REASONS`, or `freevend`, in which everybody is accepted.
    """
    return ANSWERS.get(f"{protocol}:{reason}", "Accepted" if reason == FREEVEND else "Invalid")


def explain(
    *,
    masked: str | None,
    identifier_type: str | None,
    access_class: str,
    mode: str,
    rule: str,
    reason: str,
    answer: str,
) -> list[str]:
    """Return the steps that led to a decision, in order, fit for people."""
    seen = f"{identifier_type or 'identifier'} {masked}" if masked else "no identifier"
    return [
        f"The station sent {seen}.",
        f"It is classed {access_class.replace('_', ' ')}.",
        f"The station was in {mode.replace('_', ' ')}: {rule}.",
        _MEANINGS[reason],
        f"The station was answered {answer}.",
    ]
