"""NotifyEVChargingSchedule (OCPP 2.x part 2, use cases K15 to K17)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep a vehicle's schedule on the timeline.

    `Accepted` says that the message was processed, and approves nothing of the schedule.
    """
    await charger.keep_frames()
    return answer(call, status="Accepted")
