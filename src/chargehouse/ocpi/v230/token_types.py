"""The kinds of tokens, which locations and CDRs name besides (tokens, TokenType)."""

from typing import Final

from chargehouse.ocpi.scalars import OpenEnum

TokenType = OpenEnum
TOKEN_TYPES: Final = frozenset({"AD_HOC_USER", "APP_USER", "EMAID", "OTHER", "RFID"})
