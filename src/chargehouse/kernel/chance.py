"""The one door to chance: jitter, choices and secrets."""

import random
import secrets
from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Chance(Protocol):
    """Throws dice and makes secrets."""

    def uniform(self, low: float, high: float) -> float:
        """Return a number between `low` and `high`."""

    def choice(self, options: Sequence[T]) -> T:
        """Return one of `options`."""

    def secret(self, size_bytes: int = 32) -> str:
        """Return an unguessable URL-safe text made of `size_bytes` random bytes."""


class SystemChance:
    """Chance from the machine; secrets from its cryptographic source."""

    def uniform(self, low: float, high: float) -> float:
        """Return a number between `low` and `high`."""
        return random.uniform(low, high)

    def choice(self, options: Sequence[T]) -> T:
        """Return one of `options`."""
        return random.choice(options)

    def secret(self, size_bytes: int = 32) -> str:
        """Return an unguessable URL-safe text made of `size_bytes` random bytes."""
        return secrets.token_urlsafe(size_bytes)


class SeededChance(SystemChance):
    """Chance that repeats itself: for tests and for the simulator."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def uniform(self, low: float, high: float) -> float:
        """Return a number between `low` and `high`."""
        return self._random.uniform(low, high)

    def choice(self, options: Sequence[T]) -> T:
        """Return one of `options`."""
        return self._random.choice(options)
