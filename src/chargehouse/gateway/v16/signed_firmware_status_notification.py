"""SignedFirmwareStatusNotification (OCPP 1.6 security extension, section 5.16)."""

from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import (
    SignedFirmwareStatusNotificationRequest,
    SignedFirmwareStatusNotificationResponse,
)


async def handle(charger: Charger, call: IncomingCall) -> SignedFirmwareStatusNotificationResponse:
    """Keep how an update with signed firmware goes."""
    request: SignedFirmwareStatusNotificationRequest = call.payload
    await charger.services.reports.firmware_status(
        charger.station, request.status, call.received_at, request.request_id, unit=charger.unit()
    )
    return SignedFirmwareStatusNotificationResponse()
