"""Looks after the store."""

from sqlalchemy import text

from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.health import Figure, Finding
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.postgres.partitions import Partitions

DAYS_AHEAD_WARN = 2
WAITING_WARN = 10_000


class DatabaseCheck:
    """A round trip, the pool, the coalesced writes that wait, the schema."""

    name = "database"

    def __init__(self, database: Database) -> None:
        self._database = database
        self._clock = database.clock

    async def check(self) -> Finding:
        """Look; `fail` means that nothing can be recorded now."""
        hot = self._database.hot
        figures: dict[str, Figure] = {
            "pool": self._database.engine.pool.status(),
            "writes_waiting": hot.waiting,
            "writes_dropped": hot.dropped,
        }
        began_s = self._clock.monotonic()
        try:
            async with self._database.relay() as connection:
                figures["schema"] = await connection.scalar(
                    text("SELECT version_num FROM alembic_version")
                )
        except Unavailable as error:
            return Finding(status="fail", detail=error.message, figures=figures)
        figures["round_trip_ms"] = round((self._clock.monotonic() - began_s) * 1000, 3)
        if hot.waiting > WAITING_WARN:
            return Finding(
                status="warn", detail="The database cannot keep up with writes", figures=figures
            )
        return Finding(status="pass", figures=figures)


class PartitionsCheck:
    """Whether tomorrow's events and frames have a place."""

    name = "partitions"

    def __init__(self, database: Database) -> None:
        self._partitions = Partitions(database)

    async def check(self) -> Finding:
        """Look; `fail` means that nothing can be recorded after today, or already."""
        ahead = await self._partitions.days_ahead()
        figures: dict[str, Figure] = {"days_ahead": ahead}
        if ahead < 1:
            return Finding(
                status="fail", detail="Partitions run out today: start a worker", figures=figures
            )
        if ahead < DAYS_AHEAD_WARN:
            return Finding(
                status="warn", detail="Partitions run out soon: start a worker", figures=figures
            )
        return Finding(status="pass", figures=figures)
