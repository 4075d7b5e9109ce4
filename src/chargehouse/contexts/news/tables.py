"""The tables of news."""

from sqlalchemy import Boolean, Column, DateTime, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

news_entries = Table(
    "news_entries",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("title", JSONB, nullable=False),
    Column("summary", JSONB, nullable=False),
    Column("audience", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("prominent", Boolean, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    Column("version", Integer, nullable=False),
)

news_marks = Table(
    "news_marks",
    metadata,
    Column("tenant_id", Uuid, primary_key=True),
    Column("account_id", Uuid, primary_key=True),
    Column("read_until", DateTime(timezone=True), nullable=False),
)
