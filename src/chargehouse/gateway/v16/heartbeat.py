"""Heartbeat (OCPP 1.6 section 4.6)."""

from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import HeartbeatResponse


async def handle(charger: Charger, call: IncomingCall) -> HeartbeatResponse:
    """Tell the time; that the station lives is kept without waiting."""
    charger.services.reports.heartbeat(charger.station, call.received_at, charger.unit())
    return HeartbeatResponse(current_time=charger.services.clock.now())
