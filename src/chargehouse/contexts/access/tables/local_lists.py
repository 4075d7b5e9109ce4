"""Tables of chargers' lists."""

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from chargehouse.contexts.access.tables.metadata import Instant, metadata

local_lists = Table(
    "local_lists",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("station_id", Uuid, primary_key=True),
    Column("state", Text, nullable=False),
    Column("due_at", Instant),
    Column("leased_until", Instant),
    Column("wants_full", Boolean, nullable=False),
    Column("protocol", Text),
    Column("facts", JSONB),
    Column("learned_room", Integer),
    Column("version", Integer),
    Column("last_version", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("listable", Integer, nullable=False),
    Column("left_out", JSONB, nullable=False),
    Column("outcome", Text),
    Column("tries", Integer, nullable=False),
    Column("told_at", Instant),
    Column("sent_at", Instant),
    Column("sent_kind", Text),
    Column("sent_changes", Integer),
    Column("evidence", JSONB, nullable=False),
)

local_list_entries = Table(
    "local_list_entries",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("station_id", Uuid, primary_key=True),
    Column("value_hash", LargeBinary, primary_key=True),
    Column("identifier_id", Uuid, nullable=False),
    Column("type", Text, nullable=False),
    Column("value_encrypted", LargeBinary, nullable=False),
    Column("group_encrypted", LargeBinary),
    Column("valid_until", Instant),
)
