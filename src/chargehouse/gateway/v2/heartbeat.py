"""Heartbeat (OCPP 2.x part 2, use case G02)."""

from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep that the station is alive, and tell it the time."""
    services = charger.services
    services.reports.heartbeat(charger.station, call.received_at, charger.unit())
    return answer(call, current_time=services.clock.now())
