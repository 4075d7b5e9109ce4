"""What must reach the other side, however long that takes: in order, with its own time."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from chargehouse.kernel.clock import Clock
from chargehouse.ocpp.errors import (
    CallRefused,
    CallTimedOut,
    ConnectionClosed,
    ProtocolFault,
    QueueFull,
)

RETRY_S = 10.0
MAX_REFUSALS = 3


class Message(NamedTuple):
    """A request as plain data, by its names on the wire."""

    action: str
    payload: dict[str, Any]


@dataclass(slots=True)
class Entry:
    """A message to deliver.

    `build` makes it when its turn comes, because an earlier answer may belong into it; None means
    that there is nothing to say any more. `answered` takes the answer.
    """

    build: Callable[[], Message | None]
    answered: Callable[[Any], None] | None = None
    refusals: int = 0


class Outbox:
    """Delivers messages one after the other whenever the charger is online.

    One that gets no answer is sent again; one that is refused three times is given up.
    """

    def __init__(
        self,
        clock: Clock,
        deliver: Callable[[Message], Awaitable[Any]],
        online: asyncio.Event,
    ) -> None:
        self._clock = clock
        self._deliver = deliver
        self._online = online
        self._entries: deque[Entry] = deque()
        self._filled = asyncio.Event()
        self._emptied = asyncio.Event()
        self._emptied.set()

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, entry: Entry) -> None:
        """Add a message behind the others."""
        self._entries.append(entry)
        self._filled.set()
        self._emptied.clear()

    async def emptied(self) -> None:
        """Wait until everything is delivered."""
        await self._emptied.wait()

    async def run(self) -> None:
        """Deliver for ever."""
        while True:
            await self._filled.wait()
            await self._online.wait()
            entry = self._entries[0]
            if await self._settled(entry):
                self._entries.popleft()
            if not self._entries:
                self._filled.clear()
                self._emptied.set()

    async def _settled(self, entry: Entry) -> bool:
        message = entry.build()
        if message is None:
            return True
        try:
            answer = await self._deliver(message)
        except ConnectionClosed:
            return False
        except (CallTimedOut, QueueFull):
            await self._clock.sleep(RETRY_S)
            return False
        except (CallRefused, ProtocolFault):
            entry.refusals += 1
            if entry.refusals >= MAX_REFUSALS:
                return True
            await self._clock.sleep(RETRY_S * entry.refusals)
            return False
        if entry.answered is not None:
            entry.answered(answer)
        return True
