"""Checks of answers to what a partner should refuse: strangers, missing objects, wrong methods."""

from typing import Final

from chargehouse.contexts.roaming.model.findings.answers import (
    SUCCESSES,
    Envelope,
    Looks,
    failure,
    read,
)
from chargehouse.contexts.roaming.model.findings.chart import Seen
from chargehouse.ocpi.errors import UNKNOWN_TOKEN, is_success

UNAUTHORISED: Final = 401
NOT_FOUND: Final = 404
NOT_ALLOWED: Final = 405


def check_stranger(looks: Looks, seen: Seen) -> None:
    """Check the answer to a request with a token that nobody has, or without one."""
    _check(looks, seen, "token.unknown_taken", "token.unknown_status", UNAUTHORISED)


def check_first_token(looks: Looks, seen: Seen) -> None:
    """Check the answer of a functional module to a token that is for the registration alone."""
    envelope = read(looks, seen)
    looks.chart.check("token.first_opens", not _is_taken(seen, envelope), seen, where="HTTP status")


def check_missing(looks: Looks, seen: Seen) -> None:
    """Check the answer to a GET of what cannot exist."""
    _check(looks, seen, "missing.found", "missing.status", NOT_FOUND)


def check_method(looks: Looks, seen: Seen) -> None:
    """Check the answer to a GET where there are only POSTs."""
    _check(looks, seen, "method.taken", "method.status", NOT_ALLOWED, NOT_FOUND)


def check_authorisation(looks: Looks, seen: Seen) -> None:
    """Check the answer to an authorisation of a token that cannot exist."""
    envelope = read(looks, seen)
    code = None if envelope is None else envelope.code
    allowed = False
    if envelope is not None and isinstance(envelope.data, dict):
        allowed = _is_taken(seen, envelope) and envelope.data.get("allowed") == "ALLOWED"
    if looks.chart.check(
        "authorize.allowed", not allowed, seen, where="data.allowed", excerpt="allowed: ALLOWED"
    ):
        looks.chart.check(
            "authorize.status",
            seen.status == NOT_FOUND and code == UNKNOWN_TOKEN,
            seen,
            where="status_code",
            excerpt=f"HTTP {seen.status}, {code or 'no status code'}",
        )


def _check(looks: Looks, seen: Seen, taken: str, status: str, *wanted: int) -> None:
    if seen.status in wanted:
        looks.chart.check(taken, sound=True)
        looks.chart.check(status, sound=True)
        failure(looks, seen)
        return
    envelope = read(looks, seen)
    if looks.chart.check(taken, not _is_taken(seen, envelope), seen, where="HTTP status"):
        code = "no status code" if envelope is None else str(envelope.code)
        told = f"HTTP {seen.status}, {code}"
        looks.chart.check(status, sound=False, seen=seen, where="HTTP status", excerpt=told)


def _is_taken(seen: Seen, envelope: Envelope | None) -> bool:
    return seen.status in SUCCESSES and envelope is not None and is_success(envelope.code)
