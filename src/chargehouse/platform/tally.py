"""Who came how often within a minute, and who was welcome lately: kept of strangers, so bounded."""

import math
from collections import Counter
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

from chargehouse.kernel.clock import Clock

MINUTE_S: Final = 60.0
REMEMBERED: Final = 10_000

K = TypeVar("K", bound=Hashable)


class Tally(Generic[K]):
    """Counts what comes, a minute long; then all is forgotten, and the next minute begins.

    Above ten thousand keys only those are counted that are counted already.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since_s = clock.monotonic()
        self._counts: Counter[K] = Counter()

    def of(self, key: K) -> int:
        """Return how often it came this minute."""
        self._turn()
        return self._counts[key]

    def count(self, key: K) -> None:
        """Count one more."""
        self._turn()
        if key in self._counts or len(self._counts) < REMEMBERED:
            self._counts[key] += 1

    def take_back(self, key: K) -> None:
        """Count one less, where one was counted this minute."""
        if self.of(key):
            self._counts[key] -= 1

    def seconds_left(self) -> int:
        """Return after how many seconds all is forgotten: one at least."""
        self._turn()
        return math.ceil(self._since_s + MINUTE_S - self._clock.monotonic())

    def _turn(self) -> None:
        now_s = self._clock.monotonic()
        if now_s - self._since_s >= MINUTE_S:
            self._counts.clear()
            self._since_s = now_s


class Latest(Generic[K]):
    """The ten thousand that came last."""

    def __init__(self) -> None:
        self._kept: dict[K, None] = {}

    def __contains__(self, key: K) -> bool:
        """Tell whether it is among them."""
        return key in self._kept

    def add(self, key: K) -> None:
        """Note that it came."""
        self._kept.pop(key, None)
        self._kept[key] = None
        if len(self._kept) > REMEMBERED:
            del self._kept[next(iter(self._kept))]
