"""What a party may be called, and how one is named in a path."""

import re
from typing import Final, get_args

from chargehouse.contexts.roaming.public import BusinessDetails, PartyKey, PartyRole, Role
from chargehouse.kernel.errors import Invalid
from chargehouse.ocpi import codec
from chargehouse.ocpi.countries import ALPHA_2
from chargehouse.ocpi.errors import InvalidParameters

ROLES: Final[tuple[PartyRole, ...]] = (*get_args(Role), "PTP")

_COUNTRY = re.compile(r"[A-Za-z]{2}")
_PARTY = re.compile(r"[A-Za-z0-9]{3}")


def refusal(field: str, rule: str) -> Invalid:
    """Return the refusal of a field that breaks a rule."""
    return Invalid(
        f"The field {field} must be {rule}.",
        {"errors": [{"field": field, "message": f"must be {rule}"}]},
    )


def key_of(country_code: str, party_id: str) -> PartyKey:
    """Return the key of a party, case kept. Raises `Invalid`, naming the field."""
    if not _COUNTRY.fullmatch(country_code):
        two = ALPHA_2.get(country_code.upper())
        hint = f": write {two}" if two else ", such as ES"
        raise refusal("country_code", f"two letters (ISO 3166-1 alpha-2){hint}")
    if not _PARTY.fullmatch(party_id):
        raise refusal("party_id", "three letters or digits, such as TWK")
    return PartyKey(country_code, party_id)


def named(text: str) -> PartyKey:
    """Return the key that `ES-TWK` names; raise `Invalid`."""
    country_code, dash, party_id = text.partition("-")
    if not dash:
        raise refusal("party", "a country code and a party id, such as ES-TWK")
    return key_of(country_code, party_id)


def role_of(role: str) -> PartyRole:
    """Return a role as it is; raise `Invalid`."""
    found = next((known for known in ROLES if known == role), None)
    if found is None:
        raise refusal("role", f"one of {', '.join(ROLES)}")
    return found


def details_of(details: BusinessDetails) -> BusinessDetails:
    """Return what is told of a company; raise `Invalid`, naming the field."""
    try:
        checked = codec.check(BusinessDetails, details)
    except InvalidParameters as error:
        field = ".".join(part for part in ("business_details", error.field) if part)
        raise refusal(field, "what OCPI's BusinessDetails take") from None
    if not checked.name.strip():
        raise refusal("business_details.name", "a name")
    return checked
