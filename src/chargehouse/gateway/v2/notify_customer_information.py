"""NotifyCustomerInformation (OCPP 2.x part 2, use cases N09 and N10)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep on the timeline that a station told a customer's data; the data itself is not kept."""
    await charger.keep_frames()
    return answer(call)
