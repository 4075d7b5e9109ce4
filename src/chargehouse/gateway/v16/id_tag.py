"""idTagInfo: a decision in the words of OCPP 1.6 (section 7.27)."""

from chargehouse.contexts.access.public import Decision
from chargehouse.gateway.charger import Charger
from chargehouse.ocpp.v16.messages import IdTagInfo
from chargehouse.platform.secrets import Undecipherable

MAX_ID_TAG_CHARACTERS = 20


def id_tag_info(charger: Charger, decision: Decision) -> IdTagInfo:
    """Return what a charger is told of a decision; group and expiry only of who is permitted.

    Who is let in because nothing is enforced may be anybody: an expiry long past, for one, would
    have the charger refuse by itself.
    """
    return IdTagInfo(
        status=decision.answer,  # type: ignore[arg-type]  # the answers' table has these words alone
        expiry_date=decision.valid_until if decision.is_permitted else None,
        parent_id_tag=_group(charger, decision) if decision.is_permitted else None,
    )


def _group(charger: Charger, decision: Decision) -> str | None:
    if decision.group_encrypted is None or decision.identifier_id is None:
        return None
    try:
        group = charger.reader.group_of(decision.identifier_id, decision.group_encrypted)
    except Undecipherable:
        return None
    return group if len(group) <= MAX_ID_TAG_CHARACTERS else None
