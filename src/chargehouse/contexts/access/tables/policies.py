"""Tables of policies and overrides, of the modes that they make, and of rules of fleets."""

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from chargehouse.contexts.access.tables.metadata import Instant, metadata

access_policies = Table(
    "access_policies",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", Text),
    Column("station_id", Uuid),
    Column("default_mode", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("removed_at", Instant),
)

access_policy_versions = Table(
    "access_policy_versions",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("policy_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

access_windows = Table(
    "access_windows",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("policy_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("days", ARRAY(Integer), nullable=False),
    Column("begins", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    Column("mode", Text, nullable=False),
)

access_exceptions = Table(
    "access_exceptions",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("policy_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("begins", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    Column("mode", Text, nullable=False),
)

access_overrides = Table(
    "access_overrides",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("station_id", Uuid, nullable=False),
    Column("mode", Text, nullable=False),
    Column("begins", Instant, nullable=False),
    Column("ends", Instant),
    Column("reason", Text),
    Column("set_by", Text, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", Instant),
)

station_modes = Table(
    "station_modes",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("station_id", Uuid, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("policy_id", Uuid),
    Column("policy_version", Integer),
    Column("source", Text, nullable=False),
    Column("rule_id", Uuid),
    Column("rule", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("mode_since", Instant, nullable=False),
    Column("until", Instant),
    Column("next_mode", Text),
    Column("next_source", Text),
    Column("next_rule_id", Uuid),
    Column("next_rule", Text),
    Column("next_until", Instant),
    Column("version", BigInteger, nullable=False),
    Column("one_at_a_time", Boolean, nullable=False),
)

mode_spans = Table(
    "mode_spans",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("station_id", Uuid, primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("mode", Text, nullable=False),
    Column("policy_id", Uuid),
    Column("policy_version", Integer),
    Column("source", Text, nullable=False),
    Column("rule_id", Uuid),
    Column("rule", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
)

team_rules = Table(
    "team_rules",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("fleet_id", Uuid, nullable=False),
    Column("effect", Text, nullable=False),
    Column("everywhere", Boolean, nullable=False),
    Column("locations", ARRAY(Uuid), nullable=False),
    Column("stations", ARRAY(Uuid), nullable=False),
    Column("windows", JSONB, nullable=False),
    Column("valid_from", Instant),
    Column("valid_until", Instant),
    Column("note", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
)

fleet_policies = Table(
    "fleet_policies",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("fleet_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
