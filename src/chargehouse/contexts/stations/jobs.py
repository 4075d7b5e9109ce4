"""Scheduled work: what dead processes left behind, and what was kept for long enough."""

from collections.abc import Mapping
from uuid import UUID

from chargehouse.contexts.stations.service import CommandService, SweepService, Timeline
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.apart import for_each


async def sweep_lost_connections(sweeps: SweepService) -> int:
    """End the connections of processes that are no longer alive; return how many."""
    return await for_each(await sweeps.tenants(), sweeps.end_lost)


async def expire_commands(commands: CommandService) -> int:
    """End the commands that nobody will answer any more; return how many."""
    return await for_each(await commands.tenants_with_overdue(), commands.expire)


async def forget_frames(
    timeline: Timeline, days_by_tenant: Mapping[UUID, int], *, kept_days: int
) -> int:
    """Delete the frames that tenants want kept for less than others; return how many.

    Those of more than `kept_days` ago are dropped with their partitions.
    """

    async def forget(tenant_id: UUID) -> int:
        actor = system_actor("job", tenant_id, "stations.forget_frames")
        days = days_by_tenant[tenant_id]
        return await timeline.forget(actor, days=days, kept_days=kept_days)

    return await for_each(
        [tenant_id for tenant_id, days in days_by_tenant.items() if days < kept_days], forget
    )
