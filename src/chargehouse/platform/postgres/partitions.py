"""Daily partitions of what grows without end: made a week ahead, dropped when too old."""

import re
from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.platform.postgres.database import Database

TABLES = ("events", "frames")
DAYS_AHEAD = 7

_TODAY = "(now() AT TIME ZONE 'UTC')::date"
_CHILDREN = text("""
SELECT child.relname AS name, parent.oid IS NOT NULL AS attached,
       coalesce(inhdetachpending, false) AS half_detached
FROM pg_class AS child
LEFT JOIN pg_inherits ON inhrelid = child.oid
LEFT JOIN pg_class AS parent ON parent.oid = inhparent AND parent.relname = :parent
WHERE child.relkind = 'r' AND child.relnamespace = 'public'::regnamespace
  AND child.relname ~ ('^' || :parent || '_[0-9]{8}$')
ORDER BY child.relname
""")


async def ensure(connection: AsyncConnection) -> None:
    """Make the partitions of today and a week ahead, by the database's own clock.

    Needs the owner; commits nothing. Those that exist are left alone, so it may run anywhere at
    any time.
    """
    for table in TABLES:
        await connection.execute(
            text(f"CALL ensure_partitions(:table, {_TODAY}, :days)"),
            {"table": table, "days": DAYS_AHEAD + 1},
        )


class Partitions:
    """The partitions of all partitioned tables; its work is done as their owner."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure(self) -> None:
        """Make the partitions of today and a week ahead."""
        engine = self._database.owner_engine()
        try:
            async with engine.begin() as connection:
                await ensure(connection)
        finally:
            await engine.dispose()

    async def drop_older_than(self, table: str, age: timedelta) -> list[str]:
        """Drop the partitions whose whole day is longer ago than `age`; return their names.

        Readers and writers of the table are not held up. What an earlier run left half done is
        finished. Raises `ValueError` for a table that is not partitioned.
        """
        if table not in TABLES:
            raise ValueError(f"{table} is not partitioned by day.")
        engine = self._database.owner_engine().execution_options(isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as connection:
                return await _drop(connection, table, age)
        finally:
            await engine.dispose()

    async def days_ahead(self) -> int:
        """Return for how many days after today every table is ready; -1 when not even today."""
        async with self._database.relay() as connection:
            today = await _today(connection)
            return min([await _days_ahead(connection, table, today) for table in TABLES])


async def _drop(connection: AsyncConnection, table: str, age: timedelta) -> list[str]:
    oldest_kept = await _today(connection) - age
    dropped = []
    # One at a time: two that detach at once would wait for each other.
    await connection.execute(text("SELECT pg_advisory_lock(hashtext('drop partitions'))"))
    try:
        for child in (await connection.execute(_CHILDREN, {"parent": table})).all():
            if _day(child.name) >= oldest_kept:
                continue
            if child.attached:
                how = "FINALIZE" if child.half_detached else "CONCURRENTLY"
                await connection.execute(
                    text(f"ALTER TABLE {table} DETACH PARTITION {child.name} {how}")
                )
            await connection.execute(text(f"DROP TABLE {child.name}"))
            dropped.append(child.name)
    finally:
        await connection.execute(text("SELECT pg_advisory_unlock(hashtext('drop partitions'))"))
    return dropped


async def _days_ahead(connection: AsyncConnection, table: str, today: date) -> int:
    children = (await connection.execute(_CHILDREN, {"parent": table})).all()
    ready = {_day(child.name) for child in children if child.attached and not child.half_detached}
    ahead = -1
    while today + timedelta(days=ahead + 1) in ready:
        ahead += 1
    return ahead


async def _today(connection: AsyncConnection) -> date:
    today: date = await connection.scalar(text(f"SELECT {_TODAY}"))
    return today


def _day(name: str) -> date:
    digits = re.sub(r".*_", "", name)
    return date.fromisoformat(digits)
