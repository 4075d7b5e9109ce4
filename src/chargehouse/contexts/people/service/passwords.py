"""Hashes and verifies passwords of people with argon2id (RFC 9106)."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from chargehouse.contexts.people.model import normalised
from chargehouse.kernel.errors import Unavailable

T = TypeVar("T")

AT_ONCE: Final = 2
WAITING_AT_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class HashingCost:
    """What a hash costs: us once a sign-in, and who guesses once a guess."""

    memory_kib: int = 47_104
    rounds: int = 2
    lanes: int = 1


class Passwords:
    """Hashes in threads of its own, two at a time: each takes its memory, 46 MiB.

    A stored hash says what it cost, so that the cost can be raised later. Raises `Unavailable`
    when a hundred wait.
    """

    def __init__(self, cost: HashingCost = HashingCost()) -> None:
        self._hasher = PasswordHasher(
            time_cost=cost.rounds,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            type=Type.ID,
        )
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Return a salted hash, in the encoding that argon2 prescribes."""
        return await self._run(lambda: self._hasher.hash(_bytes_of(password)))

    async def is_right(self, password: str, stored: str | None) -> bool:
        """Tell whether a hash was made of this password; without one, no, after the same time."""
        return await self._run(lambda: self._verify(_bytes_of(password), stored))

    def needs_hashing_again(self, stored: str) -> bool:
        """Tell whether a hash cost something else than hashes cost now."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, password: bytes, stored: str | None) -> bool:
        if stored is None:
            self._hasher.hash(password)
            return False
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING_AT_MOST:
            raise Unavailable("Too many sign in at this moment; try again.", {"retry_after_s": 5})
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1


def _bytes_of(password: str) -> bytes:
    return normalised(password).encode("utf-8", "surrogatepass")
