"""Futures that are heard at once, for answers that many wait for on the hot path."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Prompt(asyncio.Future[T]):
    """A future whose result one listener hears at once, not on the loop's next turn.

    The listener runs inside whoever sets the result: it has to be quick. What it raises is the
    loop's to handle. An error, and a cancellation, it hears on the next turn, as any callback does.
    """

    _listener: Callable[["Prompt[T]"], Any] | None = None

    def hear(self, listener: Callable[["Prompt[T]"], Any]) -> None:
        """Have the listener called once this is done; there is one."""
        self._listener = listener

    def set_result(self, result: T, /) -> None:
        """Set the result, and let the listener hear it."""
        super().set_result(result)
        if self._listener is not None:
            self._tell()

    def set_exception(self, exception: type | BaseException, /) -> None:
        """Set the error, which the listener hears in its turn."""
        super().set_exception(exception)
        self.get_loop().call_soon(self._tell)

    def cancel(self, msg: object = None) -> bool:
        """Cancel, which the listener hears in its turn; tell whether there was anything to."""
        cancels = super().cancel(msg)
        if cancels:
            self.get_loop().call_soon(self._tell)
        return cancels

    def _tell(self) -> None:
        listener, self._listener = self._listener, None
        if listener is None:
            return
        try:
            listener(self)
        except Exception as error:  # noqa: BLE001  it is not the fault of who sets the result
            self.get_loop().call_exception_handler(
                {"message": "A listener failed.", "exception": error, "future": self}
            )
