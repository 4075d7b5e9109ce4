"""What the tables of the access context are gathered in."""

from sqlalchemy import DateTime, MetaData

metadata = MetaData()
Instant = DateTime(timezone=True)
