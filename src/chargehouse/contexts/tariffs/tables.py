"""Tables of the tariffs context."""

from typing import Final

from sqlalchemy import Column, DateTime, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata: Final = MetaData()

_Instant: Final = DateTime(timezone=True)

tariffs: Final = Table(
    "tariffs",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("party_id", Uuid, nullable=False),
    Column("ocpi_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("type", Text),
    Column("valid_from", _Instant),
    Column("valid_to", _Instant),
    Column("created_at", _Instant, nullable=False),
    Column("updated_at", _Instant, nullable=False),
    Column("archived_at", _Instant),
    Column("version", Integer, nullable=False),
)

tariff_versions: Final = Table(
    "tariff_versions",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("tariff_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", _Instant, nullable=False),
)

tariff_assignments: Final = Table(
    "tariff_assignments",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("tariff_id", Uuid, nullable=False),
    Column("level", Text, nullable=False),
    Column("location_id", Uuid),
    Column("station_id", Uuid),
    Column("evse_id", Integer),
    Column("connector_id", Integer),
    Column("valid_from", _Instant),
    Column("valid_until", _Instant),
    Column("created_at", _Instant, nullable=False),
    Column("updated_at", _Instant, nullable=False),
    Column("version", Integer, nullable=False),
)
