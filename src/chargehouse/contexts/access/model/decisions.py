"""What may be decided, why, and what the charger is told."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final, Literal

from chargehouse.contexts.access.public import Mode

MODES: tuple[Mode, ...] = ("freevend", "managed_access")

SOURCES = ("override", "exception", "weekly", "default")
"""The sources of a station's mode, the strongest first."""

DecisionWord = Literal["allowed", "denied"]
PERMITTED = "permitted"
FREEVEND: Final = "freevend"
AUTHORISATION_TIMEOUT = "authorisation_timeout"
TEAM_RULE = "team_rule"
OUTSIDE_AGREEMENT = "outside_agreement"
CONCURRENT_SESSION = "concurrent_session"

ACCESS_CLASSES = ("own_fleet", "agreement", "unknown", "unauthorised")

_ANSWERS_16 = {
    PERMITTED: "Accepted",
    "unknown_identifier": "Invalid",
    "unrecognised_identifier_type": "Invalid",
    "inactive_identifier": "Blocked",
    "expired_identifier": "Expired",
    "stale_agreement": "Invalid",
    "outside_agreement:place": "Invalid",
    "outside_agreement:hour": "Invalid",
    "unsupported_path": "Invalid",
    AUTHORISATION_TIMEOUT: "Invalid",
    TEAM_RULE: "Blocked",
    f"{TEAM_RULE}:evse": "Blocked",
    CONCURRENT_SESSION: "ConcurrentTx",
}
_ANSWERS_2 = {
    **_ANSWERS_16,
    "unknown_identifier": "Unknown",
    "unrecognised_identifier_type": "Unknown",
    "outside_agreement:place": "NotAtThisLocation",
    "outside_agreement:hour": "NotAtThisTime",
    f"{TEAM_RULE}:evse": "NotAllowedTypeEVSE",
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
REASONS = tuple(dict.fromkeys(key.partition(":")[0] for key in _ANSWERS_16))

OPERATOR = "operator"
SHADOW = "shadow"
OFF = "off"
ACCEPTED = "Accepted"
SHADOW_ANSWERS = MappingProxyType(dict.fromkeys(ANSWERS, ACCEPTED))
"""What chargers are told while decisions are recorded and not enforced."""

_MEANINGS = {
    PERMITTED: "The identifier is active and valid.",
    "unknown_identifier": "No vehicle and no agreement has this identifier.",
    "unrecognised_identifier_type": "Neither the identifier's type nor its value is known.",
    "inactive_identifier": "The identifier is known, and not active now.",
    "expired_identifier": "The identifier's validity has ended.",
    "stale_agreement": "The partner's list of identifiers is older than it may be.",
    OUTSIDE_AGREEMENT: "The agreement does not cover this place or this hour.",
    "unsupported_path": "It was asked for in a way that cannot be checked here.",
    AUTHORISATION_TIMEOUT: "No decision was reached in time, so the start was refused.",
    TEAM_RULE: "The rules of the vehicle's fleet do not let it charge here and now.",
    CONCURRENT_SESSION: "The identifier charges elsewhere, where that is forbidden.",
}


def answer_for(protocol: str, reason: str, outside: str | None = None) -> str:
    """Return the status on the wire: 1.6 `idTagInfo.status`, 2.x `idTokenInfo.status`.

    `reason` is one of `REASONS`, or `freevend`, in which everybody is accepted; `outside` is what
    an agreement does not cover, `place` or `hour`, where that is the reason, and `evse` where a
    fleet's rule speaks of the station itself.
    """
    key = f"{protocol}:{reason}"
    if outside is not None:
        key = f"{key}:{outside}"
    return ANSWERS.get(key, "Accepted" if reason == FREEVEND else "Invalid")


def meaning_of(reason: str) -> str:
    """Return what a reason means, fit for people."""
    return _MEANINGS.get(reason, reason.replace("_", " "))


def precedence_of(deciding: str) -> list[tuple[str, str]]:
    """Return the sources that a mode may come from, the strongest first, and which gave it.

    Each is `decided`, `passed_over` (it said nothing) or `outranked`; `deciding` is the one that
    gave the mode.
    """
    place = SOURCES.index(deciding)
    return [
        (
            source,
            "decided" if at == place else "passed_over" if at < place else "outranked",
        )
        for at, source in enumerate(SOURCES)
    ]


def explain(
    *,
    source: str,
    masked: str | None,
    identifier_type: str | None,
    access_class: str,
    mode: str,
    stage: str,
    policy: str | None,
    rule: str,
    reason: str,
    team_rule: str | None,
    agreement: str | None,
    passed_over: Sequence[str],
    answer: str,
) -> list[str]:
    """Return the steps that led to a decision, in order, fit for people."""
    seen = f"{identifier_type or 'identifier'} {masked}" if masked else "no identifier"
    return [
        f"An operator asked for it, with {seen}."
        if source == OPERATOR
        else f"The station sent {seen}.",
        f"It is classed {access_class.replace('_', ' ')}.",
        *([] if agreement is None else [f"It is judged by the agreement {agreement}."]),
        *([] if not passed_over else [f"Passed over: {', '.join(passed_over)}."]),
        *([] if policy is None else [f"The station was governed by {policy}."]),
        f"The station was in {mode.replace('_', ' ')}: {rule}.",
        meaning_of(reason),
        *([] if team_rule is None else [f"Of the fleet's rules this decided: {team_rule}"]),
        *(
            ["Access control was in shadow there, so nothing was enforced."]
            if stage == SHADOW
            else []
        ),
        f"The station was answered {answer}.",
    ]
