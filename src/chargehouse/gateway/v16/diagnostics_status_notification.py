"""DiagnosticsStatusNotification (OCPP 1.6 section 4.4)."""

from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import (
    DiagnosticsStatusNotificationRequest,
    DiagnosticsStatusNotificationResponse,
)


async def handle(charger: Charger, call: IncomingCall) -> DiagnosticsStatusNotificationResponse:
    """Keep how an upload of diagnostics goes."""
    request: DiagnosticsStatusNotificationRequest = call.payload
    await charger.services.reports.diagnostics_status(
        charger.station, request.status, call.received_at, unit=charger.unit()
    )
    return DiagnosticsStatusNotificationResponse()
