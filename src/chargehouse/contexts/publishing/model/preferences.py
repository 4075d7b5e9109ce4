"""What is answered to a driver's preferences for a session (sessions, 9.2.1 of 2.2.1)."""

from typing import Final

from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.scalars import same
from chargehouse.ocpi.v221.sessions import ChargingPreferences, ChargingPreferencesResponse

CAPABLE: Final = "CHARGING_PREFERENCES_CAPABLE"
OVER: Final = frozenset({"COMPLETED", "INVALID"})
WITHOUT_WISHES: Final = "REGULAR"


def is_capable(location: JsonObject, evse_uid: str) -> bool:
    """Say whether an EVSE of a told location takes preferences."""
    return any(
        same(evse["uid"], evse_uid) and CAPABLE in (evse.get("capabilities") or ())
        for evse in location.get("evses") or ()
    )


def response_to(asked: ChargingPreferences, status: str) -> ChargingPreferencesResponse:
    """Return what comes of preferences, in truth: nothing here charges cheaper, greener or faster.

    Whoever wants nothing special is charged as they are now; a session that is over not at all.
    """
    if status in OVER:
        return "NOT_POSSIBLE"
    if asked.profile_type == WITHOUT_WISHES:
        return "ACCEPTED"
    return "PROFILE_TYPE_NOT_SUPPORTED"
