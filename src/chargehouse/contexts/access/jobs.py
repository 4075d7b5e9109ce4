"""Scheduled work: chargers in modes nobody planned for, and what they did against their mode."""

from collections.abc import Iterable
from uuid import UUID

from chargehouse.contexts.access.service import DriftWatch, ModeSweep
from chargehouse.kernel.apart import for_each


async def sweep_modes(sweep: ModeSweep, tenants: Iterable[UUID]) -> int:
    """Plan for stations that are not in their mode with nothing under way; return how many."""
    return await for_each(tenants, sweep.sweep)


async def watch_drift(watch: DriftWatch, tenants: Iterable[UUID]) -> int:
    """Look at new attempts for what was against a confirmed mode; return how many were."""
    return await for_each(tenants, watch.look)
