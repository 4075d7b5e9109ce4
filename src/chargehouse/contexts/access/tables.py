"""Tables of the access context."""

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
Instant = DateTime(timezone=True)

station_modes = Table(
    "station_modes",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("station_id", Uuid, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("reason", Text),
    Column("set_by", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("version", BigInteger, nullable=False),
)

access_attempts = Table(
    "access_attempts",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("station_id", Uuid, nullable=False),
    Column("evse_id", Integer),
    Column("kind", Text, nullable=False),
    Column("protocol", Text, nullable=False),
    Column("identifier_type", Text),
    Column("identifier_hash", LargeBinary),
    Column("masked", Text),
    Column("connection_id", Uuid),
    Column("message_id", Text),
    Column("payload_hash", BigInteger),
    Column("reported_at", Instant),
    Column("received_at", Instant, nullable=False),
    Column("mode", Text, nullable=False),
    Column("identifier_version", BigInteger),
    Column("mode_version", BigInteger),
    Column("decision_id", Uuid),
    Column("start_connection_id", Uuid),
    Column("start_message_id", Text),
    Column("start_payload_hash", BigInteger),
    Column("start_reported_at", Instant),
    Column("started_at", Instant),
)

access_decisions = Table(
    "access_decisions",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("attempt_id", Uuid, nullable=False),
    Column("station_id", Uuid, nullable=False),
    Column("evse_id", Integer),
    Column("decided_at", Instant, nullable=False),
    Column("judged_at", Instant, nullable=False),
    Column("decision", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("identifier_type", Text),
    Column("identifier_hash", LargeBinary),
    Column("masked", Text),
    Column("class", Text, nullable=False),
    Column("identifier_id", Uuid),
    Column("vehicle_id", Uuid),
    Column("identifier_version", BigInteger),
    Column("policy", Text, nullable=False),
    Column("policy_version", BigInteger),
    Column("rule", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("protocol", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("took_us", Integer, nullable=False),
)

access_outcomes = Table(
    "access_outcomes",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("attempt_id", Uuid, nullable=False),
    Column("decision_id", Uuid),
    Column("kind", Text, nullable=False),
    Column("session_id", Uuid),
    Column("details", Text),
    Column("at", Instant, nullable=False),
)
