"""DataTransfer (OCPP 1.6 section 4.3)."""

from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import DataTransferResponse


async def handle(charger: Charger, _: IncomingCall) -> DataTransferResponse:
    """Answer that no vendor's extension is known here; its data is not kept."""
    await charger.keep_frames()
    return DataTransferResponse(status="UnknownVendorId")
