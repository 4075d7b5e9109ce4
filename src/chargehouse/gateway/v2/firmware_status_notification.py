"""FirmwareStatusNotification (OCPP 2.x part 2, use cases L01 and L02)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Record how a firmware update goes."""
    request = call.payload
    await charger.services.reports.firmware_status(
        charger.station, request.status, call.received_at, request.request_id, charger.unit()
    )
    return answer(call)
