"""Credentials between 2.2.1 and 2.1.1, which has one party a platform."""

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import Draft, NotSayable, Said
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211 import credentials as v211
from chargehouse.ocpi.v221 import credentials as v221
from chargehouse.ocpi.v221.values import Role


def credentials_to_v211(credentials: v221.Credentials, party: PartyKey) -> Said[v211.Credentials]:
    """Return credentials in 2.1.1, in the name of one of their parties; raises `NotSayable`."""
    draft = Draft(credentials)
    draft.leave("roles")
    for role in credentials.roles:
        if PartyKey(role.country_code, role.party_id).is_same(party):
            details = codec.to_plain(role)
            details.pop("role")
            draft.data |= details
            break
    else:
        raise NotSayable("roles", "The party is none of theirs")
    if len(credentials.roles) > 1:
        draft.note("roles")
    return draft.said(v211.Credentials)


def credentials_from_v211(credentials: v211.Credentials, role: Role) -> Said[v221.Credentials]:
    """Return credentials in 2.2.1; the role of their one party is known from elsewhere."""
    draft = Draft(credentials)
    names = ("business_details", "party_id", "country_code")
    draft.data["roles"] = [{"role": role, **{name: draft.data.pop(name) for name in names}}]
    return draft.said(v221.Credentials)
