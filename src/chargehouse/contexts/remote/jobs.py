"""Scheduled work on commands across platforms."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from chargehouse.contexts.remote.service import (
    ReceivedCommandService,
    ReservationExpiry,
    SentCommandService,
)
from chargehouse.kernel.apart import for_each

KEPT_DAYS: Final = 400
"""As long as whoever is billed may ask why."""


async def expire(sent: SentCommandService) -> int:
    """End what was asked of partners and had no result in time, in every tenant."""
    return await for_each(await sent.tenants_overdue(), sent.expire)


async def expire_reservations(expiry: ReservationExpiry) -> int:
    """Note which reservations nobody came for, in every tenant."""
    return await for_each(await expiry.tenants_due(), expiry.expire)


async def forget_old(received: ReceivedCommandService, tenants: Iterable[UUID]) -> int:
    """Forget commands of both ways that nobody asks about any more."""

    async def forget(tenant_id: UUID) -> int:
        return await received.forget_old(tenant_id, days=KEPT_DAYS)

    return await for_each(tenants, forget)
