"""Tables of what sessions cost."""

from typing import Final

from sqlalchemy import Column, DateTime, MetaData, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata: Final = MetaData()

_Instant: Final = DateTime(timezone=True)

session_terms: Final = Table(
    "session_terms",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("session_id", Uuid, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("taken_at", _Instant, nullable=False),
)
