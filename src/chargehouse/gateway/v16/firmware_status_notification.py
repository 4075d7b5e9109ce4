"""FirmwareStatusNotification (OCPP 1.6 section 4.5)."""

from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import (
    FirmwareStatusNotificationRequest,
    FirmwareStatusNotificationResponse,
)


async def handle(charger: Charger, call: IncomingCall) -> FirmwareStatusNotificationResponse:
    """Keep how a firmware update goes."""
    request: FirmwareStatusNotificationRequest = call.payload
    await charger.services.reports.firmware_status(
        charger.station, request.status, call.received_at, unit=charger.unit()
    )
    return FirmwareStatusNotificationResponse()
