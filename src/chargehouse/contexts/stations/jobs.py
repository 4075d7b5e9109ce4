"""Scheduled work: what dead processes left behind."""

from chargehouse.contexts.stations.service import CommandService, SweepService


async def sweep_lost_connections(sweeps: SweepService) -> int:
    """End the connections of processes that are no longer alive; return how many."""
    return sum([await sweeps.end_lost(tenant_id) for tenant_id in await sweeps.tenants()])


async def expire_commands(commands: CommandService) -> int:
    """End the commands that nobody will answer any more; return how many."""
    tenants = await commands.tenants_with_overdue()
    return sum([await commands.expire(tenant_id) for tenant_id in tenants])
