"""ReservationStatusUpdate (OCPP 2.x part 2, use cases H02 and H04)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep on the timeline that a reservation is over."""
    await charger.keep_frames()
    return answer(call)
