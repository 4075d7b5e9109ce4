"""Locations with all that stands there, many at a time, for whoever tells others of them."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.stations.public.views import Location
from chargehouse.kernel.actor import Actor


class StandingConnector(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A connector as it is: `status` is its station's own word, in whichever version of OCPP."""

    evse_id: int
    connector_id: int
    standard: str | None
    power_type: str | None
    max_power_w: int | None
    status: str | None


class StandingStation(msgspec.Struct, frozen=True, kw_only=True):
    """A station as it is, with its connectors by EVSE and number.

    `socket` is `open`, `closed`, or `never` where it never connected; `status` is what it said of
    itself as a whole.
    """

    id: UUID
    code: str
    name: str | None
    registration: str
    status: str | None
    socket: str
    connectors: tuple[StandingConnector, ...]


class WholeLocation(msgspec.Struct, frozen=True, kw_only=True):
    """A location with its stations by code; those that were removed are not there."""

    location: Location
    stations: tuple[StandingStation, ...]


class WholeLocations(Protocol):
    """Reads locations whole, in the actor's tenant; no permission is asked for."""

    async def location_ids(self, actor: Actor) -> Sequence[UUID]:
        """Return every location's id, the oldest first."""

    async def whole(self, actor: Actor, wanted: Collection[UUID]) -> Sequence[WholeLocation]:
        """Return those of the locations that there are, as they are, in one snapshot."""
