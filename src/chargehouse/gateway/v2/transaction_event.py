"""TransactionEvent (OCPP 2.x part 2, use cases E01 to E15, C01, C16, F01 to F03, J02)."""

from typing import Any, Final

import msgspec

from chargehouse.contexts.access.public import Decision
from chargehouse.contexts.identity.public import IdentifierRef
from chargehouse.contexts.sessions.public import (
    Ended,
    Fact,
    Identification,
    SessionRef,
    Started,
    Updated,
    transaction_key,
)
from chargehouse.gateway.attempts import decide
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.decided_tokens import JudgedToken
from chargehouse.gateway.v2.id_token import accepted, id_token_info
from chargehouse.gateway.v2.readings import readings_of
from chargehouse.gateway.v2.replies import answer
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.wire import Payload

STARTING: Final = frozenset({"Authorized", "RemoteStart"})
STOPPING: Final = frozenset({"StopAuthorized", "RemoteStop", "Deauthorized"})
DEFAULT_STOP_REASON: Final = "Local"
PASSING: Final = frozenset({"authorisation_timeout", "partner_no_answer"})
"""The reasons that a moment later may be others: the token is judged anew when it comes again."""


async def handle(charger: Charger, call: IncomingCall) -> Payload:
    """Join the event to its session; decide on the token that it carries, if any.

    The first token of a transaction is a wish to charge, and what comes of it is a decision, even
    where the transaction is on already: a refusal is told in `idTokenInfo`, and the station must
    end it (E05). While the connection lasts, a token that comes again with the same transaction
    is no new wish, and gets the same answer; a denial only as long as neither the identifier nor
    the policy changed, and no Authorize let the token in. Whoever began a transaction may end it;
    another token that ends it is judged like any other. Without the database the event stays
    unanswered, so that it is sent again.
    """
    request = call.payload
    if not request.offline:
        charger.told_time(request.timestamp, call.received_at)
    if request.id_token is None:
        await _told(charger, call, None)
        info = None
    else:
        info = await _info(charger, call)
    if request.event_type == "Ended":
        charger.decided.forget(request.transaction_info.transaction_id)
    if request.event_type != "Updated" or request.meter_value:
        charger.charged(call.received_at)
    return answer(call, id_token_info=info)


async def _info(charger: Charger, call: IncomingCall) -> object:
    request = call.payload
    token = request.id_token
    identifier = charger.reader.identifier_of(token.id_token, token.type)
    known = charger.decided.of(request.transaction_info.transaction_id, identifier.hash)
    if known is not None:
        decision = known.decision
        if not decision.allowed:
            decision = await _decided(charger, call, identifier, known)
        await _told(charger, call, _identification(identifier, decision))
        return id_token_info(charger, call, decision)
    if request.event_type == "Started" or request.trigger_reason in STARTING:
        decision = await _decided(charger, call, identifier)
        await _told(charger, call, _identification(identifier, decision))
        return id_token_info(charger, call, decision)
    return await _info_of_a_later_token(charger, call, identifier)


async def _info_of_a_later_token(
    charger: Charger, call: IncomingCall, identifier: IdentifierRef
) -> object:
    request = call.payload
    session = await _told(charger, call, None)
    if session is None or session.identifier_hash is None:
        decision = await _decided(charger, call, identifier)
        await _told(charger, call, _identification(identifier, decision))
        return id_token_info(charger, call, decision)
    stops = request.event_type == "Ended" or request.trigger_reason in STOPPING
    if stops and session.identifier_hash == identifier.hash:
        return accepted(call)
    decision = await decide(
        charger,
        call,
        identifier,
        value=request.id_token.id_token,
        kind="authorize",
        reported_at=request.timestamp,
        is_offline=bool(request.offline),
    )
    return id_token_info(charger, call, decision)


async def _decided(
    charger: Charger,
    call: IncomingCall,
    identifier: IdentifierRef,
    known: JudgedToken | None = None,
) -> Decision:
    request = call.payload
    evse_id, reported_at = request.evse.id if request.evse else None, request.timestamp
    if known is not None and known.reported_at is not None:
        evse_id, reported_at = known.evse_id, known.reported_at
    decision = await decide(
        charger,
        call,
        identifier,
        value=request.id_token.id_token,
        kind="start",
        evse_id=evse_id,
        reported_at=reported_at,
        is_offline=bool(request.offline),
    )
    if decision.reason not in PASSING:
        charger.decided.keep(
            request.transaction_info.transaction_id,
            JudgedToken(identifier.hash, decision, evse_id, reported_at),
        )
    return decision


async def _told(
    charger: Charger, call: IncomingCall, identification: Identification | None
) -> SessionRef | None:
    fact = _fact(charger, call)
    if identification is not None:
        fact = msgspec.structs.replace(fact, identification=identification)
    return await charger.services.sessions.apply(charger.tenant_id, fact, charger.unit())


def _fact(charger: Charger, call: IncomingCall) -> Fact:
    request = call.payload
    transaction, evse = request.transaction_info, request.evse
    told: dict[str, Any] = {
        "station_id": charger.station.id,
        "location_id": charger.admitted.location_id,
        "protocol": charger.protocol,
        "received_at": call.received_at,
        "reported_at": request.timestamp,
        "charger_key": transaction_key(transaction.transaction_id),
        "evse_id": evse.id if evse else None,
        "connector_id": evse.connector_id if evse else None,
        "seq_no": request.seq_no,
        "offline": bool(request.offline) or charger.is_offline(request.timestamp, call.received_at),
        "readings": readings_of(request.meter_value),
        "charging_state": transaction.charging_state,
    }
    if request.event_type == "Started":
        return Started(**told)
    if request.event_type == "Ended":
        return Ended(**told, stop_reason=transaction.stopped_reason or DEFAULT_STOP_REASON)
    return Updated(**told)


def _identification(identifier: IdentifierRef, decision: Decision) -> Identification:
    return Identification(
        identifier_type=identifier.type,
        identifier_hash=identifier.hash,
        masked=identifier.masked,
        identifier_id=decision.identifier_id,
        vehicle_id=decision.vehicle_id,
        attempt_id=decision.attempt_id,
        decision_id=decision.decision_id,
        mode=decision.mode,
    )
