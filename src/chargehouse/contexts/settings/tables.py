"""The tables of settings. Values are kept as JSON texts; null is the default."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)

metadata = MetaData()

setting_values = Table(
    "setting_values",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text),
    Column("encrypted", LargeBinary),
    Column("version", Integer, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
)

setting_changes = Table(
    "setting_changes",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("how", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("approved_by", Text),
    Column("reason", Text),
)

setting_versions = Table(
    "setting_versions",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)

setting_proposals = Table(
    "setting_proposals",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("value", Text),
    Column("encrypted", LargeBinary),
    Column("base_version", Integer, nullable=False),
    Column("reason", Text),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposer_id", Uuid, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("status", Text, nullable=False),
    Column("decided_at", DateTime(timezone=True)),
    Column("decided_by", Text),
    Column("decision_reason", Text),
)
