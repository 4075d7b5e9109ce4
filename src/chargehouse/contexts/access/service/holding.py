"""Which changes of mode a worker has under way: they are its own for as long as it lives."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from chargehouse.contexts.access.repository import mode_changes
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.postgres.database import Database

LEASE: Final = timedelta(seconds=30)
"""So long after a worker's death another goes on."""
RENEWED_EVERY_S: Final = 10.0
ACTOR: Final = "access.switching"

log = structlog.get_logger(__name__)


class Holding:
    """Renews the leases of what a worker has under way, however long a conversation takes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: dict[UUID, set[UUID]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to renew."""
        self._task = asyncio.create_task(self._serve(), name="leases of mode changes")

    async def stop(self) -> None:
        """Renew no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def of(self, tenant_id: UUID) -> Collection[UUID]:
        """Return the changes of a tenant that are under way here."""
        return self._held.get(tenant_id, frozenset())

    @contextmanager
    def holding(self, tenant_id: UUID, changes: Collection[UUID]) -> Iterator[None]:
        """Keep changes until the end of the block."""
        self._held[tenant_id].update(changes)
        try:
            yield
        finally:
            self._held[tenant_id].difference_update(changes)
            if not self._held[tenant_id]:
                del self._held[tenant_id]

    async def renew(self) -> None:
        """Renew every lease that is held."""
        until = self._database.clock.now() + LEASE
        for tenant_id, changes in list(self._held.items()):
            actor = system_actor("job", tenant_id, ACTOR)
            async with self._database.transaction(actor) as work:
                await mode_changes.renew(work.connection, tenant_id, changes, work.now(), until)

    async def _serve(self) -> None:
        while True:
            await self._database.clock.sleep(RENEWED_EVERY_S)
            try:
                await self.renew()
            except Unavailable:
                log.warning("leases of mode changes could not be renewed")
            except Exception:
                log.exception("leases of mode changes stumbled")
