"""SecurityEventNotification (OCPP 1.6 security extension, section 5.12)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.free_text import without_identifiers
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import (
    SecurityEventNotificationRequest,
    SecurityEventNotificationResponse,
)


async def handle(charger: Charger, call: IncomingCall) -> SecurityEventNotificationResponse:
    """Keep that something happened to the station's security."""
    request: SecurityEventNotificationRequest = call.payload
    await charger.services.reports.security_event(
        charger.station,
        without_identifiers(request.type),
        call.received_at,
        request.timestamp,
        charger.unit(),
    )
    return SecurityEventNotificationResponse()
