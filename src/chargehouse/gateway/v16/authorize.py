"""Authorize (OCPP 1.6 section 4.1, use case of section 3.5)."""

from chargehouse.contexts.access.public import Attempt
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v16.id_tag import id_tag_info
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import AuthorizeRequest, AuthorizeResponse


async def handle(charger: Charger, call: IncomingCall) -> AuthorizeResponse:
    """Answer with the decision on an identifier; in freevend everybody is accepted."""
    request: AuthorizeRequest = call.payload
    identifier = charger.reader.identifier_of(request.id_tag)
    attempt = Attempt(
        station_id=charger.station.id,
        kind="authorize",
        protocol=charger.protocol,
        received_at=call.received_at,
        judged_at=call.received_at,
        identifier_hash=identifier.hash,
        masked=identifier.masked,
        identifier_type=identifier.type,
        connection_id=charger.id,
        message_id=call.message_id,
        payload_hash=call.payload_hash,
    )
    decision = await charger.services.decisions.decide(charger.tenant_id, attempt, charger.unit())
    return AuthorizeResponse(id_tag_info=id_tag_info(charger, decision))
