"""LogStatusNotification (OCPP 1.6 security extension, section 5.11)."""

from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import (
    LogStatusNotificationRequest,
    LogStatusNotificationResponse,
)


async def handle(charger: Charger, call: IncomingCall) -> LogStatusNotificationResponse:
    """Keep how an upload of a log goes."""
    request: LogStatusNotificationRequest = call.payload
    await charger.services.reports.diagnostics_status(
        charger.station, request.status, call.received_at, request.request_id, unit=charger.unit()
    )
    return LogStatusNotificationResponse()
