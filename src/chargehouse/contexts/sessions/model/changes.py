"""What a fact does to its session."""

from datetime import timedelta
from typing import Final

import msgspec

from chargehouse.contexts.sessions.events import (
    SessionChargingStateChanged,
    SessionEvent,
    SessionNeedsRepair,
    SessionProgressed,
    SessionRepaired,
    SessionSettled,
    SessionStarted,
    SessionTerminated,
)
from chargehouse.contexts.sessions.model.joining import join
from chargehouse.contexts.sessions.model.memory import Memory
from chargehouse.contexts.sessions.model.readings import MeterRow, read
from chargehouse.contexts.sessions.model.record import Record, record_of
from chargehouse.contexts.sessions.model.session import Session
from chargehouse.contexts.sessions.public import Fact

PROGRESS_EVERY: Final = timedelta(seconds=10)


class Change(msgspec.Struct, frozen=True, gc=False):
    """What a fact does to a session, which keeps its version where the fact says nothing new."""

    session: Session
    event: SessionEvent | None
    meter_rows: list[MeterRow]


def apply(session: Session, fact: Fact) -> Change:
    """Join a fact to its session; one in version 0 is opened by it.

    A fact that was joined before yields no new version and no event, but its readings again,
    which are kept once by their digests.
    """
    figures, rows = read(session, fact)
    fresh = session.version == 0
    memory = join(None if fresh else session.memory, fact, figures)
    if not fresh and memory == session.memory:
        return Change(session, None, rows)
    record = record_of(memory)
    kind = _opening_event(record) if fresh else _event_kind(session, memory, record)
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
        record=record,
        version=session.version + 1,
    )
    return Change(moved, event, rows)


def _opening_event(record: Record) -> type[SessionEvent]:
    return SessionTerminated if record.ended_at else SessionStarted


def _event_kind(session: Session, after: Memory, record: Record) -> type[SessionEvent] | None:
    before, was = session.memory, session.record
    kind: type[SessionEvent] | None = None
    if before.repair != after.repair:
        kind = SessionRepaired
    elif record.ended_at and was.ended_at is None:
        kind = SessionTerminated
    elif record.problem not in (None, was.problem):
        kind = SessionNeedsRepair
    elif record.ended_at and was.resolved_at is None and record.resolved_at is not None:
        kind = SessionSettled
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
        attempt_id=who.attempt_id,
        decision_id=who.decision_id,
        stop_reason=record.stop_reason,
        offline=record.offline,
        flags=record.flags,
        problem=record.problem,
        resolution=record.resolution,
    )
