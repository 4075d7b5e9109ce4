"""Get15118EVCertificate (OCPP 2.x part 2, use cases M01 and M02)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer, status_info
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Fail: no provider of contract certificates is configured."""
    await charger.keep_frames()
    why = status_info(call, "NoProvider", "No provider of contract certificates is configured.")
    return answer(call, status="Failed", exi_response="", status_info=why)
