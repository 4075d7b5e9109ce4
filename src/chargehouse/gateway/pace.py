"""How fast one charger is read: a burst is taken, a flood is slowed down."""

from typing import Final

from chargehouse.kernel.clock import Clock

BURST_SECONDS: Final = 5


class Pace:
    """A bucket of frames: `rate` a second flow in, five seconds' worth fit."""

    __slots__ = ("_at_s", "_clock", "_left", "_rate")

    def __init__(self, clock: Clock, rate: float) -> None:
        self._clock = clock
        self._rate = rate
        self._left = rate * BURST_SECONDS
        self._at_s = clock.monotonic()

    def exceeded(self, now_s: float) -> bool:
        """Take a frame out; tell whether there was none left."""
        full = self._rate * BURST_SECONDS
        self._left = min(full, self._left + (now_s - self._at_s) * self._rate) - 1.0
        self._at_s = now_s
        return self._left < 0.0

    async def wait(self) -> None:
        """Wait until a frame has flowed in."""
        await self._clock.sleep(-self._left / self._rate)
