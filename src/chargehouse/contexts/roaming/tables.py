"""Tables of roaming (made by migration 0019)."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata: Final = MetaData()

_Instant: Final = DateTime(timezone=True)

platforms: Final = Table(
    "platforms",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("ocpi_version", Text),
    Column("versions_url", Text),
    Column("token_encoding", Text, nullable=False),
    Column("legacy_role", Text, nullable=False),
    Column("inbound_hash", LargeBinary),
    Column("offered_hash", LargeBinary),
    Column("outbound_encrypted", LargeBinary),
    Column("endpoints", JSONB, nullable=False),
    Column("steps", JSONB, nullable=False),
    Column("registered_at", _Instant),
    Column("created_at", _Instant, nullable=False),
    Column("updated_at", _Instant, nullable=False),
    Column("version", Integer, nullable=False),
)

parties: Final = Table(
    "parties",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("country_code", Text, nullable=False),
    Column("party_id", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("business_details", JSONB, nullable=False),
    Column("platform_id", Uuid),
    Column("is_default", Boolean, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("updated_at", _Instant, nullable=False),
    Column("version", Integer, nullable=False),
)
