"""Tokens of drivers, and their authorisation (module tokens)."""

from typing import Literal

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import DateTime, Id, Language, LongId, Text64
from chargehouse.ocpi.v221.tokens import AllowedType, WhitelistType

TokenType = Literal["OTHER", "RFID"]


class Token(OcpiObject, frozen=True, kw_only=True):
    """What a driver starts a session with; later versions call `auth_id` contract_id."""

    uid: Id
    type: TokenType
    auth_id: Id
    visual_number: Text64 | None = None
    issuer: Text64
    valid: bool
    whitelist: WhitelistType
    language: Language | None = None
    last_updated: DateTime


class LocationReferences(OcpiObject, frozen=True, kw_only=True):
    """Where an authorisation is for."""

    location_id: LongId
    evse_uids: tuple[LongId, ...] | None = None
    connector_ids: tuple[Id, ...] | None = None


class AuthorizationInfo(OcpiObject, frozen=True, kw_only=True):
    """The answer to a real-time authorisation."""

    allowed: AllowedType
    location: LocationReferences | None = None
    info: DisplayText | None = None
