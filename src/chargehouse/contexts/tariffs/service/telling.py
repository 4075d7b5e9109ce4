"""The catalogue, and what holds where, for whoever tells others of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from chargehouse.contexts.tariffs.model.offering import PlaceKey, offers
from chargehouse.contexts.tariffs.public import CataloguedTariff, ChargingPlace, Offers
from chargehouse.contexts.tariffs.repository import catalogue
from chargehouse.contexts.tariffs.repository.offers import planned
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database


class TariffTelling:
    """The `TariffBook` of other contexts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tariff_ids(self, actor: Actor) -> Sequence[UUID]:
        """Return the id of every tariff, archived or not, the oldest first."""
        async with self._database.reading(actor) as connection:
            return await catalogue.ids(connection, actor.tenant_id)

    async def tariffs(
        self, actor: Actor, tariff_ids: Collection[UUID]
    ) -> Sequence[CataloguedTariff]:
        """Return those of the tariffs that there are, archived or not."""
        async with self._database.reading(actor) as connection:
            return await catalogue.among_ids(connection, actor.tenant_id, tariff_ids)

    async def offered(self, actor: Actor, places: Sequence[ChargingPlace], at: datetime) -> Offers:
        """Return what a session that starts in an instant would be priced by at each place."""
        async with self._database.reading(actor) as connection:
            found = await planned(
                connection,
                actor.tenant_id,
                at,
                locations={each.location_id for each in places if each.location_id},
                stations={each.station_id for each in places if each.station_id},
            )
        return offers(found, [_keys(each) for each in places], at)


def _keys(place: ChargingPlace) -> list[PlaceKey]:
    """Return by what a place can be assigned to."""
    keys: list[PlaceKey] = [(None, None, None, None)]
    if place.location_id is not None:
        keys.append((place.location_id, None, None, None))
    if place.station_id is not None:
        keys.append((None, place.station_id, None, None))
        if place.evse_id is not None and place.connector_id is not None:
            keys.append((None, place.station_id, place.evse_id, place.connector_id))
    return keys
