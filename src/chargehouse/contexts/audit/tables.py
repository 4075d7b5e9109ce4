"""The log's tables, as migration 0011 makes them."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
)

metadata = MetaData()

audit_logs = Table(
    "audit_logs",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("first_kept", BigInteger, nullable=False),
    Column("signed_size", BigInteger, nullable=False),
    Column("anchored_at", DateTime(timezone=True)),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("leaf_index", BigInteger, primary_key=True),
    Column("leaf_hash", LargeBinary, nullable=False),
    Column("body", Text),
    Column("event_id", Uuid),
    Column("wire_name", Text),
    Column("at", DateTime(timezone=True)),
    Column("aggregate_id", Uuid),
    Column("station_id", Uuid),
    Column("actor_kind", Text),
    Column("actor_id", Uuid),
    Column("request_id", Text),
)

audit_personal = Table(
    "audit_personal",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("leaf_index", BigInteger, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", Text, nullable=False),
)

audit_tiles = Table(
    "audit_tiles",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("level", SmallInteger, primary_key=True),
    Column("place", BigInteger, primary_key=True),
    Column("hashes", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("key_id", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

audit_anchors = Table(
    "audit_anchors",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("day", Date, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("previous", LargeBinary),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("key_id", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

audit_witnesses = Table(
    "audit_witnesses",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("told", BigInteger, nullable=False),
    Column("told_at", DateTime(timezone=True), nullable=False),
)
