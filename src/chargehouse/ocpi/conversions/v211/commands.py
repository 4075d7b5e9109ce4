"""Commands and their answers between 2.2.1 and 2.1.1."""

from typing import Final

from chargehouse.ocpi import codec
from chargehouse.ocpi.conversions.said import Draft, NotSayable, Said
from chargehouse.ocpi.conversions.v211.tokens import token_from_v211, token_to_v211
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211 import commands as v211
from chargehouse.ocpi.v211 import tokens as tokens_211
from chargehouse.ocpi.v221 import commands as v221
from chargehouse.ocpi.v221 import tokens as tokens_221

_RESULTS: Final = frozenset({"ACCEPTED", "NOT_SUPPORTED", "REJECTED", "TIMEOUT"})


def start_session_to_v211(command: v221.StartSession) -> Said[v211.StartSession]:
    """Return the command in 2.1.1; raises `NotSayable` for one of a certain connector."""
    if command.connector_id is not None:
        raise NotSayable("connector_id", "2.1.1 would start at any connector of the EVSE")
    draft = _with_token(command, token_to_v211(command.token))
    draft.lose("authorization_reference")
    return draft.said(v211.StartSession)


def start_session_from_v211(command: v211.StartSession, owner: PartyKey) -> Said[v221.StartSession]:
    """Return the command in 2.2.1; `owner` is the token's."""
    draft = _with_token(command, token_from_v211(command.token, owner))
    return draft.said(v221.StartSession)


def reserve_now_to_v211(command: v221.ReserveNow) -> Said[v211.ReserveNow]:
    """Return the command in 2.1.1; raises `NotSayable` for an id that is no number."""
    if not command.reservation_id.isascii() or not command.reservation_id.isdigit():
        raise NotSayable("reservation_id", "2.1.1 has numbers for them")
    draft = _with_token(command, token_to_v211(command.token))
    draft.data["reservation_id"] = int(command.reservation_id)
    draft.lose("authorization_reference")
    return draft.said(v211.ReserveNow)


def reserve_now_from_v211(command: v211.ReserveNow, owner: PartyKey) -> Said[v221.ReserveNow]:
    """Return the command in 2.2.1; `owner` is the token's."""
    draft = _with_token(command, token_from_v211(command.token, owner))
    draft.data["reservation_id"] = str(command.reservation_id)
    return draft.said(v221.ReserveNow)


def response_to_v211(response: v221.CommandResponse) -> Said[v211.CommandResponse]:
    """Return what the CPO says at once in 2.1.1."""
    draft = Draft(response)
    draft.lose("timeout", "message")
    return draft.said(v211.CommandResponse)


def response_from_v211(
    response: v211.CommandResponse, timeout_s: int
) -> Said[v221.CommandResponse]:
    """Return what the CPO says at once in 2.2.1; `timeout_s` is ours, for 2.1.1 has none."""
    draft = Draft(response)
    draft.data["timeout"] = timeout_s
    if response.result == "TIMEOUT":
        draft.data["result"] = "REJECTED"
        draft.note("result")
    return draft.said(v221.CommandResponse)


def result_to_v211(result: v221.CommandResult) -> Said[v211.CommandResponse]:
    """Return what the station said in 2.1.1, where most of it is a rejection."""
    draft = Draft(result)
    draft.lose("message")
    if result.result not in _RESULTS:
        draft.data["result"] = "REJECTED"
        draft.note("result")
    return draft.said(v211.CommandResponse)


def result_from_v211(response: v211.CommandResponse) -> Said[v221.CommandResult]:
    """Return what the station said in 2.2.1."""
    draft = Draft(response)
    if response.result not in _RESULTS:
        draft.data["result"] = "REJECTED"
        draft.note("result")
    return draft.said(v221.CommandResult)


def _with_token(command: object, token: Said[tokens_211.Token] | Said[tokens_221.Token]) -> Draft:
    draft = Draft(command)
    draft.data["token"] = codec.to_plain(token.value)
    draft.lost += [f"token.{path}" for path in token.lost]
    return draft
