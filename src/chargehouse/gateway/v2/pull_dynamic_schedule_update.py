"""PullDynamicScheduleUpdate (OCPP 2.1 part 2, use case K28)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer, status_info
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Reject: there are no dynamic schedules here."""
    await charger.keep_frames()
    why = status_info(call, "NotSupported", "There are no dynamic schedules here.")
    return answer(call, status="Rejected", status_info=why)
