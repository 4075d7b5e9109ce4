"""Tables of what chargers can do and are brought to do, and of problems with that."""

from sqlalchemy import ARRAY, Boolean, Column, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from chargehouse.contexts.access.tables.metadata import Instant, metadata

station_controls = Table(
    "station_controls",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("station_id", Uuid, primary_key=True),
    Column("seen_as", Text),
    Column("found", Text, nullable=False),
    Column("found_profile", Text),
    Column("found_path", JSONB),
    Column("asks", Boolean, nullable=False),
    Column("gaps", ARRAY(Text), nullable=False),
    Column("notes", ARRAY(Text), nullable=False),
    Column("probe_outcome", Text),
    Column("probe_evidence", JSONB, nullable=False),
    Column("probed_at", Instant),
    Column("own_capability", Text),
    Column("own_path", JSONB),
    Column("own_reason", Text),
    Column("own_by", Text),
    Column("own_at", Instant),
    Column("accepted_words", Text),
    Column("accepted_gaps", ARRAY(Text)),
    Column("accepted_by", Text),
    Column("accepted_at", Instant),
    Column("observed", Text),
    Column("observed_at", Instant),
    Column("observed_evidence", JSONB, nullable=False),
    Column("is_confirmed", Boolean, nullable=False),
    Column("sync", Text, nullable=False),
    Column("probe_at", Instant),
    Column("check_at", Instant),
    Column("version", Integer, nullable=False),
)

mode_changes = Table(
    "mode_changes",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("station_id", Uuid, nullable=False),
    Column("cause", Text, nullable=False),
    Column("wanted", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("step", Text),
    Column("path", Text),
    Column("reason", Text),
    Column("asked", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("effective_at", Instant, nullable=False),
    Column("requested_at", Instant),
    Column("tried_at", Instant),
    Column("next_at", Instant),
    Column("leased_until", Instant),
    Column("ended_at", Instant),
    Column("is_current", Boolean, nullable=False),
    Column("evidence", JSONB, nullable=False),
)

access_problems = Table(
    "access_problems",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("station_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("change_id", Uuid),
    Column("evidence", JSONB, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("acknowledged_by", Text),
    Column("acknowledged_at", Instant),
    Column("note", Text),
)

drift_sightings = Table(
    "drift_sightings",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("station_id", Uuid, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("seen", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("evidence", JSONB, nullable=False),
)

drift_cursors = Table(
    "drift_cursors",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("looked_until", Uuid, nullable=False),
)
