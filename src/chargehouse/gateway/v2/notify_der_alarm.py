"""NotifyDERAlarm (OCPP 2.1 part 2, use case R04)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep an alarm of the grid's side on the timeline; it is no fault of the station."""
    await charger.keep_frames()
    return answer(call)
