"""The tables of identity."""

from sqlalchemy import (
    BigInteger,
    Boolean,
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

vehicles = Table(
    "vehicles",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("registration_number", Text),
    Column("status", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
)

identifiers = Table(
    "identifiers",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("vehicle_id", Uuid),
    Column("type", Text, nullable=False),
    Column("value_hash", LargeBinary, nullable=False),
    Column("value_encrypted", LargeBinary, nullable=False),
    Column("masked", Text, nullable=False),
    Column("fits_ocpp16", Boolean, nullable=False),
    Column("status", Text, nullable=False),
    Column("valid_from", DateTime(timezone=True)),
    Column("valid_until", DateTime(timezone=True)),
    Column("group_masked", Text),
    Column("group_encrypted", LargeBinary),
    Column("source", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
)

token_index = Table(
    "token_index",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("value_hash", LargeBinary, primary_key=True),
    Column("class", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("valid_from", DateTime(timezone=True)),
    Column("valid_until", DateTime(timezone=True)),
    Column("identifier_id", Uuid),
    Column("vehicle_id", Uuid),
    Column("group_encrypted", LargeBinary),
    Column("version", BigInteger, nullable=False),
)
