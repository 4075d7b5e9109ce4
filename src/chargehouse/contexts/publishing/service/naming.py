"""Gives EVSEs the names that partners know them by, once and for good."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from chargehouse.contexts.publishing.model.evses import EvseName, outlet_of, uid_of
from chargehouse.contexts.publishing.repository import evses
from chargehouse.contexts.stations.public import WholeLocation
from chargehouse.kernel.ids import Ids
from chargehouse.platform.postgres.database import UnitOfWork

EvseKey = tuple[UUID, UUID, int]
"""A location, a station there, and the number of an EVSE of it."""


class EvseNaming:
    """Names EVSEs by their station's code and their number; where that is taken, by an id."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    async def names(
        self, work: UnitOfWork, wholes: Sequence[WholeLocation]
    ) -> Mapping[EvseKey, EvseName]:
        """Return what the EVSEs at locations are called; who has no name yet gets one."""
        locations = [each.location.id for each in wholes]
        named = await self._known(work, locations)
        wanted = {
            (whole.location.id, station.id, connector.evse_id): station.code
            for whole in wholes
            for station in whole.stations
            for connector in station.connectors
            if connector.evse_id > 0 and connector.connector_id > 0
        }
        missing = {key: code for key, code in wanted.items() if key not in named}
        if not missing:
            return named
        asked = [_name(key, code, uid_of(code, key[2])) for key, code in missing.items()]
        given = await evses.add(
            work.connection, work.tenant_id, [each for each in asked if each.uid], work.now()
        )
        left = {key: code for key, code in missing.items() if key not in given}
        others = [_name(key, code, str(self._ids.new())) for key, code in left.items()]
        await evses.add(work.connection, work.tenant_id, others, work.now())
        return await self._known(work, locations)

    async def _known(self, work: UnitOfWork, locations: Sequence[UUID]) -> dict[EvseKey, EvseName]:
        found = await evses.at_locations(work.connection, work.tenant_id, locations)
        return {(each.location_id, each.station_id, each.evse_number): each for each in found}


def _name(key: EvseKey, code: str, uid: str | None) -> EvseName:
    location_id, station_id, number = key
    return EvseName(
        location_id=location_id,
        station_id=station_id,
        evse_number=number,
        uid=uid or "",
        outlet=outlet_of(code, number),
    )
