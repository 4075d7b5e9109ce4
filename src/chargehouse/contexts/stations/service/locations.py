"""The places where stations stand."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from chargehouse.contexts.stations.errors import (
    ChangedMeanwhile,
    LocationInUse,
    LocationUnknown,
)
from chargehouse.contexts.stations.events import LocationAdded, LocationEdited, LocationRemoved
from chargehouse.contexts.stations.model.identity import checked_name
from chargehouse.contexts.stations.model.places import (
    LATITUDE_MAX,
    LONGITUDE_MAX,
    checked_coordinate,
    checked_country,
    checked_ocpi_id,
    checked_text,
    checked_timezone,
)
from chargehouse.contexts.stations.public import LOCATIONS_EDIT, LOCATIONS_READ, Location
from chargehouse.contexts.stations.repository import locations
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.events import Change, changes_between
from chargehouse.kernel.owners import NoParties, OwnParties
from chargehouse.kernel.reach import Place
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork

CHECKS: Final[Mapping[str, Callable[[Any], object]]] = {
    "name": checked_name,
    "timezone": checked_timezone,
    "address": lambda text: checked_text("address", text),
    "postal_code": lambda text: checked_text("postal_code", text),
    "city": lambda text: checked_text("city", text),
    "country": checked_country,
    "latitude": lambda value: checked_coordinate("latitude", value, LATITUDE_MAX),
    "longitude": lambda value: checked_coordinate("longitude", value, LONGITUDE_MAX),
    "party_id": lambda party_id: party_id,
    "ocpi_id": checked_ocpi_id,
    "publish": bool,
}
NEEDED: Final = frozenset({"name", "timezone", "party_id", "publish"})


class LocationService:
    """Adds, changes, removes and lists locations."""

    def __init__(self, database: Database, parties: OwnParties | None = None) -> None:
        self._database = database
        self._parties = parties or NoParties()
        self._clock = database.clock
        self._ids = database.ids

    async def add(
        self,
        actor: Actor,
        *,
        name: str,
        timezone: str,
        address: str | None = None,
        postal_code: str | None = None,
        city: str | None = None,
        country: str | None = None,
        latitude: Decimal | None = None,
        longitude: Decimal | None = None,
        party_id: UUID | None = None,
        ocpi_id: str | None = None,
        publish: bool = False,
    ) -> Location:
        """Add a location; `timezone` is an IANA name, `party_id` a CPO of ours, else the default.

        Only who may edit all locations adds one. Raises `Invalid`, naming the field,
        `LocationIdTaken`, and what `OwnParties` refuses.
        """
        actor.require(LOCATIONS_EDIT)
        values = _checked(
            {
                "name": name,
                "timezone": timezone,
                "address": address,
                "postal_code": postal_code,
                "city": city,
                "country": country,
                "latitude": latitude,
                "longitude": longitude,
                "ocpi_id": ocpi_id,
                "publish": publish,
            }
        )
        if party_id is not None:
            values["party_id"] = await self._parties.owner(actor, party_id)
        location_id, now = self._ids.new(), self._clock.now()
        own = {"tenant_id": actor.tenant_id, "id": location_id}
        async with self._database.transaction(actor) as work:
            await locations.add(
                work.connection, {**values, **own, "created_at": now, "updated_at": now}
            )
            added = await self._found(work, location_id)
            work.record(
                LocationAdded(aggregate_id=location_id, name=added.name, timezone=added.timezone)
            )
        return added

    async def edit(
        self,
        actor: Actor,
        location_id: UUID,
        asked: Mapping[str, object],
        *,
        version: int | None = None,
    ) -> Location:
        """Change the fields that are named, as `add` takes them; return the location.

        Raises `Invalid`, `LocationUnknown`, `ChangedMeanwhile` where the location is no longer in
        the version that was given, and what `OwnParties` refuses.
        """
        actor.require_somewhere(LOCATIONS_EDIT)
        values = _checked(asked)
        if isinstance(owner := values.get("party_id"), UUID):
            await self._parties.owner(actor, owner)
        async with self._database.transaction(actor) as work:
            before = await self._found(work, location_id)
            actor.require(LOCATIONS_EDIT, at=Place(location_id))
            changed = [name for name in values if getattr(before, name) != values[name]]
            if not changed and version in {None, before.version}:
                return before
            values["updated_at"] = self._clock.now()
            if not await locations.change(
                work.connection, actor.tenant_id, location_id, values, version
            ):
                raise ChangedMeanwhile("The location was changed since it was read.")
            changes = changes_between(before, values, changed)
            work.record(LocationEdited(aggregate_id=location_id, changes=changes))
            return await self._found(work, location_id)

    async def remove(self, actor: Actor, location_id: UUID) -> None:
        """Remove a location at which no station ever stood, and its registration windows.

        Raises `LocationInUse` and `LocationUnknown`.
        """
        actor.require_somewhere(LOCATIONS_EDIT)
        async with self._database.transaction(actor) as work:
            found = await self._found(work, location_id)
            actor.require(LOCATIONS_EDIT, at=Place(location_id))
            if await locations.has_stations(work.connection, actor.tenant_id, location_id):
                raise LocationInUse("Stations stand, or stood, at this location.")
            await locations.remove(work.connection, actor.tenant_id, location_id)
            work.record(LocationRemoved(aggregate_id=location_id, name=found.name))

    async def get(self, actor: Actor, location_id: UUID) -> Location:
        """Return a location. Raises `LocationUnknown`."""
        actor.require_somewhere(LOCATIONS_READ)
        async with self._database.reading(actor) as connection:
            found = await locations.find(connection, actor.tenant_id, location_id)
        if found is None:
            raise LocationUnknown("There is no such location.")
        actor.require(LOCATIONS_READ, at=Place(location_id))
        return found

    async def page(
        self,
        actor: Actor,
        paging: Paging,
        *,
        search: str | None = None,
        city: str | None = None,
        country: str | None = None,
        party_id: UUID | None = None,
    ) -> Page[Location]:
        """Return a page of locations; `party_id` is whom they belong to."""
        reach = actor.require_somewhere(LOCATIONS_READ)
        listed = locations.query(
            actor.tenant_id,
            reach,
            paging,
            search=search,
            city=city,
            country=country,
            party_id=party_id,
        )
        async with self._database.reading(actor) as connection:
            return await locations.page(connection, listed)

    async def owned(
        self, actor: Actor, party_id: UUID | None, *, offset: int, limit: int
    ) -> tuple[list[Location], int]:
        """Return a part of a party's locations, or of all, the longest unchanged first.

        Besides, how many there are in all.
        """
        reach = actor.require_somewhere(LOCATIONS_READ)
        async with self._database.reading(actor) as connection:
            return await locations.owned(
                connection, actor.tenant_id, reach, party_id, offset=offset, limit=limit
            )

    async def party_of(self, actor: Actor, location_id: UUID) -> UUID:
        """Return the party that a location belongs to; for whoever may see what happened there.

        Raises `LocationUnknown`.
        """
        async with self._database.reading(actor) as connection:
            found = await locations.find(connection, actor.tenant_id, location_id)
        if found is None:
            raise LocationUnknown("There is no such location.")
        return found.party_id

    async def count_of(self, actor: Actor, party_id: UUID) -> int:
        """Return how many locations belong to a party."""
        return (await self.owned(actor, party_id, offset=0, limit=0))[1]

    async def give(self, actor: Actor, party_id: UUID, to_party_id: UUID) -> int:
        """Give all locations of a party to another CPO of ours; return how many those were.

        Raises what `OwnParties` refuses.
        """
        actor.require(LOCATIONS_EDIT)
        await self._parties.owner(actor, to_party_id)
        async with self._database.transaction(actor) as work:
            given = await locations.give(
                work.connection, work.tenant_id, party_id, to_party_id, work.now()
            )
            change = Change(str(party_id), str(to_party_id))
            for location_id in given:
                work.record(LocationEdited(aggregate_id=location_id, changes={"party_id": change}))
        return len(given)

    async def _found(self, work: UnitOfWork, location_id: UUID) -> Location:
        found = await locations.find(work.connection, work.tenant_id, location_id)
        if found is None:
            raise LocationUnknown("There is no such location.")
        return found


def _checked(fields: Mapping[str, object]) -> dict[str, object]:
    for name in fields:
        if name not in CHECKS:
            raise Invalid(f"A location has no field {name}.")
        if name in NEEDED and fields[name] is None:
            raise Invalid(
                f"A location needs a {name}.",
                {"errors": [{"field": name, "message": "must not be null"}]},
            )
    return {name: CHECKS[name](value) for name, value in fields.items()}
