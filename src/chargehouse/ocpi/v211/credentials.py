"""Credentials (module credentials)."""

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import CountryCode, CredentialsToken, PartyId, Url
from chargehouse.ocpi.v221.places import BusinessDetails


class Credentials(OcpiObject, frozen=True, kw_only=True):
    """What the other side needs to call us, and the one party that it calls."""

    token: CredentialsToken
    url: Url
    business_details: BusinessDetails
    party_id: PartyId
    country_code: CountryCode
