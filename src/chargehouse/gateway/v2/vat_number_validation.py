"""VatNumberValidation (OCPP 2.1 part 2, use case C24)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer, status_info
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Reject: nobody is configured to be asked whether a VAT number is valid."""
    request = call.payload
    await charger.keep_frames()
    return answer(
        call,
        vat_number=request.vat_number,
        evse_id=request.evse_id,
        status="Rejected",
        status_info=status_info(call, "NoValidator", "VAT numbers are not validated here."),
    )
