"""NotifyDERStartStop (OCPP 2.1 part 2, use case R05)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep on the timeline that a control of the grid's side began or ended."""
    await charger.keep_frames()
    return answer(call)
