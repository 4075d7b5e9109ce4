"""Tables of what partners are told."""

from typing import Final

from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

metadata: Final = MetaData()

_Instant: Final = DateTime(timezone=True)

publications: Final = Table(
    "publications",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("module", Text, nullable=False),
    Column("party_id", Uuid, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("partner_id", Uuid),
    Column("shared", Boolean, nullable=False),
    Column("version", Text, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("created_at", _Instant, nullable=False),
    Column("last_updated", _Instant, nullable=False),
    Column("withdrawn_at", _Instant),
)

publication_evses: Final = Table(
    "publication_evses",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("uid", Text, primary_key=True),
    Column("location_id", Uuid, nullable=False),
    Column("station_id", Uuid, nullable=False),
    Column("evse_number", Integer, nullable=False),
    Column("outlet", Text),
    Column("named_at", _Instant, nullable=False),
)

publication_tariffs: Final = Table(
    "publication_tariffs",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("tariff_id", Uuid, primary_key=True),
    Column("location_id", Uuid, primary_key=True),
)

publication_omissions: Final = Table(
    "publication_omissions",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, nullable=False),
    Column("module", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("part", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("since", _Instant, nullable=False),
)

publishing_rules: Final = Table(
    "publishing_rules",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("partner_id", Uuid, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("shared", Boolean, nullable=False),
    Column("set_at", _Instant, nullable=False),
    Column("set_by", Text, nullable=False),
)

publication_dues: Final = Table(
    "publication_dues",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("module", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("due_at", _Instant, nullable=False),
    Column("wide", Boolean, nullable=False),
)

push_lines: Final = Table(
    "push_lines",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("partner_id", Uuid, primary_key=True),
    Column("open", Boolean, nullable=False),
    Column("receives", ARRAY(Text), nullable=False),
    Column("paused_until", _Instant),
    Column("failures", Integer, nullable=False),
    Column("failing_since", _Instant),
    Column("failed_at", _Instant),
    Column("told", Boolean, nullable=False),
    Column("last_pushed_at", _Instant),
    Column("last_error", Text),
    Column("last_error_at", _Instant),
    Column("resync_at", _Instant),
    Column("resync_after", Uuid),
    Column("resync_total", Integer, nullable=False),
    Column("resync_queued", Integer, nullable=False),
)

pushes: Final = Table(
    "pushes",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("partner_id", Uuid, primary_key=True),
    Column("publication_id", Uuid, primary_key=True),
    Column("parts", ARRAY(Text), nullable=False),
    Column("resync", Boolean, nullable=False),
    Column("due_at", _Instant, nullable=False),
    Column("since", _Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("leased_until", _Instant),
    Column("last_error", Text),
)

partner_sessions: Final = Table(
    "partner_sessions",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("session_id", Uuid, primary_key=True),
    Column("partner_id", Uuid, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("told_at", _Instant),
    Column("ended", Boolean, nullable=False),
)

roaming_omissions: Final = Table(
    "roaming_omissions",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("module", Text, primary_key=True),
    Column("subject_id", Uuid, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("since", _Instant, nullable=False),
)

token_sharing: Final = Table(
    "token_sharing",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("shared", Text, nullable=False),
    Column("fleets", ARRAY(Uuid), nullable=False),
    Column("whitelist", Text, nullable=False),
    Column("updated_at", _Instant, nullable=False),
)
