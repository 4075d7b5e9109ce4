"""How much more of a partner is kept: what it tells us is bounded, by partner and module."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.received.model.modules import MOST, PULLED
from chargehouse.contexts.received.public import RECEIVED_READ, KeptCount, ReceivedModule
from chargehouse.contexts.received.repository import objects
from chargehouse.contexts.received.repository.objects import Address
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.setting import SettingValues
from chargehouse.ocpi.errors import OcpiRefusal
from chargehouse.platform.postgres.database import Database

COUNTED_EVERY: Final = timedelta(minutes=10)
COUNTED_EVERY_NEAR: Final = timedelta(minutes=1)
"""Objects are counted so often at most, the second where less than a tenth of the room is left.

In between it is known what was added here since; so much may be kept beyond the bound as other
processes take in meanwhile.
"""
NEAR: Final = 10


class StoreFull(OcpiRefusal):
    """So much is kept of the partner in this module that nothing is added.

    2000 and not 3000: nothing failed here, it is what the partner sends that cannot be taken, and
    who is answered with a server's fault holds everything back and tries again for ever (status
    codes, 2xxx and 3xxx).
    """

    code = "ocpi.store_full"

    def __init__(self, module: ReceivedModule, most: int) -> None:
        super().__init__(f"No more than {most} of {module} are kept of one partner")


class _Place(NamedTuple):
    tenant_id: UUID
    partner_id: UUID
    module: ReceivedModule


@dataclass(slots=True)
class _Counted:
    objects: int
    at: datetime


class Room:
    """Knows how much room there is for what partners tell us."""

    def __init__(self, database: Database, values: SettingValues) -> None:
        self._database = database
        self._clock = database.clock
        self._values = values
        self._counted: dict[_Place, _Counted] = {}

    def most(self, tenant_id: UUID, module: ReceivedModule) -> int:
        """Return how many objects of a module are kept of one partner."""
        return self._values.value(tenant_id, MOST[module])

    async def left(
        self, connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, module: ReceivedModule
    ) -> int:
        """Return how many objects of a module may be added of a partner."""
        place, most = _Place(tenant_id, partner_id, module), self.most(tenant_id, module)
        known, now = self._counted.get(place), self._clock.now()
        if known is None or now - known.at >= _holds(most - known.objects, most):
            self._forget_old(now)
            found = await objects.count(connection, tenant_id, partner_id, module, most=most)
            known = self._counted[place] = _Counted(found, now)
        return max(most - known.objects, 0)

    async def check(
        self, connection: AsyncConnection, tenant_id: UUID, partner_id: UUID, address: Address
    ) -> None:
        """Raise `StoreFull` for an object that is not kept yet, where there is no room for it."""
        if await self.left(connection, tenant_id, partner_id, address.module):
            return
        if await objects.find(connection, tenant_id, address) is None:
            raise StoreFull(address.module, self.most(tenant_id, address.module))

    def added(
        self, tenant_id: UUID, partner_id: UUID, module: ReceivedModule, count: int = 1
    ) -> None:
        """Note what was added; a negative count is what was taken away."""
        known = self._counted.get(_Place(tenant_id, partner_id, module))
        if known is not None:
            known.objects += count

    async def taken(self, actor: Actor, partner_id: UUID) -> list[KeptCount]:
        """Return how much is kept of a partner now, by module; of what it told nothing, none."""
        actor.require(RECEIVED_READ)
        found = []
        async with self._database.reading(actor) as connection:
            for module in sorted(PULLED):
                most = self.most(actor.tenant_id, module)
                kept = await objects.count(
                    connection, actor.tenant_id, partner_id, module, most=most
                )
                if kept:
                    found.append(KeptCount(module=module, kept=kept, most=most))
        return found

    def _forget_old(self, now: datetime) -> None:
        self._counted = {
            place: counted
            for place, counted in self._counted.items()
            if counted.at > now - COUNTED_EVERY
        }


def _holds(left: int, most: int) -> timedelta:
    """Return how long a count holds."""
    return COUNTED_EVERY_NEAR if left * NEAR < most else COUNTED_EVERY
