"""Looks up together what many ask for at once."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Hashable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Gathering(Generic[K, V]):
    """Has what many ask for found by one look, without a timer and without remembering it.

    Whoever asks while a look is under way goes with the next: what is found was so after it was
    asked for. `find` returns what it found by its key, or raises for everybody who asked.
    """

    def __init__(
        self, name: str, find: Callable[[Collection[K]], Awaitable[Mapping[K, V]]]
    ) -> None:
        self._name = name
        self._find = find
        self._asked: dict[K, asyncio.Future[V | None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def find(self, key: K) -> V | None:
        """Return what is found by a key, None for nothing."""
        asked = self._asked.get(key)
        if asked is None:
            asked = self._asked[key] = asyncio.get_running_loop().create_future()
        if self._looking is None:
            self._looking = asyncio.create_task(self._look(), name=self._name)
        return await asyncio.shield(asked)

    async def _look(self) -> None:
        """Answer everybody who asks, until nobody does."""
        try:
            while self._asked:
                asked, self._asked = self._asked, {}
                await self._answer(asked)
        finally:
            self._looking = None

    async def _answer(self, asked: Mapping[K, asyncio.Future[V | None]]) -> None:
        try:
            found = await self._find(asked.keys())
        except Exception as error:  # noqa: BLE001  it is raised to everybody who asked
            for waiting in asked.values():
                waiting.set_exception(error)
                waiting.exception()
            return
        for key, waiting in asked.items():
            waiting.set_result(found.get(key))
