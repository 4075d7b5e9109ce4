"""NotifyPriorityCharging (OCPP 2.1 part 2, use case K21)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep on the timeline that priority charging began or ended; no schedule is changed by it."""
    await charger.keep_frames()
    return answer(call)
