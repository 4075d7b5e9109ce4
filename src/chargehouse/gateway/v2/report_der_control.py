"""ReportDERControl (OCPP 2.1 part 2, use case R03)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep a station's controls of the grid's side on the timeline."""
    await charger.keep_frames()
    return answer(call)
