"""Where stations stand, for who may know of what happens at some locations alone."""

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import UUID

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.reach import Reach


class StationPlaces(Protocol):
    """Knows where the stations of the actor's tenant stand, or stood when they were removed."""

    async def locations_of(self, actor: Actor, stations: Collection[UUID]) -> Mapping[UUID, UUID]:
        """Return the location of each of the stations."""

    async def reached(self, actor: Actor, reach: Reach) -> frozenset[UUID] | None:
        """Return the stations that a reach covers; None for all."""
