"""BatterySwap (OCPP 2.1 part 2, use case S01)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep a battery's swap on the timeline; nothing is decided and nothing is sold."""
    await charger.keep_frames()
    return answer(call)
