"""Begins much at once without keeping anybody else waiting for long."""

import asyncio
from collections import deque


class Turns:
    """Lets so many things begin in one turn of the event loop, whoever they are of, in order.

    What is begun and its answers then come in small portions, between which others are served.
    """

    def __init__(self, in_one: int) -> None:
        self._in_one = in_one
        self._begun = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def take(self) -> None:
        """Return when one more may begin."""
        if self._begun >= self._in_one:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn
            return
        if self._begun == 0:
            asyncio.get_running_loop().call_soon(self._next)
        self._begun += 1

    def _next(self) -> None:
        self._begun = 0
        while self._waiting and self._begun < self._in_one:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                self._begun += 1
        if self._begun:
            asyncio.get_running_loop().call_soon(self._next)
