"""Tables of what sessions cost, and of CDRs."""

from typing import Final

from sqlalchemy import Column, DateTime, MetaData, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata: Final = MetaData()

_Instant: Final = DateTime(timezone=True)

session_terms: Final = Table(
    "session_terms",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("session_id", Uuid, primary_key=True),
    Column("party_id", Uuid, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("taken_at", _Instant, nullable=False),
)

cdrs: Final = Table(
    "cdrs",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("session_id", Uuid),
    Column("reservation_id", Uuid),
    Column("credits", Uuid),
    Column("party_id", Uuid, nullable=False),
    Column("location_id", Uuid, nullable=False),
    Column("location_name", Text, nullable=False),
    Column("station_id", Uuid, nullable=False),
    Column("vehicle_id", Uuid),
    Column("masked_identifier", Text),
    Column("tariff_id", Uuid, nullable=False),
    Column("started_at", _Instant, nullable=False),
    Column("ended_at", _Instant, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("energy_kwh", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("total_excl", Numeric),
    Column("total_incl", Numeric),
    Column("due_excl", Numeric),
    Column("due_incl", Numeric),
    Column("made_at", _Instant, nullable=False),
    Column("document", JSONB, nullable=False),
)

cdr_omissions: Final = Table(
    "cdr_omissions",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("session_id", Uuid, primary_key=True),
    Column("location_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", _Instant, nullable=False),
)
