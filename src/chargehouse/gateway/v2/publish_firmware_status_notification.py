"""PublishFirmwareStatusNotification (OCPP 2.x part 2, use case L03)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep on the timeline how the station publishes firmware to others."""
    await charger.keep_frames()
    return answer(call)
