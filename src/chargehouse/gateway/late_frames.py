"""Frames that nobody waits for: those of one turn of the event loop are written together."""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from chargehouse.contexts.stations.public import Frame
from chargehouse.contexts.stations.service import Timeline
from chargehouse.platform.postgres.coalescer import Coalescer, Unit


class LateFrames:
    """Collects answers' frames, which are durable a flush after their requests'."""

    def __init__(self, hot: Coalescer, timeline: Timeline) -> None:
        self._hot = hot
        self._timeline = timeline
        self._units: dict[UUID, Unit] = {}

    def add(self, tenant_id: UUID, frames: Iterable[Frame]) -> None:
        """Have frames written soon."""
        if not self._units:
            asyncio.get_running_loop().call_soon(self.flush)
        unit = self._units.get(tenant_id)
        if unit is None:
            unit = self._units[tenant_id] = Unit(tenant_id)
        for frame in frames:
            self._timeline.add(unit, frame)

    def flush(self) -> None:
        """Hand over what was collected."""
        units, self._units = self._units, {}
        for unit in units.values():
            self._hot.append(unit)
