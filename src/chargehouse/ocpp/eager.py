"""Coroutines run at once, without a task, for handlers on the hot path."""

import asyncio
from asyncio.tasks import _enter_task as enter_task  # as "Extending" of asyncio's manual has it
from asyncio.tasks import _leave_task as leave_task
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

from chargehouse.kernel.prompt import Prompt

T = TypeVar("T")


def eager(work: Coroutine[Any, Any, T]) -> "T | asyncio.Future[T]":
    """Run `work` to its first wait; return its result, or a future when it had to wait.

    There is no task around it, not even its caller's, which a limit in time would cancel:
    `asyncio.timeout`, `TaskGroup` and libraries that ask for the current task do not work inside.
    Exceptions before the first wait are raised here. What waits for a `Prompt` goes on at once when
    that is answered, and so does whoever hears the future returned.
    """
    caller = _leave()
    try:
        waited_for = work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        _return(caller)
    return _Drive(work, waited_for).outcome


def _leave() -> "asyncio.Task[Any] | None":
    """Leave the task that runs, if one does; return it."""
    caller = asyncio.current_task()
    if caller is not None:
        leave_task(caller.get_loop(), caller)
    return caller


def _return(caller: "asyncio.Task[Any] | None") -> None:
    """Go on with the task that was left."""
    if caller is not None:
        enter_task(caller.get_loop(), caller)


class _Drive(Generic[T]):
    """Resumes a coroutine whenever the future that it waits for is done."""

    __slots__ = ("outcome", "work")

    def __init__(self, work: Coroutine[Any, Any, T], waited_for: Any) -> None:  # noqa: ANN401  a future, or None
        self.work = work
        self.outcome: Prompt[T] = Prompt(loop=asyncio.get_running_loop())
        self._wait(waited_for)

    def _wait(self, waited_for: Any) -> None:  # noqa: ANN401  a future, or None
        if waited_for is None:
            asyncio.get_running_loop().call_soon(self._resume, None)
            return
        waited_for._asyncio_future_blocking = False  # noqa: SLF001  the protocol of awaited futures
        if isinstance(waited_for, Prompt):
            waited_for.hear(self._resume)
        else:
            waited_for.add_done_callback(self._resume)

    def _resume(self, _done: object) -> None:
        caller = _leave()
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
        finally:
            _return(caller)
