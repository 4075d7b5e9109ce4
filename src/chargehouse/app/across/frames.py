"""Which of a station's frames speak of one session."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import msgspec

from chargehouse.contexts.stations.public import TimelineFrame

ACTIONS: Final = frozenset(
    (
        *("Authorize", "StartTransaction", "StopTransaction", "MeterValues", "TransactionEvent"),
        *("StatusNotification", "RemoteStartTransaction", "RemoteStopTransaction"),
        *("RequestStartTransaction", "RequestStopTransaction", "UnlockConnector"),
        *("BootNotification",),
    )
)
ANSWERS: Final = frozenset({"result", "error"})
TELLING: Final = frozenset({"StartTransaction"})
"""Whose answer names the transaction that its request could not name yet."""


_Exchange = tuple[UUID, str, str | None]


def about_session(
    frames: Iterable[TimelineFrame], transaction_id: str, evse_id: int | None
) -> list[TimelineFrame]:
    """Return the frames of a session: those that name it, or its EVSE, or nothing in particular.

    Answers follow their requests. A request that names another transaction or another EVSE is
    another session's, and so is a start whose answer names another transaction.
    """
    shown = list(frames)
    answers = {_exchange(frame): frame for frame in shown if frame.kind in ANSWERS}
    kept: set[_Exchange] = set()
    found = []
    for frame in shown:
        exchange = _exchange(frame)
        if frame.kind in ANSWERS:
            if exchange in kept:
                found.append(frame)
        elif frame.action in ACTIONS:
            telling = answers.get(exchange) if frame.action in TELLING else None
            if _is_about(telling or frame, transaction_id, None if telling else evse_id):
                found.append(frame)
                kept.add(exchange)
    return found


def _exchange(frame: TimelineFrame) -> _Exchange:
    """Return what a request and its answer share: connection, who asked, and message id."""
    asked = frame.direction
    if frame.kind in ANSWERS:
        asked = "out" if asked == "in" else "in"
    return frame.connection_id, asked, frame.message_id


def _is_about(frame: TimelineFrame, transaction_id: str, evse_id: int | None) -> bool:
    said = _body(frame)
    info, place = said.get("transactionInfo"), said.get("evse")
    transaction = info.get("transactionId") if isinstance(info, dict) else said.get("transactionId")
    if transaction is not None:
        return str(transaction) == transaction_id
    evse = place.get("id") if isinstance(place, dict) else said.get("evseId")
    return evse_id is None or (said.get("connectorId") if evse is None else evse) in {
        *(None, 0, evse_id)
    }


def _body(frame: TimelineFrame) -> dict[str, Any]:
    try:
        return msgspec.json.decode(frame.payload or "{}", type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}
