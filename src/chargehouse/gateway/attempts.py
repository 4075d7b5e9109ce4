"""Wishes to charge, as messages of every version bring them."""

from datetime import datetime
from typing import Literal

from chargehouse.contexts.access.public import Attempt, Decision
from chargehouse.contexts.identity.public import IdentifierRef
from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.incoming import IncomingCall


async def decide(
    charger: Charger,
    call: IncomingCall,
    identifier: IdentifierRef,
    *,
    value: str,
    kind: Literal["authorize", "start"],
    evse_id: int | None = None,
    reported_at: datetime | None = None,
    is_offline: bool = False,
    forced: str | None = None,
) -> Decision:
    """Return the decision on an attempt, durable together with the frames seen so far.

    `value` is the identifier as the station said it: a partner may have to be asked about it.
    `reported_at` is the station's own time of it, where it told one; `is_offline` its own word that
    it was offline then.
    """
    attempt = Attempt(
        station_id=charger.station.id,
        location_id=charger.admitted.location_id,
        kind=kind,
        protocol=charger.protocol,
        received_at=call.received_at,
        judged_at=charger.judged_at(reported_at, call.received_at),
        identifier_hash=identifier.hash,
        masked=identifier.masked,
        identifier_type=identifier.type,
        type_recognised=identifier.type_recognised,
        evse_id=evse_id,
        connection_id=charger.id,
        message_id=call.message_id,
        payload_hash=call.payload_hash,
        reported_at=reported_at,
        queued=is_offline or charger.may_be_queued(reported_at, call.received_at),
        forced=forced,
    )
    return await charger.services.decisions.decide(
        charger.tenant_id, attempt, charger.unit(), value=value
    )
