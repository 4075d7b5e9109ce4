"""Calls of ours: one in flight, the others waiting by priority, each with a deadline."""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

from chargehouse.kernel.clock import Clock, Timer
from chargehouse.ocpp.actions import Action
from chargehouse.ocpp.errors import CallTimedOut, ConnectionClosed, QueueFull
from chargehouse.ocpp.quirks.deviation import Deviation

MAX_QUEUED = 64
MAX_OVERDUE_KEPT = 16


class Reply(NamedTuple):
    """The other side's answer to a call; `text` is the whole frame."""

    value: Any
    deviations: tuple[Deviation, ...]
    message_id: str
    text: str


class OutgoingCall:
    """A call from its request to its outcome."""

    __slots__ = ("action", "message_id", "outcome", "sent", "text", "timeout_s", "timer")

    def __init__(
        self,
        action: Action,
        message_id: str,
        text: str,
        timeout_s: float,
        outcome: "asyncio.Future[Reply]",
    ) -> None:
        self.action = action
        self.message_id = message_id
        self.text = text
        self.timeout_s = timeout_s
        self.outcome = outcome
        self.sent = False
        self.timer: Timer | None = None

    def fail(self, error: Exception) -> None:
        """End the call with an error, unless nobody waits for it any more."""
        if not self.outcome.done():
            self.outcome.set_exception(error)


class OutgoingCalls:
    """The calls of one connection: at most one is unanswered at any time."""

    __slots__ = ("_clock", "_in_flight", "_order", "_overdue", "_queue", "_send")

    def __init__(self, clock: Clock, send: Callable[[OutgoingCall], None]) -> None:
        self._clock = clock
        self._send = send
        self._in_flight: OutgoingCall | None = None
        self._queue: list[tuple[int, int, OutgoingCall]] = []
        self._order = itertools.count()
        self._overdue: dict[str, Action] | None = None

    async def run(self, call: OutgoingCall, priority: int, queue_timeout_s: float) -> Reply:
        """Send the call now or in its turn (higher `priority` first) and wait for its outcome."""
        if self._in_flight is None:
            self._start(call)
        else:
            if len(self._queue) >= MAX_QUEUED:
                raise QueueFull("Too many calls wait for this connection")
            heapq.heappush(self._queue, (-priority, next(self._order), call))
            call.timer = self._clock.call_later(queue_timeout_s, lambda: self._expire(call))
        try:
            return await call.outcome
        finally:
            if not call.sent:
                self._forget(call)

    def in_flight(self, message_id: str) -> OutgoingCall | None:
        """Return the call in flight if it has this id."""
        call = self._in_flight
        return call if call is not None and call.message_id == message_id else None

    def finish(self, call: OutgoingCall, reply: Reply) -> None:
        """End the call in flight with its answer, and let the next one go."""
        if not call.outcome.done():
            call.outcome.set_result(reply)
        self._release(call)

    def fail(self, call: OutgoingCall, error: Exception) -> None:
        """End the call in flight with an error, and let the next one go."""
        call.fail(error)
        self._release(call)

    def overdue(self, message_id: str) -> Action | None:
        """Return the action of a call that timed out and is answered only now."""
        return None if self._overdue is None else self._overdue.pop(message_id, None)

    def close(self) -> None:
        """End every call: the connection is gone."""
        calls = [call for _, _, call in sorted(self._queue, key=lambda entry: entry[:2])]
        if self._in_flight is not None:
            calls.insert(0, self._in_flight)
        self._in_flight = None
        self._queue.clear()
        for call in calls:
            _stop(call)
            call.fail(ConnectionClosed(sent=call.sent))

    def _start(self, call: OutgoingCall) -> None:
        self._in_flight = call
        call.sent = True
        _stop(call)
        call.timer = self._clock.call_later(call.timeout_s, lambda: self._expire(call))
        self._send(call)

    def _expire(self, call: OutgoingCall) -> None:
        if call.sent:
            self._remember(call)
        call.fail(CallTimedOut(sent=call.sent))
        if call is self._in_flight:
            self._release(call)
        else:
            self._forget(call)

    def _remember(self, call: OutgoingCall) -> None:
        if self._overdue is None:
            self._overdue = {}
        elif len(self._overdue) >= MAX_OVERDUE_KEPT:
            del self._overdue[next(iter(self._overdue))]
        self._overdue[call.message_id] = call.action

    def _release(self, call: OutgoingCall) -> None:
        _stop(call)
        self._in_flight = None
        while self._queue and self._in_flight is None:
            _, _, following = heapq.heappop(self._queue)
            if not following.outcome.done():
                self._start(following)

    def _forget(self, call: OutgoingCall) -> None:
        _stop(call)
        self._queue = [entry for entry in self._queue if entry[2] is not call]
        heapq.heapify(self._queue)


def _stop(call: OutgoingCall) -> None:
    if call.timer is not None:
        call.timer.cancel()
        call.timer = None
