"""The token in sessions and CDRs; the rest is as in 2.2.1 (cdrs, data types)."""

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import CountryCode, Id, PartyId
from chargehouse.ocpi.v230.token_types import TokenType


class CdrToken(OcpiObject, frozen=True, kw_only=True):
    """The token as it was at the start."""

    country_code: CountryCode
    party_id: PartyId
    uid: Id
    type: TokenType
    contract_id: Id
