"""StartTransaction (OCPP 1.6 section 4.8)."""

from chargehouse.contexts.sessions.public import Identification, Started, start_key
from chargehouse.gateway.attempts import decide
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v16.id_tag import id_tag_info
from chargehouse.kernel.errors import Unavailable
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.v16.messages import StartTransactionRequest, StartTransactionResponse


async def handle(charger: Charger, call: IncomingCall) -> StartTransactionResponse:
    """Decide on the start, and open its session whatever the decision.

    A charger that started already did so: a start that is refused is a real transaction, which
    gets a number of its own like any other, and the refusal in its answer.
    """
    request: StartTransactionRequest = call.payload
    identifier = charger.reader.identifier_of(request.id_tag)
    decision = await decide(
        charger,
        call,
        identifier,
        value=request.id_tag,
        kind="start",
        evse_id=request.connector_id,
        reported_at=request.timestamp,
    )
    started = Started(
        station_id=charger.station.id,
        location_id=charger.admitted.location_id,
        protocol=charger.protocol,
        received_at=call.received_at,
        reported_at=request.timestamp,
        charger_key=start_key(
            request.connector_id, identifier.hash, request.timestamp, request.meter_start
        ),
        evse_id=request.connector_id,
        connector_id=1,
        offline=charger.is_offline(request.timestamp, call.received_at),
        identification=Identification(
            identifier_type=identifier.type,
            identifier_hash=identifier.hash,
            masked=identifier.masked,
            identifier_id=decision.identifier_id,
            vehicle_id=decision.vehicle_id,
            attempt_id=decision.attempt_id,
            decision_id=decision.decision_id,
            mode=decision.mode,
        ),
        meter_start_wh=request.meter_start,
    )
    session = await charger.services.sessions.apply(charger.tenant_id, started)
    if session is None:
        raise Unavailable("The session was not opened.")
    charger.charged(call.received_at)
    return StartTransactionResponse(
        id_tag_info=id_tag_info(charger, decision), transaction_id=int(session.transaction_id)
    )
