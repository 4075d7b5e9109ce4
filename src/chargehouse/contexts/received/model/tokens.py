"""Tokens of every version, said in one."""

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.v211.tokens import token_from_v211
from chargehouse.ocpi.conversions.v230.tokens import token_from_v230
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211 import tokens as v211
from chargehouse.ocpi.v221.tokens import Token
from chargehouse.ocpi.v230 import tokens as v230
from chargehouse.ocpi.versions import VersionName


def token_said(version: VersionName, document: bytes, owner: PartyKey) -> Token:
    """Return a token that is kept, said in 2.2.1."""
    if version == "2.1.1":
        return token_from_v211(codec.decode(v211.Token, document), owner).value
    if version == "2.3.0":
        return token_from_v230(codec.decode(v230.Token, document)).value
    return codec.decode(Token, document)
