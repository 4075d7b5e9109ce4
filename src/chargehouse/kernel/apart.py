"""Work that is done for many, such as every tenant, where no one's trouble is another's."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

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
    if failures:
        raise ExceptionGroup(f"{len(failures)} could not be done", failures)
    return count
