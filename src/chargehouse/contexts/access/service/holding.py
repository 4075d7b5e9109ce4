"""Which changes of mode a worker has under way: they are its own for as long as it lives."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from chargehouse.contexts.access.repository import mode_changes
from chargehouse.contexts.access.repository.mode_changes import Change, Hold
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.postgres.database import Database

LEASE: Final = timedelta(seconds=30)
"""So long after a worker's death another goes on."""
RENEWED_EVERY_S: Final = 10.0
ACTOR: Final = "access.switching"

log = structlog.get_logger(__name__)


class Holding:
    """Renews the leases of what a worker has under way, however long a conversation takes.

    A lease is known by its end: one with another end is another worker's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: dict[UUID, dict[UUID, set[datetime]]] = {}
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
        return self._held.get(tenant_id, {}).keys()

    def has(self, tenant_id: UUID, held: Hold) -> bool:
        """Say whether a change is under way here, and nowhere else."""
        return held.leased_until in self._held.get(tenant_id, {}).get(held.change_id, ())

    @contextmanager
    def holding(self, tenant_id: UUID, taken: Sequence[Change]) -> Iterator[None]:
        """Keep changes that were taken until they are let go, or the block ends."""
        held = self._held.setdefault(tenant_id, {})
        mine: dict[UUID, set[datetime]] = {
            each.id: {each.leased_until} if each.leased_until is not None else set()
            for each in taken
        }
        held.update(mine)
        try:
            yield
        finally:
            for change_id, leases in mine.items():
                if held.get(change_id) is leases:
                    del held[change_id]

    def let_go(self, tenant_id: UUID, changes: Sequence[Change]) -> None:
        """Keep changes no longer; they may be taken again, here as well."""
        held = self._held.get(tenant_id, {})
        for each in changes:
            held.pop(each.id, None)

    async def renew(self) -> None:
        """Renew every lease that is held."""
        until = self._database.clock.now() + LEASE
        for tenant_id, held in list(self._held.items()):
            if not held:
                continue
            actor, changes = system_actor("job", tenant_id, ACTOR), list(held)
            leases = {lease for of_one in held.values() for lease in of_one}
            for of_one in held.values():
                of_one.add(until)
            async with self._database.transaction(actor) as work:
                await mode_changes.renew(
                    work.connection, tenant_id, changes, leases, now=work.now(), until=until
                )

    async def _serve(self) -> None:
        while True:
            await self._database.clock.sleep(RENEWED_EVERY_S)
            try:
                await self.renew()
            except Unavailable:
                log.warning("leases of mode changes could not be renewed")
            except Exception:
                log.exception("leases of mode changes stumbled")
