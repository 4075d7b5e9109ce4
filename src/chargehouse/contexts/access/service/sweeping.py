"""What happens to chargers, as far as their modes go; and a look now and then for what was lost."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.access.model.mode_changes import booted, came_back
from chargehouse.contexts.access.repository import controls, mode_changes
from chargehouse.contexts.access.repository.controls import Sight
from chargehouse.contexts.access.repository.mode_changes import Change
from chargehouse.contexts.access.service.planning import ModePlanning
from chargehouse.kernel.actor import system_actor
from chargehouse.platform.postgres.database import Database, UnitOfWork

AT_ONCE: Final = 1000
PROBED_AFTER: Final = timedelta(seconds=10)
"""A charger that has just booted has other things to tell first."""


class ModeSweep:
    """Takes note of boots and connections, and finds chargers in modes nobody planned for."""

    def __init__(self, database: Database, planning: ModePlanning) -> None:
        self._database = database
        self._planning = planning

    async def booted(self, work: UnitOfWork, sights: Sequence[Sight]) -> None:
        """Take note of boots: what is new is probed, every governed mode is read again."""
        now, stations = work.now(), [each.station_id for each in sights]
        current = await mode_changes.current_of(
            work.connection, work.tenant_id, stations, lock=True
        )
        await controls.seen(work.connection, work.tenant_id, sights, now + PROBED_AFTER)
        under_way = _under_way(current)
        await mode_changes.mark(work.connection, work.tenant_id, under_way, now, read_first=True)
        after = [
            each
            if each.id in under_way
            else msgspec.structs.replace(each, state=booted(each.state, now))
            for each in current.values()
        ]
        await mode_changes.keep(
            work.connection,
            work.tenant_id,
            [each for each in after if each.state != current[each.station_id].state],
            now,
        )
        busy = {each.station_id for each in after if each.state.step is not None}
        idle = [each for each in stations if each not in busy]
        await controls.ask_again(work.connection, work.tenant_id, idle, now)
        self._planning.planned()

    async def connected(self, work: UnitOfWork, stations: Collection[UUID]) -> None:
        """Take note of connections: what waited for them goes on."""
        now = work.now()
        current = await mode_changes.current_of(
            work.connection, work.tenant_id, stations, lock=True
        )
        under_way = _under_way(current)
        await mode_changes.mark(work.connection, work.tenant_id, under_way, now, read_first=False)
        after = [
            msgspec.structs.replace(each, state=came_back(each.state, now))
            for each in current.values()
            if each.id not in under_way
        ]
        waiting = [each for each in after if each.state != current[each.station_id].state]
        await mode_changes.keep(work.connection, work.tenant_id, waiting, now)
        if waiting:
            self._planning.planned()

    async def sweep(self, tenant_id: UUID) -> int:
        """Plan for stations that are not in their mode with nothing under way; return how many."""
        actor = system_actor("job", tenant_id, "access.sweep")
        async with self._database.transaction(actor) as work:
            stations = await controls.out_of_place(work.connection, tenant_id, AT_ONCE)
            await self._planning.stations(work, stations, "sweep")
        if stations:
            self._planning.planned()
        return len(stations)


def _under_way(current: Mapping[UUID, Change]) -> set[UUID]:
    """Return the changes that a worker has: it is left to it to go on with them."""
    return {each.id for each in current.values() if each.leased_until is not None}
