"""Has things said anew to partners when something happened that they are told by.

Marking only writes down what is due. Much that happens at once is one mark: an hour of a busy
station is no more than what partners are told of it at the end.
"""

from collections.abc import Callable, Collection
from typing import Final
from uuid import UUID

from chargehouse.contexts.publishing.repository import dues, omissions
from chargehouse.contexts.publishing.repository.dues import Due
from chargehouse.contexts.stations.public import StationLookup, WholeLocations
from chargehouse.contexts.tariffs.public import TariffBook
from chargehouse.platform.postgres.database import UnitOfWork

LOCATIONS: Final = "locations"
TARIFFS: Final = "tariffs"


class PublicationMarking:
    """Marks things as due; `on_marked` is told when there may be something to do."""

    def __init__(
        self, stations: StationLookup, locations: WholeLocations, tariffs: TariffBook
    ) -> None:
        self._stations = stations
        self._locations = locations
        self._tariffs = tariffs
        self.on_marked: list[Callable[[], None]] = []

    async def locations(self, work: UnitOfWork, locations: Collection[UUID]) -> None:
        """Have locations said anew."""
        await self._mark(work, [Due(LOCATIONS, each) for each in locations], wide=False)

    async def stations(self, work: UnitOfWork, station_ids: Collection[UUID]) -> None:
        """Have the locations said anew at which stations stand, or stood."""
        if station_ids:
            found = await self._stations.locations_of(work.actor, station_ids)
            await self.locations(work, found.values())

    async def tariff(self, work: UnitOfWork, tariff_id: UUID) -> None:
        """Have a tariff said anew."""
        await self._mark(work, [Due(TARIFFS, tariff_id)], wide=False)

    async def where_it_holds(self, work: UnitOfWork, tariff_id: UUID) -> None:
        """Have the locations said anew at which a tariff holds."""
        found = await omissions.locations_with(work.connection, work.tenant_id, [tariff_id])
        await self._mark(work, [Due(LOCATIONS, each) for each in found], wide=True)

    async def all_told(self, work: UnitOfWork, *, party_id: UUID | None = None) -> None:
        """Have whatever was told, or could not be, said anew; or what is a party's alone."""
        await dues.mark_told(work.connection, work.tenant_id, work.now(), party_id=party_id)
        self._tell()

    async def everything(self, work: UnitOfWork) -> int:
        """Have all locations and tariffs said anew that there are or were; return how many are."""
        locations = await self._locations.location_ids(work.actor)
        tariffs = await self._tariffs.tariff_ids(work.actor)
        marked = [
            *(Due(TARIFFS, each) for each in tariffs),
            *(Due(LOCATIONS, each) for each in locations),
        ]
        await self._mark(work, marked, wide=True)
        await self.all_told(work)
        return len(marked)

    async def _mark(self, work: UnitOfWork, marked: Collection[Due], *, wide: bool) -> None:
        await dues.mark(work.connection, work.tenant_id, marked, work.now(), wide=wide)
        if marked:
            self._tell()

    def _tell(self) -> None:
        for tell in self.on_marked:
            tell()
