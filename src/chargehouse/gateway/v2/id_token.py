"""idToken and idTokenInfo: who asks, and a decision in the words of OCPP 2.x (part 2, 2.27)."""

from typing import Any, Final

from chargehouse.contexts.access.public import Decision
from chargehouse.gateway.charger import Charger
from chargehouse.gateway.v2.replies import messages_of
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.platform.secrets import Undecipherable

MAX_ID_TOKEN_CHARACTERS: Final = 36


def id_token_info(charger: Charger, call: IncomingCall, decision: Decision) -> object:
    """Return what a station is told of a decision; group and expiry only of who is permitted.

    Who is let in because nothing is enforced may be anybody: an expiry long past, for one, would
    have the station refuse by itself.
    """
    messages = messages_of(call)
    made: object = messages.IdTokenInfo(
        status=decision.answer,
        cache_expiry_date_time=decision.valid_until if decision.is_permitted else None,
        group_id_token=_group(charger, messages, decision) if decision.is_permitted else None,
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
