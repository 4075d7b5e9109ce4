"""What is answered to a partner that asks whether a driver of ours may charge (tokens, 12.2.2)."""

from typing import Final

from chargehouse.contexts.access.public import Verdict
from chargehouse.contexts.publishing.public import AskedPlace
from chargehouse.ocpi.errors import NotEnoughInformation
from chargehouse.ocpi.objects import DisplayText
from chargehouse.ocpi.scalars import same
from chargehouse.ocpi.v221.tokens import AllowedType, LocationReferences

REFUSALS: Final[dict[str, AllowedType]] = {
    "inactive_identifier": "BLOCKED",
    "expired_identifier": "EXPIRED",
}
"""What is said for a reason that our own chargers refuse somebody for; for any other BLOCKED."""

TEXTS: Final[dict[AllowedType, str]] = {
    "BLOCKED": "This token is blocked.",
    "EXPIRED": "This token has expired.",
    "NO_CREDIT": "There is not enough credit.",
    "NOT_ALLOWED": "This token may not charge here now.",
}


def allowed(
    refusal: str | None, verdict: Verdict | None, asked: LocationReferences | None
) -> AllowedType:
    """Return whether a driver may charge: by the identifier, then by the fleet's rules.

    `verdict` is None where the rules ask for an hour and nobody knows which it is there. Raises
    `NotEnoughInformation`.
    """
    if refusal is not None:
        return REFUSALS.get(refusal, "BLOCKED")
    if verdict is None:
        missing = "The location is missing" if asked is None else "The location is not known here"
        raise NotEnoughInformation(f"{missing}, and this token may not charge at every hour")
    return "ALLOWED" if verdict.allowed else "NOT_ALLOWED"


def references(asked: LocationReferences | None, place: AskedPlace) -> LocationReferences | None:
    """Return where a driver may charge of what was asked: of a known location its known EVSEs.

    Where none of those asked for is known the whole location is meant: they may be new there.
    """
    if asked is None or asked.evse_uids is None or place.evses is None:
        return asked
    known = tuple(uid for uid in asked.evse_uids if any(same(uid, evse) for evse in place.evses))
    return LocationReferences(location_id=asked.location_id, evse_uids=known or None)


def information(answer: AllowedType) -> DisplayText | None:
    """Return what the driver may be shown where they may not charge."""
    text = TEXTS.get(answer)
    return None if text is None else DisplayText(language="en", text=text)
