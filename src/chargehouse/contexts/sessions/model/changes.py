"""What a fact does to its session."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.sessions.events import (
    SessionChargingStateChanged,
    SessionEvent,
    SessionNeedsRepair,
    SessionProgressed,
    SessionRepaired,
    SessionStarted,
    SessionTerminated,
)
from chargehouse.contexts.sessions.model.joining import join
from chargehouse.contexts.sessions.model.memory import Memory, Session
from chargehouse.contexts.sessions.model.readings import MeterRow, read
from chargehouse.contexts.sessions.model.record import Record, record_of
from chargehouse.contexts.sessions.public import Fact

PROGRESS_EVERY: Final = timedelta(seconds=10)


class Change(msgspec.Struct, frozen=True, gc=False):
    """What a fact does to a session. `record` is None where it says nothing new."""

    session: Session
    record: Record | None
    event: SessionEvent | None
    meter_rows: list[MeterRow]


def opening(session_id: UUID, charger_key: str, fact: Fact) -> Session:
    """Return the session that a fact would open, nothing joined to it yet."""
    return Session(
        id=session_id,
        station_id=fact.station_id,
        location_id=fact.location_id,
        protocol=fact.protocol,
        charger_key=charger_key,
        transaction_id=fact.transaction_id or _id_in(charger_key),
        memory=Memory(opened_at=fact.received_at, last_fact_at=fact.received_at),
        version=0,
    )


def apply(session: Session, fact: Fact) -> Change:
    """Join a fact to its session; one in version 0 is opened by it.

    A fact that was joined before yields no record and no event, and its readings again, which are
    kept once by their digests.
    """
    figures, rows = read(session, fact)
    fresh = session.version == 0
    memory = join(None if fresh else session.memory, fact, figures)
    if not fresh and memory == session.memory:
        return Change(session, None, None, rows)
    record = record_of(memory)
    kind = _event_kind(None if fresh else session.memory, memory, record)
    if kind is SessionStarted or kind is SessionProgressed:
        memory.progress_told_at = fact.received_at
    event = _event(kind, session, record) if kind else None
    moved = Session(
        id=session.id,
        station_id=session.station_id,
        location_id=session.location_id,
        protocol=session.protocol,
        charger_key=session.charger_key,
        transaction_id=session.transaction_id,
        memory=memory,
        version=session.version + 1,
    )
    return Change(moved, record, event, rows)


def _id_in(charger_key: str) -> str | None:
    kind, _, transaction_id = charger_key.partition(":")
    return transaction_id if kind == "tx" else None


def _event_kind(before: Memory | None, after: Memory, record: Record) -> type[SessionEvent] | None:
    if before is None:
        return SessionTerminated if record.ended_at else SessionStarted
    was = record_of(before)
    kind: type[SessionEvent] | None = None
    if before.repair != after.repair:
        kind = SessionRepaired
    elif record.ended_at and was.ended_at is None:
        kind = SessionTerminated
    elif record.problem not in (None, was.problem):
        kind = SessionNeedsRepair
    elif (record.status, record.charging_state) != (was.status, was.charging_state):
        kind = SessionChargingStateChanged
    elif _progress_is_due(before, after, was, record):
        kind = SessionProgressed
    return kind


def _progress_is_due(before: Memory, after: Memory, was: Record, record: Record) -> bool:
    told_at = before.progress_told_at
    if told_at is not None and after.last_fact_at - told_at < PROGRESS_EVERY:
        return False
    return (record.energy_wh, record.power_w, record.soc_percent) != (
        was.energy_wh,
        was.power_w,
        was.soc_percent,
    )


def _event(kind: type[SessionEvent], session: Session, record: Record) -> SessionEvent:
    who = record.identification
    return kind(
        aggregate_id=session.id,
        station_id=session.station_id,
        location_id=session.location_id,
        evse_id=record.evse_id,
        connector_id=record.connector_id,
        transaction_id=session.transaction_id,
        status=record.status,
        charging_state=record.charging_state,
        started_at=record.started_at,
        ended_at=record.ended_at,
        energy_wh=record.energy_wh,
        energy_rule=record.energy_rule,
        power_w=record.power_w,
        soc_percent=record.soc_percent,
        masked_identifier=who.masked,
        vehicle_id=who.vehicle_id,
        decision_id=who.decision_id,
        stop_reason=record.stop_reason,
        offline=record.offline,
        flags=record.flags,
        problem=record.problem,
        resolution=record.resolution,
    )
