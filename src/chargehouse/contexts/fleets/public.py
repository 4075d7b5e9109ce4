"""What others may use of fleets."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Actor, Permission

FLEETS_READ: Final = Permission(
    "fleets.read", "fleets", "See fleets and their rules, and ask what these say."
)
FLEETS_EDIT: Final = Permission(
    "fleets.edit", "fleets", "Add, change and remove fleets and their rules."
)
PERMISSIONS: Final = (FLEETS_READ, FLEETS_EDIT)


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """A fleet. While it is not active, its vehicles are refused."""

    id: UUID
    name: str
    active: bool
    note: str
    created_at: datetime
    updated_at: datetime
    version: int


class FleetLookup(Protocol):
    """Answers what others ask of fleets of the actor's tenant.

    Whoever may see a row of another context may see the name of the fleet that it speaks of: no
    permission is asked for.
    """

    async def names(self, actor: Actor, fleet_ids: Collection[UUID]) -> Mapping[UUID, str]:
        """Return what fleets are called; one that is not there has no name."""

    async def fleet(self, actor: Actor, fleet_id: UUID) -> Fleet:
        """Return a fleet. Raises `FleetUnknown`."""
