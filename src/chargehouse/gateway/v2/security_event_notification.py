"""SecurityEventNotification (OCPP 2.x part 2, use case A04)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.free_text import without_identifiers
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Record a security event."""
    request = call.payload
    await charger.services.reports.security_event(
        charger.station,
        without_identifiers(request.type),
        call.received_at,
        request.timestamp,
        charger.unit(),
    )
    return answer(call)
