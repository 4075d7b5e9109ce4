"""What of a partner's wish is kept encrypted, and what of its token a charger is told."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import msgspec

from chargehouse.ocpi.headers import PartyKey, Routing
from chargehouse.ocpi.v221.tokens import Token

FITS_EVERY_CHARGER: Final = 20
"""The characters of an identifier that OCPP 1.6 carries (its type `IdToken`)."""

CHARGER_MAY_TAKE_S: Final = 30
PATIENCE_S: Final = 60
"""How long a partner is told to wait for the result: the charger's time, and ours to tell it."""

PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 15, 60, 180))
"""How long telling a partner waits after each failure; after the last it is given up."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner said that names a token or a way to it; `routing` is that of its request."""

    response_url: str
    routing: Routing
    token: Token | None = None
    authorization_reference: str | None = None


def owner_of(token: Token) -> PartyKey:
    """Return whose token it is."""
    return PartyKey(token.country_code, token.party_id)


def id_token_of(token: Token, digest: Callable[[str], bytes]) -> str:
    """Return what a charger is told of a token: its uid, or where that is too long another value.

    `digest` is keyed: the same token has the same value always, and nobody else's has it.
    """
    if len(token.uid) <= FITS_EVERY_CHARGER:
        return token.uid
    key = "/".join(
        part.lower() for part in (token.country_code, token.party_id, token.type, token.uid)
    )
    return "P-" + base64.b32encode(digest(f"partner token {key}")[:10]).decode()


def token_type_of(token: Token) -> str:
    """Return a token's kind in the words of OCPP 2.x."""
    return "ISO14443" if token.type == "RFID" else "Central"
