"""What came of what chargers said: read as the application's role sees it."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import text
from tests.protocol.rawcharger import PATIENCE_S

from chargehouse.gateway.services import Services
from chargehouse.kernel.actor import Actor
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database


@dataclass
class Results:
    """A tenant's rows, events and figures."""

    address: PostgresAddress
    database: Database
    metrics: Metrics
    services: Services
    actor: Actor

    @property
    def tenant_id(self) -> UUID:
        return self.actor.tenant_id

    async def settled(self) -> None:
        """Wait until everything that was begun is written: the only writer takes it in order."""
        async with asyncio.timeout(PATIENCE_S):
            await self.services.settle()
            await self.services.connections.find(self.tenant_id, "nobody")

    async def rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        """Return rows as the application's role sees them in the tenant, once all is written."""
        await self.settled()
        async with self.database.reading(self.actor) as connection:
            rows = await connection.execute(text(statement), values)
            return [dict(row._mapping) for row in rows]  # noqa: SLF001  SQLAlchemy's public name

    async def one(self, statement: str, **values: object) -> dict[str, Any]:
        """Return the only row."""
        rows = await self.rows(statement, **values)
        assert len(rows) == 1, rows
        return rows[0]

    async def sessions(self) -> list[dict[str, Any]]:
        """Return all sessions, the earliest first."""
        return await self.rows("SELECT * FROM sessions ORDER BY started_at, id")

    async def decisions(self) -> list[dict[str, Any]]:
        """Return all decisions in the order they were made."""
        return await self.rows("SELECT * FROM access_decisions ORDER BY id")

    async def connector(self, evse_id: int = 1, connector_id: int = 1) -> dict[str, Any]:
        """Return what is kept of a connector."""
        return await self.one(
            "SELECT * FROM connectors WHERE evse_id = :evse AND connector_id = :connector",
            evse=evse_id,
            connector=connector_id,
        )

    async def station(self, code: str = "CH-1") -> dict[str, Any]:
        """Return what is kept of a station."""
        return await self.one("SELECT * FROM stations WHERE code = :code", code=code)

    async def timeline(self) -> list[tuple[str, str, str | None]]:
        """Return direction, kind and action of all frames, in the order they were seen."""
        frames = await self.frames()
        return [(frame["direction"], frame["kind"], frame["action"]) for frame in frames]

    async def frames(self) -> list[dict[str, Any]]:
        """Return all frames of the timeline in the order they were seen."""
        return await self.rows("SELECT * FROM frames ORDER BY id")

    async def events(self) -> list[tuple[str, dict[str, Any]]]:
        """Return wire names and payloads of all events, in their order."""
        rows = await self.rows("SELECT wire_name, payload FROM events ORDER BY xid, sequence")
        return [(row["wire_name"], msgspec.json.decode(row["payload"])) for row in rows]

    def figure(self, name: str, **labels: str) -> float:
        """Return a metric's value, 0 where nothing was counted."""
        return self.metrics.registry.get_sample_value(name, labels) or 0.0

    async def dump(self) -> str:
        """Return every row of every table as text: what anybody who steals the disk may read."""
        await self.settled()
        connection = await asyncpg.connect(**self.address.asyncpg_kwargs())
        try:
            tables = await connection.fetch(
                "SELECT c.oid::regclass::text AS name FROM pg_class c"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE n.nspname = 'public' AND c.relkind = 'r'"
            )
            rows = [
                await connection.fetch(f"SELECT t::text AS whole FROM {table['name']} t")  # noqa: S608  its own tables
                for table in tables
            ]
        finally:
            await connection.close()
        return "\n".join(row["whole"] for found in rows for row in found)
