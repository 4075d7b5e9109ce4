"""GetCertificateStatus (OCPP 2.x part 2, use case M06)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer, status_info
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Fail: nobody is configured to be asked whether a certificate is revoked."""
    await charger.keep_frames()
    why = status_info(call, "NoResponder", "No certificate status can be asked for from here.")
    return answer(call, status="Failed", status_info=why)
