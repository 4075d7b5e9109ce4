"""Tables of commands across platforms (made by migration 0025)."""

from typing import Final

from sqlalchemy import Column, DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid

metadata: Final = MetaData()

_Instant: Final = DateTime(timezone=True)

partner_commands: Final = Table(
    "partner_commands",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("partner_id", Uuid, nullable=False),
    Column("partner_name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("response", Text, nullable=False),
    Column("result", Text),
    Column("message", Text),
    Column("station_id", Uuid),
    Column("evse_id", Integer),
    Column("connector_id", Integer),
    Column("session_id", Uuid),
    Column("command_id", Uuid),
    Column("masked", Text),
    Column("token_party", Text),
    Column("token_type", Text),
    Column("sealed", LargeBinary, nullable=False),
    Column("requested_at", _Instant, nullable=False),
    Column("expires_at", _Instant, nullable=False),
    Column("answered_at", _Instant),
    Column("told_at", _Instant),
    Column("due_at", _Instant),
    Column("tries", Integer, nullable=False),
    Column("last_error", Text),
    Column("reservation", Integer),
)

partner_reservations: Final = Table(
    "partner_reservations",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("partner_id", Uuid, primary_key=True),
    Column("party", Text, primary_key=True),
    Column("reservation_id", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("station_id", Uuid, nullable=False),
    Column("expires_at", _Instant, nullable=False),
    Column("evse_id", Integer),
    Column("identifier_hash", LargeBinary),
    Column("group_hash", LargeBinary),
    Column("held_since", _Instant),
    Column("given_up_at", _Instant),
    Column("session_id", Uuid),
    Column("expired_at", _Instant),
)

sent_commands: Final = Table(
    "sent_commands",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("partner_id", Uuid, nullable=False),
    Column("partner_name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("response", Text),
    Column("result", Text),
    Column("message", Text),
    Column("location_id", Text),
    Column("evse_uid", Text),
    Column("connector_id", Text),
    Column("session_id", Text),
    Column("reservation_id", Text),
    Column("identifier_id", Uuid),
    Column("profile", LargeBinary),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", _Instant, nullable=False),
    Column("expires_at", _Instant, nullable=False),
    Column("result_at", _Instant),
)

received_profiles: Final = Table(
    "received_profiles",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("partner_id", Uuid, primary_key=True),
    Column("session_id", Text, primary_key=True),
    Column("profile", LargeBinary, nullable=False),
    Column("received_at", _Instant, nullable=False),
)
