"""Scheduled work: partners' lists that were not read for so long."""

from collections.abc import Iterable

from chargehouse.contexts.received.service import PullService
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.apart import for_each


async def ask_due(pulls: PullService, actors: Iterable[Actor]) -> int:
    """Have the lists read that are due, tenant by tenant; return of how many partners."""
    return await for_each(actors, pulls.ask_due)
