"""Tables of what partners told us (made by migration 0022)."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata: Final = MetaData()

_Instant: Final = DateTime(timezone=True)

received_objects: Final = Table(
    "received_objects",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("partner_id", Uuid, nullable=False),
    Column("party_id", Uuid, nullable=False),
    Column("module", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("object_id", Text),
    Column("uid_hash", LargeBinary),
    Column("masked_token", Text),
    Column("title", Text),
    Column("place", Text),
    Column("country", Text),
    Column("status", Text),
    Column("started_at", _Instant),
    Column("ended_at", _Instant),
    Column("energy_kwh", Numeric),
    Column("currency", Text),
    Column("total", Numeric),
    Column("rank", BigInteger, nullable=False),
    Column("last_updated", _Instant, nullable=False),
    Column("received_at", _Instant, nullable=False),
    Column("listed_at", _Instant),
    Column("unlisted_at", _Instant),
)

partner_pulls: Final = Table(
    "partner_pulls",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("partner_id", Uuid, primary_key=True),
    Column("module", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("started_at", _Instant, nullable=False),
    Column("ended_at", _Instant),
    Column("ended_well_at", _Instant),
    Column("synced_until", _Instant),
    Column("thorough_at", _Instant),
    Column("incomplete", Integer, nullable=False),
    Column("listed", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unlisted", Integer, nullable=False),
    Column("faulty", Integer, nullable=False),
    Column("faults", JSONB, nullable=False),
    Column("error", Text),
)
