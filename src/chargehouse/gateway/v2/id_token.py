"""idToken and idTokenInfo: who asks, and a decision in the words of OCPP 2.x (part 2, 2.27)."""

from typing import Any, Final, Literal

from chargehouse.contexts.access.public import Attempt, Decision
from chargehouse.contexts.identity.public import IdentifierRef
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import messages_of
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.platform.secrets import Undecipherable

MAX_ID_TOKEN_CHARACTERS: Final = 36


async def decide(
    charger: Charger,
    call: IncomingCall,
    identifier: IdentifierRef,
    kind: Literal["authorize", "start"],
    *,
    evse_id: int | None = None,
    reported_at: Any = None,  # noqa: ANN401  an instant, or None
    forced: str | None = None,
) -> Decision:
    """Return the decision on an identifier, durable together with the request's frame.

    `reported_at` is the station's own time of it, where it told one.
    """
    attempt = Attempt(
        station_id=charger.station.id,
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
        forced=forced,
    )
    return await charger.services.decisions.decide(charger.tenant_id, attempt, charger.unit())


def id_token_info(charger: Charger, call: IncomingCall, decision: Decision) -> object:
    """Return what a station is told of a decision; group and expiry only with an acceptance."""
    messages = messages_of(call)
    made: object = messages.IdTokenInfo(
        status=decision.answer,
        cache_expiry_date_time=decision.valid_until if decision.allowed else None,
        group_id_token=_group(charger, messages, decision) if decision.allowed else None,
    )
    return made


def accepted(call: IncomingCall) -> object:
    """Return the acceptance of a token that need not be decided on."""
    made: object = messages_of(call).IdTokenInfo(status="Accepted")
    return made


def _group(charger: Charger, messages: Any, decision: Decision) -> object | None:  # noqa: ANN401  a module
    if decision.group_encrypted is None or decision.identifier_id is None:
        return None
    try:
        group = charger.reader.group_of(decision.identifier_id, decision.group_encrypted)
    except Undecipherable:
        return None
    if len(group) > MAX_ID_TOKEN_CHARACTERS:
        return None
    made: object = messages.IdToken(id_token=group, type="Central")
    return made
