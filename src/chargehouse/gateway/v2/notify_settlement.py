"""NotifySettlement (OCPP 2.1 part 2, use case C22)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep a payment terminal's settlement on the timeline; no receipt is made from it."""
    await charger.keep_frames()
    return answer(call)
