"""What was looked up a moment ago, and is believed for a while instead of being asked again."""

from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

from chargehouse.kernel.clock import Clock

AT_MOST: Final = 10_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Beliefs(Generic[K, V]):
    """Believes for `for_s` seconds what it was told; beyond ten thousand it begins anew.

    What another process changes holds here within that time; what is changed here is to be
    forgotten at once. A look that was under way then may have seen what was before: whoever looks
    notes the `generation` first, and what was seen in an older one is not believed.
    """

    def __init__(self, clock: Clock, for_s: float) -> None:
        self._clock = clock
        self._for_s = for_s
        self._held: dict[K, tuple[V, float]] = {}
        self.generation = 0

    def get(self, key: K) -> V | None:
        """Return what is believed, None where nothing is."""
        held = self._held.get(key)
        return held[0] if held is not None and self._clock.monotonic() < held[1] else None

    def keep(self, key: K, value: V, generation: int) -> None:
        """Believe what was looked up, in the generation in which the look began."""
        if generation != self.generation:
            return
        if len(self._held) >= AT_MOST:
            self._held.clear()
        self._held[key] = value, self._clock.monotonic() + self._for_s

    def forget(self, is_changed: Callable[[V], bool]) -> None:
        """Believe no more what was changed."""
        self.generation += 1
        self._held = {key: held for key, held in self._held.items() if not is_changed(held[0])}
