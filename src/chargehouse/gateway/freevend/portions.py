"""Hands over the answers of many conversations as they come."""

import asyncio
from collections.abc import AsyncIterable, Coroutine
from typing import Any, Final

from chargehouse.contexts.access.public.freevend import Answer, Hear
from chargehouse.kernel.clock import Clock

APART_S: Final = 1.0
"""What comes within it is handed over together, since the database takes it in bulk."""


async def in_portions(
    conversations: AsyncIterable[Coroutine[Any, Any, Answer]], hear: Hear, clock: Clock
) -> None:
    """Hold conversations side by side; hand over all their answers at once, or what there is.

    Once all have begun, what has been answered is handed over after a second, and so on until
    nothing is left: those that answer wait for the silent no longer than that.
    """
    came: list[Answer] = []
    left = 0
    due = asyncio.Event()

    async def hold(conversation: Coroutine[Any, Any, Answer]) -> None:
        nonlocal left
        came.append(await conversation)
        left -= 1
        if not left:
            due.set()

    async with asyncio.TaskGroup() as group:
        async for conversation in conversations:
            left += 1
            group.create_task(hold(conversation))
        while left:
            due.clear()
            timer = clock.call_later(APART_S, due.set)
            await due.wait()
            timer.cancel()
            if left and came:
                hear(came.copy())
                came.clear()
    if came:
        hear(came)
