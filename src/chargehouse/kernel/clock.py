"""The one door to time.

Instants are aware UTC datetimes; durations are seconds. Code takes a `Clock`, so that tests
move time themselves.
"""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable


class Timer(Protocol):
    """A call that is still to come."""

    def cancel(self) -> None:
        """Forget the call; harmless when it has already been made."""


@runtime_checkable
class Clock(Protocol):
    """Reads the time and waits for it."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds from an arbitrary origin; never goes back."""

    def call_later(self, delay_s: float, callback: Callable[[], object]) -> Timer:
        """Call `callback` on the event loop after `delay_s` seconds."""

    async def sleep(self, delay_s: float) -> None:
        """Wait for `delay_s` seconds."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds from an arbitrary origin; never goes back."""
        return time.monotonic()

    def call_later(self, delay_s: float, callback: Callable[[], object]) -> Timer:
        """Call `callback` on the running event loop after `delay_s` seconds."""
        return asyncio.get_running_loop().call_later(delay_s, callback)

    async def sleep(self, delay_s: float) -> None:
        """Wait for `delay_s` seconds."""
        await asyncio.sleep(delay_s)


class _FakeTimer:
    __slots__ = ("callback",)

    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback: Callable[[], object] | None = callback

    def cancel(self) -> None:
        self.callback = None


class FakeClock:
    """A clock that moves only when told: for tests, previews and replays."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
        self._elapsed_s = 0.0
        self._order = itertools.count()
        self._timers: list[tuple[float, int, _FakeTimer]] = []

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds that this clock has been advanced by."""
        return self._elapsed_s

    def call_later(self, delay_s: float, callback: Callable[[], object]) -> Timer:
        """Call `callback` once the clock has been advanced by `delay_s` seconds."""
        timer = _FakeTimer(callback)
        heapq.heappush(self._timers, (self._elapsed_s + delay_s, next(self._order), timer))
        return timer

    async def sleep(self, delay_s: float) -> None:
        """Wait until the clock has been advanced by `delay_s` seconds."""
        woken = asyncio.Event()
        self.call_later(delay_s, woken.set)
        await woken.wait()

    def advance(self, seconds: float) -> None:
        """Move time on, making every call that falls due, in order, at its own instant."""
        target_s = self._elapsed_s + seconds
        while self._timers and self._timers[0][0] <= target_s:
            due_s, _, timer = heapq.heappop(self._timers)
            self._move_to(due_s)
            if timer.callback is not None:
                timer.callback()
        self._move_to(target_s)

    def _move_to(self, elapsed_s: float) -> None:
        self._now += timedelta(seconds=elapsed_s - self._elapsed_s)
        self._elapsed_s = elapsed_s
