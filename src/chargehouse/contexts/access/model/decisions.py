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
UNKNOWN_IDENTIFIER: Final = "unknown_identifier"
ASK_PARTNER: Final = "ask_partner"
"""No reason of a decision: a partner is to be asked before there is one."""
PARTNER_DENIED: Final = "partner_denied"
PARTNER_NO_ANSWER: Final = "partner_no_answer"

ACCESS_CLASSES = ("own_fleet", "agreement", "unknown", "unauthorised")

_ANSWERS_16 = {
    PERMITTED: "Accepted",
    UNKNOWN_IDENTIFIER: "Invalid",
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
    "unbound_token": "Blocked",
    f"{PARTNER_DENIED}:blocked": "Blocked",
    f"{PARTNER_DENIED}:expired": "Expired",
    f"{PARTNER_DENIED}:no_credit": "Blocked",
    f"{PARTNER_DENIED}:not_allowed": "Invalid",
    f"{PARTNER_DENIED}:unknown": "Invalid",
    PARTNER_NO_ANSWER: "Invalid",
}
_ANSWERS_2 = {
    **_ANSWERS_16,
    UNKNOWN_IDENTIFIER: "Unknown",
    "unrecognised_identifier_type": "Unknown",
    "outside_agreement:place": "NotAtThisLocation",
    "outside_agreement:hour": "NotAtThisTime",
    f"{TEAM_RULE}:evse": "NotAllowedTypeEVSE",
    f"{PARTNER_DENIED}:no_credit": "NoCredit",
    f"{PARTNER_DENIED}:not_allowed": "NotAtThisLocation",
    f"{PARTNER_DENIED}:unknown": "Unknown",
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
PARTNER = "partner"
SHADOW = "shadow"
OFF = "off"
ACCEPTED = "Accepted"
SHADOW_ANSWERS = MappingProxyType(dict.fromkeys(ANSWERS, ACCEPTED))
"""What chargers are told while decisions are recorded and not enforced."""

_ASKED = {
    OPERATOR: "An operator asked for it, with {seen}.",
    PARTNER: "A partner asked for it, with {seen}.",
}

_MEANINGS = {
    PERMITTED: "The identifier is active and valid.",
    UNKNOWN_IDENTIFIER: "No vehicle and no agreement has this identifier.",
    "unrecognised_identifier_type": "Neither the identifier's type nor its value is known.",
    "inactive_identifier": "The identifier is known, and not active now.",
    "expired_identifier": "The identifier's validity has ended.",
    "stale_agreement": "The partner's list of identifiers is older than it may be.",
    OUTSIDE_AGREEMENT: "The agreement does not cover this place or this hour.",
    "unsupported_path": "It was asked for in a way that cannot be checked here.",
    AUTHORISATION_TIMEOUT: "No decision was reached in time, so the start was refused.",
    TEAM_RULE: "The rules of the vehicle's fleet do not let it charge here and now.",
    CONCURRENT_SESSION: "The identifier charges elsewhere, where that is forbidden.",
    "unbound_token": "The card is known, and bound to no driver.",
    PARTNER_DENIED: "The partner was asked, and does not let it charge here and now.",
    PARTNER_NO_ANSWER: "The partner has to be asked, and did not answer in time.",
    ASK_PARTNER: "The partner is asked when it comes to it, and its word decides.",
}
NOT_ASKED: Final = "not_asked"
PARTNERS_WORDS: Final = MappingProxyType(
    {
        "allowed": "lets it charge",
        "blocked": "said that it is blocked",
        "expired": "said that it has expired",
        "no_credit": "said that it has no credit",
        "not_allowed": "said that it may not charge here",
        "unknown": "does not know it",
        "no_answer": "did not answer in time",
    }
)
"""What a partner said, fit for people."""


def answer_for(protocol: str, reason: str, outside: str | None = None) -> str:
    """Return the status on the wire: 1.6 `idTagInfo.status`, 2.x `idTokenInfo.status`.

    `reason` is one of `REASONS`, or `freevend`, in which everybody is accepted; `outside` is what
    an agreement does not cover, `place` or `hour`, where that is the reason, `evse` where a fleet's
    rule speaks of the station itself, and the partner's word where it denied.
    """
    key = f"{protocol}:{reason}"
    if outside is not None:
        key = f"{key}:{outside}"
    return ANSWERS.get(key, "Accepted" if reason == FREEVEND else "Invalid")


def meaning_of(reason: str) -> str:
    """Return what a reason means, fit for people."""
    return _MEANINGS.get(reason, reason.replace("_", " "))


def _of_partner(word: str) -> str:
    if word == NOT_ASKED:
        return "The partner was not asked: it gave no answer of late, and nobody waits for it now."
    return f"The partner was asked: it {PARTNERS_WORDS[word]}."


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
    partner: str | None,
    answer: str,
) -> list[str]:
    """Return the steps that led to a decision, in order, fit for people."""
    seen = f"{identifier_type or 'identifier'} {masked}" if masked else "no identifier"
    return [
        _ASKED.get(source, "The station sent {seen}.").format(seen=seen),
        f"It is classed {access_class.replace('_', ' ')}.",
        *([] if agreement is None else [f"It is judged by the agreement {agreement}."]),
        *([] if not passed_over else [f"Passed over: {', '.join(passed_over)}."]),
        *([] if policy is None else [f"The station was governed by {policy}."]),
        f"The station was in {mode.replace('_', ' ')}: {rule}.",
        *([] if partner is None else [_of_partner(partner)]),
        meaning_of(reason),
        *([] if team_rule is None else [f"Of the fleet's rules this decided: {team_rule}"]),
        *(
            ["Access control was in shadow there, so nothing was enforced."]
            if stage == SHADOW
            else []
        ),
        f"The station was answered {answer}.",
    ]
