"""Authorize (OCPP 2.x part 2, use cases C01 and C07)."""

from typing import Final

from chargehouse.gateway.attempts import decide
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.id_token import id_token_info
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload

UNSUPPORTED_PATH: Final = "unsupported_path"


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Answer with the decision on an identifier; in freevend everybody is accepted.

    A contract certificate cannot be validated here, as no root of contract certificates is
    configured: a request that asks for it is denied, and told that the chain is not known. Where
    nothing is enforced nothing is said of the chain, which would have the station refuse.
    """
    request = call.payload
    identifier = charger.reader.identifier_of(request.id_token.id_token, request.id_token.type)
    by_contract = bool(request.certificate or request.iso15118_certificate_hash_data)
    decision = await decide(
        charger,
        call,
        identifier,
        value=request.id_token.id_token,
        kind="authorize",
        forced=UNSUPPORTED_PATH if by_contract else None,
    )
    if decision.allowed:
        charger.decided.let_in(identifier.hash)
    return answer(
        call,
        id_token_info=id_token_info(charger, call, decision),
        certificate_status="CertChainError" if by_contract and not decision.allowed else None,
    )
