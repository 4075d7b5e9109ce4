"""Coroutines run at once, without a task, for handlers on the hot path."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def eager(work: Coroutine[Any, Any, T]) -> "T | asyncio.Future[T]":
    """Run `work` to its first wait; return its result, or a future when it had to wait.

    There is no task around it: `asyncio.timeout`, `TaskGroup` and libraries that ask for the
    current task do not work inside. Exceptions before the first wait are raised here.
    """
    try:
        waited_for = work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    return _Drive(work, waited_for).outcome


class _Drive(Generic[T]):
    """Resumes a coroutine whenever the future that it waits for is done."""

    __slots__ = ("outcome", "work")

    def __init__(self, work: Coroutine[Any, Any, T], waited_for: Any) -> None:  # noqa: ANN401  a future, or None
        self.work = work
        self.outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._wait(waited_for)

    def _wait(self, waited_for: Any) -> None:  # noqa: ANN401  a future, or None
        if waited_for is None:
            asyncio.get_running_loop().call_soon(self._resume, None)
        else:
            waited_for._asyncio_future_blocking = False  # noqa: SLF001  the protocol of awaited futures
            waited_for.add_done_callback(self._resume)

    def _resume(self, _done: object) -> None:
        try:
            waited_for = self.work.send(None)
        except StopIteration as end:
            if not self.outcome.done():
                self.outcome.set_result(end.value)
        except asyncio.CancelledError:
            self.outcome.cancel()
        except Exception as error:  # noqa: BLE001  handed on to whoever awaits the outcome
            if not self.outcome.done():
                self.outcome.set_exception(error)
        else:
            self._wait(waited_for)
