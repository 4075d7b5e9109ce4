"""Runs what listeners and handlers do, and never lets it hurt the broker."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

import structlog

from chargehouse.platform.broker.port import Handler, check_body

T = TypeVar("T")

_log = structlog.get_logger(__name__)


class Tasks:
    """Tasks that are kept until they end, and cancelled together."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a coroutine; the task is forgotten when it ends."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def cancel(self) -> None:
        """Cancel all and wait until they have ended; the caller's own task is spared."""
        tasks = [task for task in self._running if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def guarded(subject: str, act: Callable[[bytes], Awaitable[T]], body: bytes) -> T | None:
    """Call a listener or handler; what it raises is logged, without the body, and gives None."""
    try:
        return await act(body)
    except Exception:  # noqa: BLE001  whatever it was, the next message must be heard
        _log.exception("a message could not be handled", subject=subject)
        return None


async def reply_of(subject: str, handler: Handler, body: bytes) -> bytes | None:
    """Call a handler; None when it has no reply, fails, or replies with too much."""

    async def act(asked: bytes) -> bytes | None:
        reply = await handler(asked)
        if reply is not None:
            check_body(reply)
        return reply

    return await guarded(subject, act, body)
