"""Authorize (OCPP 1.6 section 4.1, use case of section 3.5)."""

from chargehouse.gateway.attempts import decide
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v16.id_tag import id_tag_info
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import AuthorizeRequest, AuthorizeResponse


async def handle(charger: Charger, call: IncomingCall) -> AuthorizeResponse:
    """Answer with the decision on an identifier; in freevend everybody is accepted."""
    request: AuthorizeRequest = call.payload
    identifier = charger.reader.identifier_of(request.id_tag)
    decision = await decide(charger, call, identifier, value=request.id_tag, kind="authorize")
    return AuthorizeResponse(id_tag_info=id_tag_info(charger, decision))
