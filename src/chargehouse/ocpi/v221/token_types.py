"""The kinds of tokens, which locations and CDRs name besides (tokens, TokenType)."""

from typing import Literal

TokenType = Literal["AD_HOC_USER", "APP_USER", "OTHER", "RFID"]
