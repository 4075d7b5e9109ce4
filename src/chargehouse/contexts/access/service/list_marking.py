"""Has local lists seen to when something happened that may change them.

Marking only writes down when a list is due. Much that happens at once is one mark: a feed of many
identifiers is told to each charger once.
"""

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.access.repository import local_lists
from chargehouse.platform.postgres.database import UnitOfWork

GATHERED_FOR: Final = timedelta(seconds=10)
"""So long what happens is gathered before a list is seen to."""
SENT_APART: Final = timedelta(minutes=1)
AFTER_BOOT: Final = timedelta(seconds=20)
"""A charger that has just booted has other things to tell first, and is probed before."""


class ListMarking:
    """Marks lists as due; `on_marked` is told when there may be something to do."""

    def __init__(self) -> None:
        self.on_marked: list[Callable[[], None]] = []

    async def everywhere(self, work: UnitOfWork) -> None:
        """Have every list of the tenant seen to."""
        await self._mark(work, None)

    async def at_stations(self, work: UnitOfWork, stations: Collection[UUID]) -> None:
        """Have the lists of some stations seen to."""
        await self._mark(work, stations)

    async def connected(self, work: UnitOfWork, stations: Collection[UUID]) -> None:
        """Have the versions of stations compared that came back."""
        await local_lists.seen(
            work.connection, work.tenant_id, stations, work.now() + GATHERED_FOR, anew=False
        )

    async def booted(self, work: UnitOfWork, stations: Collection[UUID]) -> None:
        """Have stations asked for their lists and settings that truly booted."""
        await local_lists.seen(
            work.connection, work.tenant_id, stations, work.now() + AFTER_BOOT, anew=True
        )

    async def whole(self, work: UnitOfWork, station_id: UUID) -> None:
        """Have a station's list sent again, whole, at once."""
        await local_lists.send_whole(work.connection, work.tenant_id, station_id, work.now())

    def marked(self) -> None:
        """Tell that there may be something to do."""
        for tell in self.on_marked:
            tell()

    async def _mark(self, work: UnitOfWork, stations: Collection[UUID] | None) -> None:
        await local_lists.mark(
            work.connection,
            work.tenant_id,
            stations,
            work.now() + GATHERED_FOR,
            apart=SENT_APART,
        )
