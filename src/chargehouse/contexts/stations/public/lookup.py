"""What other contexts ask of stations, for their own lists and figures."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.stations.public.views import Location, Site
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Reach


class StationName(msgspec.Struct, frozen=True):
    """What a station is called; one that was removed keeps its name."""

    code: str
    name: str | None
    location_id: UUID


class Names(msgspec.Struct, frozen=True):
    """The names that were asked for; what is not there has none."""

    stations: Mapping[UUID, StationName]
    locations: Mapping[UUID, str]

    def code(self, station_id: UUID) -> str | None:
        """Return a station's code."""
        found = self.stations.get(station_id)
        return None if found is None else found.code

    def name(self, station_id: UUID) -> str | None:
        """Return the name that an operator gave a station."""
        found = self.stations.get(station_id)
        return None if found is None else found.name


class FoundStation(msgspec.Struct, frozen=True, kw_only=True):
    """A station that a search found."""

    id: UUID
    code: str
    name: str | None
    serial_number: str | None
    location_name: str


class Place(msgspec.Struct, frozen=True):
    """What figures of a location stand on: its time zone (an IANA name) and its connectors."""

    name: str
    timezone: str
    connectors: int


class Spot(msgspec.Struct, frozen=True):
    """Where a start is asked for: `timezone` is the location's, an IANA name."""

    station_id: UUID
    location_id: UUID
    timezone: str


class StationLookup(Protocol):
    """Answers what others ask of stations of the actor's tenant.

    Whoever may see a row of another context may see the name of the station that it speaks of:
    no permission is asked for.
    """

    async def names(
        self, actor: Actor, stations: Collection[UUID] = (), locations: Collection[UUID] = ()
    ) -> Names:
        """Return what stations and locations are called."""

    async def is_here(self, actor: Actor, station_id: UUID) -> bool:
        """Tell whether there is such a station, and it was not removed."""

    async def locations_of(self, actor: Actor, stations: Collection[UUID]) -> Mapping[UUID, UUID]:
        """Return the location at which each of the stations stands, or stood when removed."""

    async def reached(self, actor: Actor, reach: Reach) -> frozenset[UUID] | None:
        """Return the stations that a reach covers, removed ones among them; None for all."""

    async def disconnected(self, actor: Actor, stations: Collection[UUID]) -> set[UUID]:
        """Return those of the stations that have no open socket."""

    async def place(self, actor: Actor, location_id: UUID) -> Place:
        """Return a location. Raises `LocationUnknown`."""


class LocationBook(Protocol):
    """Keeps locations for whoever speaks of them by their owner."""

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
        """Add a location. Raises `Invalid`, `LocationIdTaken`, and as `OwnParties` does."""

    async def owned(
        self, actor: Actor, party_id: UUID | None, *, offset: int, limit: int
    ) -> tuple[list[Location], int]:
        """Return a part of a party's locations, or of all, and how many there are.

        The longest unchanged come first, so that pages hold while rows change.
        """

    async def party_of(self, actor: Actor, location_id: UUID) -> UUID:
        """Return the party that a location belongs to. Raises `LocationUnknown`."""


class SiteLookup(Protocol):
    """Tells where somebody charges, in the actor's tenant; no permission is asked for."""

    async def site(
        self,
        actor: Actor,
        location_id: UUID,
        station_id: UUID,
        *,
        evse_id: int | None = None,
        connector_id: int | None = None,
    ) -> Site:
        """Return a location with a station and a connector, as they are. Raises `LocationUnknown`.

        A connector that is not known stays unnamed: what is said of it is None.
        """
