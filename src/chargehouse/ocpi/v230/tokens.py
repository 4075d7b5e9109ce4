"""Tokens of drivers, and their authorisation (module tokens)."""

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import CountryCode, DateTime, Id, Language, PartyId, Text64
from chargehouse.ocpi.v221.sessions import ProfileType
from chargehouse.ocpi.v221.tokens import (
    AllowedType,
    EnergyContract,
    LocationReferences,
    WhitelistType,
)
from chargehouse.ocpi.v230.token_types import TokenType


class Token(OcpiObject, frozen=True, kw_only=True):
    """What a driver starts a session with; known by owner, `uid` and `type` together."""

    country_code: CountryCode
    party_id: PartyId
    uid: Id
    type: TokenType
    contract_id: Id
    visual_number: Text64 | None = None
    issuer: Text64
    group_id: Id | None = None
    valid: bool
    whitelist: WhitelistType
    language: Language | None = None
    default_profile_type: ProfileType | None = None
    energy_contract: EnergyContract | None = None
    last_updated: DateTime


class AuthorizationInfo(OcpiObject, frozen=True, kw_only=True):
    """The answer to a real-time authorisation."""

    allowed: AllowedType
    token: Token
    location: LocationReferences | None = None
    authorization_reference: Id | None = None
    info: DisplayText | None = None
