"""NotifyEVChargingNeeds (OCPP 2.x part 2, use case K15)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer, status_info
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Reject: no schedule is worked out from a vehicle's needs, which are on the timeline."""
    await charger.keep_frames()
    why = status_info(call, "NotSupported", "No schedule is worked out from a vehicle's needs.")
    return answer(call, status="Rejected", status_info=why)
