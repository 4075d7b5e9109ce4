"""Which processes live: each keeps a lease, so that others learn soon when it is gone."""

import asyncio
import os
import socket
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import text

from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.postgres.database import Database

LEASE_S = 15
RENEW_S = 5.0

log = structlog.get_logger(__name__)


class LiveProcess(msgspec.Struct, frozen=True, kw_only=True):
    """A process that lives, or did until a moment ago; times are the database's."""

    id: UUID
    roles: tuple[str, ...]
    host: str
    pid: int
    version: str
    started_at: datetime
    alive_until: datetime


class Process:
    """This process among the others, known by its `id`.

    Its lease lasts 15 s and is renewed every 5 s.
    """

    def __init__(self, database: Database, *, roles: Sequence[str], version: str) -> None:
        self.id = database.ids.new()
        self._database = database
        self._roles = list(roles)
        self._version = version
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Register, and keep the lease. Raises `Unavailable`."""
        await self.renew()
        self._task = asyncio.create_task(self._keep(), name="process lease")

    async def stop(self) -> None:
        """Leave; when the database is away, the lease runs out by itself."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        try:
            async with self._database.relay() as connection:
                await connection.execute(
                    text("DELETE FROM processes WHERE id = :id"), {"id": self.id}
                )
        except Unavailable:
            log.info("the process lease is left to run out", process_id=str(self.id))

    async def renew(self) -> None:
        """Renew the lease, and forget processes that have been gone for a day."""
        async with self._database.relay() as connection:
            await connection.execute(
                text("""
                    INSERT INTO processes (id, roles, host, pid, version, started_at, alive_until)
                    VALUES (:id, :roles, :host, :pid, :version, now(),
                            now() + make_interval(secs => :lease_s))
                    ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
                """),
                {
                    "id": self.id,
                    "roles": self._roles,
                    "host": socket.gethostname(),
                    "pid": os.getpid(),
                    "version": self._version,
                    "lease_s": LEASE_S,
                },
            )
            await connection.execute(
                text("DELETE FROM processes WHERE alive_until < now() - interval '1 day'")
            )

    async def _keep(self) -> None:
        while True:
            await self._database.clock.sleep(RENEW_S)
            try:
                await self.renew()
            except Unavailable:
                log.warning("the process lease could not be renewed", process_id=str(self.id))
            except Exception:
                log.exception("the process lease stumbled")


async def alive(database: Database) -> list[LiveProcess]:
    """Return the processes whose lease has not run out, the oldest first."""
    async with database.relay() as connection:
        result = await connection.execute(
            text("""
                SELECT id, roles, host, pid, version, started_at, alive_until FROM processes
                WHERE alive_until > now() ORDER BY started_at, id
            """)
        )
        return [msgspec.convert(dict(row), LiveProcess) for row in result.mappings()]
