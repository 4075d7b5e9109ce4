"""StopTransaction (OCPP 1.6 section 4.10)."""

from typing import Final

from chargehouse.contexts.sessions.public import Ended, Identification
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v16.readings import readings_of
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import StopTransactionRequest, StopTransactionResponse

UNSAID_REASON: Final = "Local"
"""What a stop without a reason means (section 6.51)."""


async def handle(charger: Charger, call: IncomingCall) -> StopTransactionResponse:
    """End a session. The answer says nothing of the identifier: a stop is no wish to charge."""
    request: StopTransactionRequest = call.payload
    identification = None
    if request.id_tag is not None:
        identifier = charger.reader.identifier_of(request.id_tag)
        identification = Identification(
            identifier_type=identifier.type,
            identifier_hash=identifier.hash,
            masked=identifier.masked,
        )
    ended = Ended(
        station_id=charger.station.id,
        location_id=charger.admitted.location_id,
        protocol=charger.protocol,
        received_at=call.received_at,
        reported_at=request.timestamp,
        transaction_id=str(request.transaction_id),
        offline=charger.is_offline(request.timestamp, call.received_at),
        identification=identification,
        readings=readings_of(request.transaction_data),
        meter_stop_wh=request.meter_stop,
        stop_reason=request.reason or UNSAID_REASON,
    )
    await charger.services.sessions.apply(charger.tenant_id, ended, charger.unit())
    charger.charged(call.received_at)
    return StopTransactionResponse()
