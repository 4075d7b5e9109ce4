"""Answers that all who ask for the same within a moment share."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, NamedTuple, TypeVar

from chargehouse.kernel.clock import Clock

T = TypeVar("T")


class _Made(NamedTuple, Generic[T]):
    answer: "asyncio.Future[T]"
    begun_s: float


class Shared(Generic[T]):
    """Makes an answer once for all who ask under one key while it is new.

    Its age counts from when it was begun, so that nothing older than `for_s` is ever handed out.
    A failure is told to those who wait for it, and to nobody after them.
    """

    def __init__(self, clock: Clock, for_s: float) -> None:
        self._clock = clock
        self._for_s = for_s
        self._made: dict[Hashable, _Made[T]] = {}

    async def get(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """Return what `make` returns, or returned to somebody a moment ago."""
        now_s = self._clock.monotonic()
        self._made = {
            other: made for other, made in self._made.items() if made.begun_s > now_s - self._for_s
        }
        made = self._made.get(key)
        if made is None:
            made = _Made(asyncio.ensure_future(make()), now_s)
            self._made[key] = made
            made.answer.add_done_callback(lambda answer: self._forget_failed(key, answer))
        return await asyncio.shield(made.answer)

    def _forget_failed(self, key: Hashable, answer: "asyncio.Future[T]") -> None:
        if answer.cancelled() or answer.exception() is not None:
            self._made.pop(key, None)
