"""ClosePeriodicEventStream (OCPP 2.1 part 2, use case N11)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep on the timeline that a stream of values is closed; none is open, as none is accepted."""
    await charger.keep_frames()
    return answer(call)
