"""MeterValues (OCPP 1.6 section 4.7)."""

from chargehouse.contexts.sessions.public import Metered
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v16.readings import readings_of
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import MeterValuesRequest, MeterValuesResponse


async def handle(charger: Charger, call: IncomingCall) -> MeterValuesResponse:
    """Keep what the meter said, in its session where there is one."""
    request: MeterValuesRequest = call.payload
    readings = readings_of(request.meter_value)
    reported_at = readings[-1].reported_at if readings else None
    transaction_id, connector_id = request.transaction_id, request.connector_id
    fact = Metered(
        station_id=charger.station.id,
        location_id=charger.admitted.location_id,
        protocol=charger.protocol,
        received_at=call.received_at,
        reported_at=reported_at,
        transaction_id=None if transaction_id is None else str(transaction_id),
        evse_id=connector_id,
        connector_id=1 if connector_id else None,
        offline=charger.is_offline(reported_at, call.received_at),
        readings=readings,
    )
    await charger.services.sessions.apply(charger.tenant_id, fact, charger.unit())
    return MeterValuesResponse()
