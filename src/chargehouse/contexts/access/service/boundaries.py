"""Passes boundaries: takes the stations that have reached one, whichever worker comes first."""

import asyncio
from typing import Final
from uuid import UUID

import structlog

from chargehouse.contexts.access.repository import expectations
from chargehouse.contexts.access.service.expecting import AT_ONCE, advance, review
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.platform.postgres.database import Database

LOOKS_APART_S: Final = 1.0
REVIEWED_AGAIN_AFTER_S: Final = 60.0
ACTOR: Final = "access.boundaries"

log = structlog.get_logger(__name__)


class Boundaries:
    """A worker at boundaries; several share ten thousand stations that change at once.

    Whatever was missed while no worker ran is caught up with. As it begins it looks through what is
    expected of all stations: the rules of their time zones may be others than when it was kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to look every second; a database that is away is waited for."""
        self._tasks = [
            asyncio.create_task(self._serve(), name="access boundaries"),
            asyncio.create_task(self._look_through(), name="review of access boundaries"),
        ]

    async def stop(self) -> None:
        """Stop; a batch that was begun is left to whoever comes next."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def pass_due(self) -> int:
        """Bring every station that has reached a boundary beyond it; return how many there were.

        What fails in one tenant hinders no other: it is raised, as an `ExceptionGroup`, at the end.
        """
        async with self._database.relay() as relay:
            tenants = await expectations.tenants_with_due(relay, self._database.clock.now())
        return await for_each(tenants, self._pass_in)

    async def review(self) -> int:
        """Work out anew what is no longer expected as it was kept; return of how many stations.

        As with boundaries, what fails in one tenant hinders no other.
        """
        async with self._database.relay() as relay:
            tenants = await expectations.governed_tenants(relay)
        return await for_each(tenants, self._review_in)

    async def _review_in(self, tenant_id: UUID) -> int:
        count, after = 0, UUID(int=0)
        while True:
            async with self._database.transaction(system_actor("job", tenant_id, ACTOR)) as work:
                kept = await expectations.governed_after(work.connection, tenant_id, after, AT_ONCE)
                count += await review(work, kept)
            if len(kept) < AT_ONCE:
                return count
            after = kept[-1].station_id

    async def _look_through(self) -> None:
        while True:
            try:
                count = await self.review()
            except Exception:
                log.exception("expected modes could not be reviewed")
                await self._database.clock.sleep(REVIEWED_AGAIN_AFTER_S)
                continue
            if count:
                log.warning("modes are expected otherwise than was kept", stations=count)
            return

    async def _pass_in(self, tenant_id: UUID) -> int:
        count = 0
        while True:
            async with self._database.transaction(system_actor("job", tenant_id, ACTOR)) as work:
                due = await expectations.take_due(work.connection, tenant_id, work.now(), AT_ONCE)
                await advance(work, due)
            count += len(due)
            if len(due) < AT_ONCE:
                return count

    async def _serve(self) -> None:
        while True:
            try:
                await self.pass_due()
            except Exception:
                log.exception("boundaries could not be passed")
            past = self._database.clock.now().timestamp() % LOOKS_APART_S
            await self._database.clock.sleep(LOOKS_APART_S - past)
