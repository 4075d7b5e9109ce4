"""Requests of the other side: handled one after the other, each answered once."""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Literal, Protocol

import msgspec

from chargehouse.kernel.prompt import Prompt
from chargehouse.ocpp.actions import Action
from chargehouse.ocpp.quirks.deviation import Deviation
from chargehouse.ocpp.version import Version
from chargehouse.ocpp.wire import Payload

MAX_BACKLOG = 32

Answer = Payload | None


class IncomingCall(msgspec.Struct, frozen=True, gc=False):
    """A request that was understood.

    `received_at` is our time; `raw` the payload as it was sent; `answered` is false for a
    message that takes no answer (2.1 SEND).
    """

    version: Version
    action: Action
    message_id: str
    payload: Any
    deviations: tuple[Deviation, ...]
    raw: msgspec.Raw
    received_at: datetime
    answered: bool = True

    @property
    def payload_hash(self) -> int:
        """A signed 64-bit digest of the payload as it was sent: the same when it is sent again."""
        digest = hashlib.blake2b(self.raw, digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)

    def same_as(self, other: "IncomingCall") -> bool:
        """Tell whether this is the other request, sent again."""
        return (
            self.message_id == other.message_id
            and self.action is other.action
            and bytes(self.raw) == bytes(other.raw)
        )


class Handler(Protocol):
    """Answers requests.

    Plain functions may return the response, or a future of it (see `eager`); `async def` runs in
    a task of its own. Raise `ProtocolFault` for a CALLERROR, `Unanswered` for no answer.
    """

    def __call__(
        self, call: IncomingCall, /
    ) -> "Answer | asyncio.Future[Any] | Coroutine[Any, Any, Answer]":
        """Return the response, now or later."""


Settle = Callable[[IncomingCall, Answer, BaseException | None], None]
Admission = Literal["taken", "duplicate", "dropped"]


class IncomingCalls:
    """The requests of one connection, in order, behind the one that is being handled."""

    __slots__ = ("_backlog", "_current", "_handler", "_settle", "_waits_for")

    def __init__(self, handler: Handler, settle: Settle) -> None:
        self._handler = handler
        self._settle = settle
        self._current: IncomingCall | None = None
        self._waits_for: asyncio.Future[Any] | None = None
        self._backlog: deque[IncomingCall] | None = None

    def admit(self, call: IncomingCall) -> Admission:
        """Tell whether `take` may have the call."""
        if self._current is None:
            return "taken"
        waiting = self._backlog or ()
        if self._current.same_as(call) or any(call.same_as(other) for other in waiting):
            return "duplicate"
        return "dropped" if len(waiting) >= MAX_BACKLOG else "taken"

    def take(self, call: IncomingCall) -> None:
        """Handle the call, now or behind the others."""
        if self._current is None:
            self._run(call)
            return
        if self._backlog is None:
            self._backlog = deque()
        self._backlog.append(call)

    def drop_backlog(self) -> None:
        """Forget what has not been begun; what has been begun goes on to its end."""
        self._backlog = None

    def _run(self, first: IncomingCall) -> None:
        call: IncomingCall | None = first
        while call is not None:
            self._current = call
            try:
                outcome = self._handler(call)
            except Exception as error:  # noqa: BLE001  each becomes its CALLERROR
                self._settle(call, None, error)
            else:
                if self._wait(outcome):
                    return
                self._settle(call, outcome, None)  # type: ignore[arg-type]
            call = self._next()

    def _wait(self, outcome: object) -> bool:
        if outcome is None or isinstance(outcome, Payload):
            return False
        if not asyncio.isfuture(outcome):
            work: Coroutine[Any, Any, Answer] = outcome  # type: ignore[assignment]
            outcome = asyncio.get_running_loop().create_task(work)
        self._waits_for = outcome
        if isinstance(outcome, Prompt):
            outcome.hear(self._finished)
        else:
            outcome.add_done_callback(self._finished)
        return True

    def _finished(self, done: "asyncio.Future[Any]") -> None:
        call, self._waits_for = self._current, None
        if call is None:
            return
        if done.cancelled():
            self._settle(call, None, asyncio.CancelledError())
        elif (error := done.exception()) is not None:
            self._settle(call, None, error)
        else:
            self._settle(call, done.result(), None)
        following = self._next()
        if following is not None:
            self._run(following)

    def _next(self) -> IncomingCall | None:
        self._current = None
        return self._backlog.popleft() if self._backlog else None
