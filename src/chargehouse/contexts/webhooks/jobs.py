"""Scheduled work on webhooks."""

from chargehouse.contexts.webhooks.service import DeliveryLog
from chargehouse.kernel.actor import Actor


async def forget_old(log: DeliveryLog, actor: Actor, *, days: int) -> int:
    """Forget a tenant's deliveries and attempts of more than so many days ago; return how many."""
    return await log.forget_old(actor, days=days)
