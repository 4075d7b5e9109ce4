"""StatusNotification (OCPP 2.x part 2, use case G01)."""

from chargehouse.contexts.stations.public import StatusReport
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep a connector's status; `Faulted` is a fault until another status comes."""
    request = call.payload
    charger.told_time(request.timestamp, call.received_at)
    report = StatusReport(
        evse_id=request.evse_id,
        connector_id=request.connector_id,
        status=request.connector_status,
        reported_at=request.timestamp,
        received_at=call.received_at,
    )
    await charger.services.reports.status(charger.station, report, charger.unit())
    return answer(call)
