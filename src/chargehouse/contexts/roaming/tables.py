"""Tables of roaming (made by migrations 0019 and 0021)."""

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

exchanges: Final = Table(
    "exchanges",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("partner_id", Uuid, nullable=False),
    Column("at", _Instant, nullable=False),
    Column("inbound", Boolean, nullable=False),
    Column("module", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("request_id", Text),
    Column("correlation_id", Text),
    Column("http_status", Integer),
    Column("status_code", Integer),
    Column("duration_ms", Integer, nullable=False),
    Column("fault", Text),
    Column("request", Text),
    Column("answer", Text),
)

partner_examinations: Final = Table(
    "partner_examinations",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("platform_id", Uuid, nullable=False),
    Column("began_at", _Instant, nullable=False),
    Column("ended_at", _Instant),
    Column("document", JSONB, nullable=False),
)
