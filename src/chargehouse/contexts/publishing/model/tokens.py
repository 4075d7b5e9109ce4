"""Our drivers' identifiers as tokens of our eMSP (tokens, 12.3.2 of 2.2.1 and 2.3.0)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from chargehouse.contexts.identity.public import OpenIdentifier
from chargehouse.contexts.publishing.public import TokensShared
from chargehouse.ocpi import codec
from chargehouse.ocpi.codec import JsonObject
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.scalars import DateTime, same
from chargehouse.ocpi.v221.tokens import WhitelistType
from chargehouse.ocpi.v230.tokens import Token

OTHER: Final = "OTHER"
TYPES: Final = {"rfid": "RFID", "central": "APP_USER", "emaid": "EMAID"}
"""The identifiers that partners may be told, by their types; the last is OTHER before 2.3.0.

A PIN or a key code opens our own chargers alone, and an address of a vehicle is nobody's contract.
"""

ISSUER_MAX_LENGTH: Final = 64

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INSTANCE_LENGTH: Final = 8


def contract_id(party: PartyKey, secret: bytes) -> str:
    """Return the contract of a token: `NL-EMS-C2X04MF7Q`, formed as an EMAID of ISO 15118.

    `secret` are bytes that only we can make, of the identifier's row and not of its value: so the
    contract stays what it is, and tells nothing of the uid. Among very many two may be alike by
    chance; the uid tells them apart.
    """
    number, instance = int.from_bytes(secret), ""
    for _ in range(_INSTANCE_LENGTH):
        number, digit = divmod(number, len(_DIGITS))
        instance += _DIGITS[digit]
    return f"{party.country_code}-{party.party_id}-C{instance}".upper()


def is_shared(identifier: OpenIdentifier, shared: TokensShared, fleets: Collection[UUID]) -> bool:
    """Say whether partners are told an identifier, whatever its state."""
    if identifier.type not in TYPES or shared == "none":
        return False
    return shared == "all" or identifier.fleet_id in fleets


def is_valid(identifier: OpenIdentifier, at: datetime) -> bool:
    """Say whether an identifier is good at an instant."""
    begun = identifier.valid_from is None or identifier.valid_from <= at
    over = identifier.valid_until is not None and identifier.valid_until <= at
    return identifier.active and begun and not over


def token_of(
    identifier: OpenIdentifier,
    party: PartyKey,
    *,
    contract: str,
    issuer: str,
    valid: bool,
    whitelist: WhitelistType,
    at: datetime,
) -> Token:
    """Return an identifier as a token in 2.3.0, as it is at an instant."""
    return codec.check(
        Token,
        Token(
            country_code=party.country_code,
            party_id=party.party_id,
            uid=identifier.value.given,
            type=TYPES[identifier.type],
            contract_id=contract,
            issuer=issuer[:ISSUER_MAX_LENGTH],
            group_id=None if identifier.group is None else identifier.group.given,
            valid=valid,
            whitelist=whitelist,
            last_updated=DateTime.of(at),
        ),
    )


def invalid(token: JsonObject) -> JsonObject:
    """Return a token that is good no more: tokens are never deleted (tokens, 12.1.1)."""
    return {**token, "valid": False}


def is_of_type(identifier: OpenIdentifier, asked: str) -> bool:
    """Say whether an identifier may be called by a type of token, of whichever version."""
    known = TYPES[identifier.type]
    return same(asked, known) or (known == TYPES["emaid"] and same(asked, OTHER))
