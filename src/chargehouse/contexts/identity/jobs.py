"""Scheduled work: how fresh is what partners tell of their tokens."""

from collections.abc import Iterable

from chargehouse.contexts.identity.service import PartnerFeeds
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.apart import for_each


async def watch_partners(feeds: PartnerFeeds, actors: Iterable[Actor]) -> int:
    """Keep when partners were last heard, tenant by tenant; return of how many tenants."""
    return await for_each(actors, feeds.watch)
