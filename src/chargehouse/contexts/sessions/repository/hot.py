"""Coalesced writes and reads, for the messages of chargers."""

from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.sessions.events import SessionEvent
from chargehouse.contexts.sessions.model import Memory, MeterRow, Record, Session, record_of
from chargehouse.platform.postgres.units import Part, Row

OPEN: Final = Part(
    "sessions_open",
    "id station_id location_id evse_id connector_id protocol charger_key transaction_id "
    "status charging_state started_at ended_at received_at meter_start_wh meter_last_wh "
    "meter_stop_wh energy_wh energy_rule power_w soc_percent identifier_type identifier_hash "
    "masked identifier_id vehicle_id attempt_id decision_id mode stop_reason offline flags "
    "problem state event_name event_payload",
    answers=True,
    tells=True,
)
MOVE: Final = Part(
    "sessions_move",
    "id version evse_id connector_id status charging_state started_at ended_at last_fact_at "
    "meter_start_wh meter_last_wh meter_stop_wh energy_wh energy_rule power_w soc_percent "
    "identifier_type identifier_hash masked identifier_id vehicle_id attempt_id decision_id "
    "mode stop_reason offline flags problem resolved_at resolution state event_name "
    "event_payload",
    answers=True,
    tells=True,
)
LOAD: Final = Part(
    "sessions_load",
    "station_id charger_key transaction_id",
    answers=True,
)
METERS: Final = Part(
    "meter_values_append",
    "station_id evse_id at digest session_id reported_at received_at context energy_wh "
    "power_w soc_percent samples signed_encrypted",
)

_encoder = msgspec.json.Encoder()


class _Loaded(msgspec.Struct, frozen=True):
    id: UUID
    station_id: UUID
    location_id: UUID
    protocol: str
    charger_key: str
    transaction_id: str
    version: int
    state: str


_loaded_decoder = msgspec.json.Decoder(list[_Loaded])
_memory_decoder = msgspec.json.Decoder(Memory)


def state_text(memory: Memory) -> str:
    """Return a memory as the text that is kept."""
    return _encoder.encode(memory).decode()


def memory_of(state: str) -> Memory:
    """Return the memory that a kept text holds."""
    return _memory_decoder.decode(state)


def sessions_of(answer: str) -> list[Session]:
    """Return the sessions in an answer of `LOAD`, the oldest first."""
    return [_session_of(row) for row in _loaded_decoder.decode(answer)]


def _session_of(row: _Loaded) -> Session:
    memory = memory_of(row.state)
    return Session(
        id=row.id,
        station_id=row.station_id,
        location_id=row.location_id,
        protocol=row.protocol,
        charger_key=row.charger_key,
        transaction_id=row.transaction_id,
        memory=memory,
        record=record_of(memory),
        version=row.version,
    )


def open_row(session: Session, event: SessionEvent | None) -> Row:
    """Return a row of `OPEN`."""
    record = session.record
    return (
        session.id,
        session.station_id,
        session.location_id,
        record.evse_id,
        record.connector_id,
        session.protocol,
        session.charger_key,
        session.transaction_id,
        record.status,
        record.charging_state,
        record.started_at,
        record.ended_at,
        session.memory.opened_at,
        *_meters(record),
        *_person(record),
        record.stop_reason,
        record.offline,
        ",".join(record.flags),
        record.problem,
        state_text(session.memory),
        *_event(event),
    )


def move_row(session: Session, event: SessionEvent | None) -> Row:
    """Return a row of `MOVE`; it is expected in the version before the session's."""
    record = session.record
    return (
        session.id,
        session.version - 1,
        record.evse_id,
        record.connector_id,
        record.status,
        record.charging_state,
        record.started_at,
        record.ended_at,
        record.last_fact_at,
        *_meters(record),
        *_person(record),
        record.stop_reason,
        record.offline,
        ",".join(record.flags),
        record.problem,
        record.resolved_at,
        record.resolution,
        state_text(session.memory),
        *_event(event),
    )


def meter_row(station_id: UUID, row: MeterRow, signed_encrypted: bytes | None) -> Row:
    """Return a row of `METERS`."""
    return (
        station_id,
        row.evse_id,
        row.at,
        row.digest,
        row.session_id,
        row.reported_at,
        row.received_at,
        row.context,
        row.energy_wh,
        row.power_w,
        row.soc_percent,
        row.samples,
        signed_encrypted,
    )


def _meters(record: Record) -> Row:
    return (
        record.meter_start_wh,
        record.meter_last_wh,
        record.meter_stop_wh,
        record.energy_wh,
        record.energy_rule,
        record.power_w,
        record.soc_percent,
    )


def _person(record: Record) -> Row:
    who = record.identification
    return (
        who.identifier_type,
        who.identifier_hash,
        who.masked,
        who.identifier_id,
        who.vehicle_id,
        who.attempt_id,
        who.decision_id,
        who.mode,
    )


def _event(event: SessionEvent | None) -> Row:
    if event is None:
        return (None, None)
    return (event.wire_name, _encoder.encode(event).decode())
