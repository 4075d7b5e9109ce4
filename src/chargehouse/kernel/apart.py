"""Work that is done for many, such as every tenant, where no one's trouble is another's."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from types import TracebackType
from typing import Any, Self, TypeVar

T = TypeVar("T")


async def for_each(ones: Iterable[T], act: Callable[[T], Awaitable[int | None]]) -> int:
    """Act for one after the other; return the sum of what acting returned, if anything.

    What fails for one hinders no other: it is raised when all had their turn, as an
    `ExceptionGroup`.
    """
    count = 0
    failures: list[Exception] = []
    for one in ones:
        try:
            count += await act(one) or 0
        except Exception as error:  # noqa: BLE001  it is raised below, with the others
            failures.append(error)
    _raise(failures)
    return count


class Apart:
    """Parts of one piece of work, done side by side, where no one's trouble is another's.

    A part may begin others. Leaving the block waits for all of them; what failed is raised then,
    as an `ExceptionGroup`. Where the block fails or is cancelled all are broken off.
    """

    def __init__(self) -> None:
        self._parts: set[asyncio.Task[None]] = set()
        self._failures: list[Exception] = []

    async def __aenter__(self) -> Self:
        """Begin with none."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for all, or break them off where the block itself failed."""
        try:
            while self._parts and error is None:
                await asyncio.wait(self._parts)
        finally:
            while self._parts:
                for part in self._parts:
                    part.cancel()
                await asyncio.wait(self._parts)
        if error is None:
            _raise(self._failures)

    def begin(self, part: Coroutine[Any, Any, None]) -> None:
        """Begin one more."""
        task = asyncio.create_task(self._alone(part))
        self._parts.add(task)
        task.add_done_callback(self._parts.discard)

    async def _alone(self, part: Coroutine[Any, Any, None]) -> None:
        try:
            await part
        except Exception as error:  # noqa: BLE001  it is raised at the end, with the others
            self._failures.append(error)


def _raise(failures: list[Exception]) -> None:
    if failures:
        raise ExceptionGroup(f"{len(failures)} could not be done", failures)
