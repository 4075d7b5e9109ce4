"""Tokens, and what carries one, between 2.2.1 and 2.3.0."""

from typing import get_args

from chargehouse.ocpi.conversions.said import Draft, Said
from chargehouse.ocpi.v221 import commands as commands_221
from chargehouse.ocpi.v221 import tokens as v221
from chargehouse.ocpi.v221.token_types import TokenType
from chargehouse.ocpi.v230 import commands as commands_230
from chargehouse.ocpi.v230 import tokens as v230

_TOKEN_TYPES = frozenset(get_args(TokenType))


def token_to_v230(token: v221.Token) -> Said[v230.Token]:
    """Return a token in 2.3.0, whole."""
    return Draft(token).said(v230.Token)


def token_from_v230(token: v230.Token) -> Said[v221.Token]:
    """Return a token in 2.2.1; a type that it does not know, as EMAID, is another."""
    draft = Draft(token)
    token_type_from_v230(draft)
    return draft.said(v221.Token)


def authorization_to_v230(info: v221.AuthorizationInfo) -> Said[v230.AuthorizationInfo]:
    """Return the answer to an authorisation in 2.3.0, whole."""
    return Draft(info).said(v230.AuthorizationInfo)


def authorization_from_v230(info: v230.AuthorizationInfo) -> Said[v221.AuthorizationInfo]:
    """Return the answer to an authorisation in 2.2.1."""
    draft = Draft(info)
    draft.inside("token", token_type_from_v230)
    return draft.said(v221.AuthorizationInfo)


def start_session_to_v230(command: commands_221.StartSession) -> Said[commands_230.StartSession]:
    """Return the command in 2.3.0, whole."""
    return Draft(command).said(commands_230.StartSession)


def start_session_from_v230(
    command: commands_230.StartSession,
) -> Said[commands_221.StartSession]:
    """Return the command in 2.2.1."""
    draft = Draft(command)
    draft.inside("token", token_type_from_v230)
    return draft.said(commands_221.StartSession)


def reserve_now_to_v230(command: commands_221.ReserveNow) -> Said[commands_230.ReserveNow]:
    """Return the command in 2.3.0, whole."""
    return Draft(command).said(commands_230.ReserveNow)


def reserve_now_from_v230(command: commands_230.ReserveNow) -> Said[commands_221.ReserveNow]:
    """Return the command in 2.2.1."""
    draft = Draft(command)
    draft.inside("token", token_type_from_v230)
    return draft.said(commands_221.ReserveNow)


def token_type_from_v230(token: Draft) -> None:
    """Call a type that 2.2.1 does not know another."""
    if token.data["type"] not in _TOKEN_TYPES:
        token.data["type"] = "OTHER"
        token.note("type")
