"""Why a push failed: a word that is kept, and a sentence for people."""

from typing import Final

from chargehouse.contexts.publishing.model.lines import Blame
from chargehouse.contexts.roaming.errors import NoLine
from chargehouse.ocpi.errors import PartnerRefused, PartnerUnintelligible

LONGEST: Final = 200
SERVER_ERRORS: Final = 3000
"""Status codes from here on say that the partner, or the hub between, is not well."""

NOT_SAYABLE: Final = "not_sayable"
FAILED_HERE: Final = "failed_here"

SENTENCES: Final = {
    "address_not_public": "Its address is inside a network, and not to be asked.",
    "cannot_connect": "Nobody listens there, or the way is blocked.",
    "connection_broken": "It hung up before it answered.",
    "name_unknown": "The name of its server leads nowhere.",
    "no_line": "It is not registered any more, or has no such module.",
    "refused": "It answered with a status code that says no.",
    "timed_out": "It gave no whole answer in time.",
    "tls_failed": "Its certificate is not good for its name.",
    "too_large": "Its answer was larger than is read.",
    "unintelligible": "It answered what is not OCPI.",
    "url_refused": "Its address is none that may be asked.",
    FAILED_HERE: "It could not be sent, for a fault of ours.",
    NOT_SAYABLE: "The partner's version of OCPI has no word for it.",
}
"""What people are told, by the word."""


def judged(error: Exception) -> tuple[Blame, str]:
    """Return whose fault a failed push was, and the word for it: `kind`, or `kind: details`.

    Details are numbers, and words of ours; nothing that the partner sent.
    """
    if isinstance(error, PartnerRefused):
        ill = error.status_code >= SERVER_ERRORS
        return "partner" if ill else "object", f"refused: {error.status_code}"
    if isinstance(error, PartnerUnintelligible):
        return "partner", f"unintelligible: {error.message}"[:LONGEST]
    if isinstance(error, NoLine):
        return "partner", "no_line"
    return "partner", str(getattr(error, "reason", FAILED_HERE))


def is_missing(error: PartnerRefused | PartnerUnintelligible) -> bool:
    """Say whether an answer to a GET means that the partner has no such object."""
    if isinstance(error, PartnerRefused):
        return error.status_code < SERVER_ERRORS
    return error.message == "HTTP 404"


def in_words(error: str) -> str:
    """Return the sentence for people that a failure's word stands for."""
    kind = error.partition(": ")[0]
    return SENTENCES.get(kind, SENTENCES[FAILED_HERE])


def details_of(error: str) -> str | None:
    """Return what a failure's word says besides: a status code, or what was wrong in an answer."""
    return error.partition(": ")[2] or None
