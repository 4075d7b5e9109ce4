"""Where local lists are kept: where access control is on, and nobody switched lists off."""

from collections.abc import Collection
from uuid import UUID

from chargehouse.contexts.access.public import ACCESS_STAGE, LOCAL_LISTS
from chargehouse.contexts.access.service.stages import ON, is_on
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.setting import SettingValues
from chargehouse.platform.flags import Flags


class ListRollout:
    """Tells where lists are kept; elsewhere chargers are told nothing (NFR-005)."""

    def __init__(self, stations: StationLookup, *, flags: Flags, values: SettingValues) -> None:
        self._stations = stations
        self._flags = flags
        self._values = values

    def anywhere(self, tenant_id: UUID) -> bool:
        """Tell whether lists may be kept somewhere in a tenant."""
        if not self._values.value(tenant_id, LOCAL_LISTS):
            return False
        return (
            self._flags.is_placed(tenant_id, ACCESS_STAGE)
            or self._flags.choice(tenant_id, ACCESS_STAGE) == ON
        )

    def holds(self, tenant_id: UUID, station_id: UUID, location_id: UUID | None) -> bool:
        """Tell whether the list of a station is kept, by the place where it stands."""
        on = is_on(self._flags, tenant_id, station_id, location_id)
        return on and self._values.value(tenant_id, LOCAL_LISTS)

    async def among(self, actor: Actor, station_ids: Collection[UUID]) -> set[UUID]:
        """Return those of some stations whose lists are kept, wherever they stand."""
        places = await self._stations.locations_of(actor, station_ids)
        return {each for each in station_ids if self.holds(actor.tenant_id, each, places.get(each))}
