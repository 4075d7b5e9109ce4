"""Readings as rows to keep."""

import hashlib
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from chargehouse.contexts.sessions.model.joining import believed
from chargehouse.contexts.sessions.model.samples import Figures, figures_of, said, signed
from chargehouse.contexts.sessions.model.session import Session
from chargehouse.contexts.sessions.public import Fact, Reading


class MeterRow(msgspec.Struct, frozen=True, gc=False):
    """One reading to keep; `digest` is the same for the same reading said again."""

    evse_id: int
    at: datetime
    digest: int
    session_id: UUID | None
    reported_at: datetime | None
    received_at: datetime
    context: str | None
    energy_wh: int | None
    power_w: int | None
    soc_percent: Decimal | None
    samples: str
    signed: str | None


def meter_rows(fact: Fact) -> list[MeterRow]:
    """Return the readings of a fact that belongs to no session."""
    evse_id = fact.evse_id or 0
    return [
        _meter_row(fact, reading, None, evse_id, figures_of(reading.samples))
        for reading in fact.readings
    ]


def read(session: Session, fact: Fact) -> tuple[list[tuple[datetime, Figures]], list[MeterRow]]:
    """Return a fact's figures with their believed times, and its readings as rows."""
    if not fact.readings:
        return [], []
    place = session.memory.place
    evse_id = fact.evse_id or (place.evse_id if place else 0)
    figures = []
    rows = []
    for reading in fact.readings:
        found = figures_of(reading.samples)
        row = _meter_row(fact, reading, session.id, evse_id, found)
        figures.append((row.at, found))
        rows.append(row)
    return figures, rows


def _meter_row(
    fact: Fact, reading: Reading, session_id: UUID | None, evse_id: int, figures: Figures
) -> MeterRow:
    reported_at = reading.reported_at or fact.reported_at
    at, _ = believed(reported_at, fact.received_at)
    samples = said(reading.samples)
    signed_data = signed(reading.samples)
    everything = samples if signed_data is None else samples + signed_data
    digest = hashlib.blake2b(everything.encode(), digest_size=8).digest()
    context = reading.samples[0].context if reading.samples else None
    wh: int | None = None
    for context, wh in figures.registers.items():  # noqa: B007  the last one said is shown
        pass
    return MeterRow(
        evse_id,
        at,
        int.from_bytes(digest, "big", signed=True),
        session_id,
        reported_at,
        fact.received_at,
        context,
        wh,
        figures.power_w,
        figures.soc_percent,
        samples,
        signed_data,
    )
