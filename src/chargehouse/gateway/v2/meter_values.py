"""MeterValues (OCPP 2.x part 2, use case J01): of meters outside of transactions."""

from chargehouse.contexts.sessions.public import Metered
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.readings import readings_of
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Keep readings of an EVSE's meter, or of the station's own as EVSE 0."""
    request = call.payload
    fact = Metered(
        station_id=charger.station.id,
        location_id=charger.admitted.location_id,
        protocol=charger.protocol,
        received_at=call.received_at,
        evse_id=request.evse_id,
        readings=readings_of(request.meter_value),
    )
    await charger.services.sessions.apply(charger.tenant_id, fact, charger.unit())
    return answer(call)
