"""What EVSEs are called by partners. Nobody ever reads a name back: what it means is kept."""

import re
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.ocpi.headers import PartyKey

UID_MAX: Final = 36
OUTLET_MAX: Final = 31
"""Of an EVSE ID, after its country, its operator and the E (ISO 15118-2, H.2; eMI3)."""


class EvseName(msgspec.Struct, frozen=True, kw_only=True):
    """What an EVSE of a station at a location is called; `outlet` is the last part of its EVSE ID.

    A station that is moved has other EVSEs at its new place.
    """

    location_id: UUID
    station_id: UUID
    evse_number: int
    uid: str
    outlet: str | None


def uid_of(code: str, evse_number: int) -> str | None:
    """Return what an EVSE is best called, None where that is too long."""
    uid = f"{code}-{evse_number}"
    return uid if len(uid) <= UID_MAX else None


def outlet_of(code: str, evse_number: int) -> str | None:
    """Return the last part of an EVSE ID, None where it is too long for one.

    Codes that differ in punctuation alone have the same.
    """
    outlet = re.sub(r"[^A-Z0-9]", "*", code.upper()).strip("*") + f"*{evse_number}"
    return outlet if outlet[0] != "*" and len(outlet) <= OUTLET_MAX else None


def evse_id(owner: PartyKey, name: EvseName) -> str | None:
    """Return an EVSE ID of its owner, such as `ES*CPO*EBILBAO*1`, where it has one."""
    if name.outlet is None:
        return None
    return f"{owner.country_code}*{owner.party_id}*E{name.outlet}".upper()
