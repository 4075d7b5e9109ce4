"""Which session a message means whose transaction id says nothing (OCPP 1.6)."""

from collections.abc import Iterable
from typing import Final

from chargehouse.contexts.sessions.model.joining import believed
from chargehouse.contexts.sessions.model.session import Session
from chargehouse.contexts.sessions.public import Ended, Fact

GREATEST_TRANSACTION_ID: Final = 2**31 - 1


def means_nothing(transaction_id: str) -> bool:
    """Tell whether a 1.6 transaction id is one that we never give: zero, negative or too great."""
    try:
        return not 0 < int(transaction_id) <= GREATEST_TRANSACTION_ID
    except ValueError:
        return True


def the_one_that_fits(sessions: Iterable[Session], fact: Fact) -> Session | None:
    """Return the one open session that the fact can be about; None for several, as for none."""
    fitting = [session for session in sessions if _fits(session, fact)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(session: Session, fact: Fact) -> bool:
    record = session.record
    if record.ended_at is not None or not _may_be_at(record.evse_id, fact):
        return False
    at, _ = believed(fact.reported_at, fact.received_at)
    if at < record.started_at:
        return False
    if not isinstance(fact, Ended):
        return True
    if fact.meter_stop_wh is not None and (record.meter_start_wh or 0) > fact.meter_stop_wh:
        return False
    said = fact.identification.identifier_hash if fact.identification else None
    known = record.identification.identifier_hash
    return said is None or known is None or said == known


def _may_be_at(evse_id: int | None, fact: Fact) -> bool:
    """Tell whether a fact can be about a session at an EVSE.

    EVSE 0 is the station's own meter, about no session; but some chargers of 1.6 say 0 of their
    only connector.
    """
    if fact.evse_id == 0:
        return fact.protocol == "ocpp1.6"
    return fact.evse_id is None or evse_id is None or fact.evse_id == evse_id
