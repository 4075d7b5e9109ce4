"""How many batches of chargers a worker has under way at once."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from chargehouse.kernel.clock import Clock

AT_ONCE: Final = 24
"""So many batches that were begun lately are under way at once, each of chargers of one tenant."""
LATELY: Final = timedelta(seconds=5)
"""What takes longer only waits for chargers that are silent, and takes nobody else's place."""
IN_ALL: Final = 192


class Room:
    """Says whether another batch may begin: silent chargers in some must not hold up the rest."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._begun: dict[asyncio.Task[None], datetime] = {}

    def fill(self, batch: asyncio.Task[None]) -> None:
        """Take note of a batch that begins now."""
        self._begun[batch] = self._clock.now()

    @property
    def is_full(self) -> bool:
        """Whether no other batch may begin now."""
        self._begun = {batch: at for batch, at in self._begun.items() if not batch.done()}
        since = self._clock.now() - LATELY
        lately = sum(at > since for at in self._begun.values())
        return lately >= AT_ONCE or len(self._begun) >= IN_ALL
