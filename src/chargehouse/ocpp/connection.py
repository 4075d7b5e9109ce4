"""One OCPP-J connection, from either end: frames in, frames out, nothing of websockets."""

import asyncio
from contextlib import suppress
from typing import Any, Literal, Protocol

import msgspec

from chargehouse.kernel.clock import Clock
from chargehouse.kernel.ids import Ids
from chargehouse.ocpp import codec, rpc
from chargehouse.ocpp.actions import Action
from chargehouse.ocpp.errors import (
    CallRefused,
    ConnectionClosed,
    FrameFault,
    ProtocolFault,
    Unanswered,
)
from chargehouse.ocpp.incoming import Answer, Handler, IncomingCall, IncomingCalls
from chargehouse.ocpp.observer import Direction, FrameKind, FrameSeen, Observer
from chargehouse.ocpp.outgoing import OutgoingCall, OutgoingCalls, Reply
from chargehouse.ocpp.quirks.deviation import Deviation
from chargehouse.ocpp.version import V21, Version

MAX_UNSENT_BYTES = 4 * 1_048_576
POLICY_VIOLATION = 1008

Side = Literal["station", "csms"]


class Transport(Protocol):
    """Carries texts to the other side."""

    def send(self, text: str) -> None:
        """Write the text without waiting; harmless when the connection is gone."""

    def close(self, code: int, reason: str) -> None:
        """Begin to close, with a websocket close code."""

    def unsent_bytes(self) -> int:
        """Return how much was written that the other side has not taken yet."""


class Connection:
    """Speaks one version over one transport.

    `side` is ours. Feed it every text that arrives, and call `closed` when the transport ends.
    Our calls go out one at a time; the other side's are handled one at a time, in order; neither
    waits for the other, so a call may be handled while ours waits for its answer.
    `fallback` is a version that the other side may really speak, whatever was agreed: the first
    call that fits it, and not the agreed one, settles it.
    """

    __slots__ = (
        "_clock",
        "_fallback",
        "_handler",
        "_ids",
        "_incoming",
        "_observer",
        "_open",
        "_outgoing",
        "_transport",
        "max_chars",
        "side",
        "version",
    )

    def __init__(
        self,
        version: Version,
        side: Side,
        transport: Transport,
        *,
        handler: Handler,
        observer: Observer,
        clock: Clock,
        ids: Ids,
        max_chars: int = rpc.MAX_FRAME_CHARS,
        fallback: Version | None = None,
    ) -> None:
        self.version = version
        self.side: Side = side
        self.max_chars = max_chars
        self._fallback = fallback
        self._transport = transport
        self._handler = handler
        self._observer = observer
        self._clock = clock
        self._ids = ids
        self._open = True
        self._incoming: IncomingCalls | None = None
        self._outgoing: OutgoingCalls | None = None

    @property
    def is_open(self) -> bool:
        """Whether frames still go out."""
        return self._open

    async def call(
        self,
        action: str,
        payload: object,
        *,
        timeout_s: float,
        priority: int = 0,
        queue_timeout_s: float | None = None,
    ) -> Reply:
        """Send a request and return the answer.

        `payload` is the struct, plain data or raw JSON, and is checked against the schema.
        `timeout_s` counts from the moment it is sent; `queue_timeout_s` (by default the same)
        bounds the wait for its turn; the highest `priority` goes first. Raises `ProtocolFault`
        (ours or theirs does not fit the schema), `CallRefused`, `CallTimedOut`,
        `ConnectionClosed`, `QueueFull`. Cancelling the wait does not take back what was sent.
        """
        found = self._sendable(action)
        checked = codec.check_request(found, payload)
        if not self._open:
            raise ConnectionClosed(sent=False)
        if self._outgoing is None:
            self._outgoing = OutgoingCalls(self._clock, self._send_call)
        message_id = str(self._ids.new())
        text = rpc.encode_call(message_id, found.name, checked)
        outcome: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        call = OutgoingCall(found, message_id, text, timeout_s, outcome)
        wait_s = timeout_s if queue_timeout_s is None else queue_timeout_s
        return await self._outgoing.run(call, priority, wait_s)

    def send(self, action: str, payload: object) -> None:
        """Send a message that takes no answer (2.1 SEND); raises `ProtocolFault`."""
        found = self._sendable(action)
        if found.response is not None:
            raise ProtocolFault("NotSupported", f"{action} takes an answer")
        checked = codec.check_request(found, payload)
        if not self._open:
            raise ConnectionClosed(sent=False)
        message_id = str(self._ids.new())
        self._write("send", found.name, message_id, rpc.encode_send(message_id, action, checked))

    def feed(self, text: str | bytes) -> None:
        """Take a message from the transport; never waits, never raises for what is in it."""
        try:
            frame, deviations = rpc.decode_frame(text, self.max_chars)
        except FrameFault as fault:
            self._malformed(fault, _printable(text, self.max_chars))
            return
        shown = text if isinstance(text, str) else text.decode(errors="replace")
        if isinstance(frame, rpc.Call):
            self._take_call(frame, deviations, shown, answered=True)
        elif isinstance(frame, rpc.CallResult):
            self._take_result(frame, deviations, shown)
        elif isinstance(frame, rpc.CallError):
            self._take_error(frame, deviations, shown)
        elif self.version is not V21:
            unknown = FrameFault("MessageTypeNotSupported", "Not in this version", frame.message_id)
            self._malformed(unknown, shown)
        elif isinstance(frame, rpc.Send):
            self._take_call(frame, deviations, shown, answered=False)
        else:
            self._saw("in", "result_error", "", frame.message_id, shown, deviations)

    def closed(self) -> None:
        """Take note that the transport has ended: our calls fail, begun handlers run on."""
        self._open = False
        if self._outgoing is not None:
            self._outgoing.close()
        if self._incoming is not None:
            self._incoming.drop_backlog()

    def close(self, code: int, reason: str) -> None:
        """Close the transport; `closed` is to follow from it."""
        self._transport.close(code, reason)

    def _sendable(self, action: str) -> Action:
        found = codec.find_action(self.version, action)
        if found.sender not in {self.side, "both"}:
            raise ProtocolFault("NotSupported", f"{action} is not sent by this side")
        return found

    def _receivable(self, action: str, *, answered: bool) -> Action:
        found = codec.find_action(self.version, action)
        if found.sender == self.side or answered is (found.response is None):
            raise ProtocolFault("NotSupported", "This action is not sent to this side")
        return found

    def _send_call(self, call: OutgoingCall) -> None:
        self._write("call", call.action.name, call.message_id, call.text)

    def _take_call(
        self,
        frame: rpc.Call | rpc.Send,
        deviations: tuple[Deviation, ...],
        text: str,
        *,
        answered: bool,
    ) -> None:
        try:
            action, value, found = self._understood(frame, answered=answered)
        except ProtocolFault as fault:
            self._saw("in", "malformed", frame.action[:50], frame.message_id, text, deviations)
            if answered:
                self._refuse(frame.action[:50], frame.message_id, fault)
            return
        call = IncomingCall(
            self.version,
            action,
            frame.message_id,
            value,
            deviations + found,
            frame.payload,
            self._clock.now(),
            answered,
        )
        self._admit(call, text)

    def _understood(
        self, frame: rpc.Call | rpc.Send, *, answered: bool
    ) -> tuple[Action, Any, tuple[Deviation, ...]]:
        try:
            action = self._receivable(frame.action, answered=answered)
            value, found = codec.decode(action.strict_request(), action.request, frame.payload)
        except ProtocolFault:
            spoken = self._fallback
            action_there = spoken and spoken.actions.get(frame.action)
            if spoken is None or not action_there or action_there.sender == self.side:
                raise
            with suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
                value = action_there.strict_request()(frame.payload)
                self.version, self._fallback = spoken, None
                return action_there, value, (Deviation("speaks-another-version", ""),)
            raise
        return action, value, found

    def _admit(self, call: IncomingCall, text: str) -> None:
        if self._incoming is None:
            self._incoming = IncomingCalls(self._handler, self._settle)
        admission = self._incoming.admit(call)
        kind: FrameKind = "call" if call.answered else "send"
        if admission == "duplicate":
            kind = "duplicate_call"
        elif admission == "dropped":
            kind = "dropped_call"
        name = call.action.name
        self._saw("in", kind, name, call.message_id, text, call.deviations)
        if admission == "taken":
            self._incoming.take(call)

    def _settle(self, call: IncomingCall, answer: Answer, error: BaseException | None) -> None:
        name, message_id = call.action.name, call.message_id
        if error is None and answer is not None and call.answered:
            self._write("result", name, message_id, rpc.encode_result(message_id, answer))
            return
        if error is None and not call.answered:
            return
        if isinstance(error, ProtocolFault):
            if call.answered:
                self._refuse(name, message_id, error)
            return
        if isinstance(error, Unanswered | asyncio.CancelledError):
            return
        failure = error or TypeError("the handler returned no response")
        self._observer.handler_failed(name, message_id, failure)
        if call.answered:
            self._refuse(name, message_id, ProtocolFault("InternalError", "An internal error"))

    def _take_result(
        self, frame: rpc.CallResult, deviations: tuple[Deviation, ...], text: str
    ) -> None:
        outgoing = self._outgoing
        call = None if outgoing is None else outgoing.in_flight(frame.message_id)
        if outgoing is None or call is None:
            self._stray(frame.message_id, text, deviations, "late_result", "unknown_result")
            return
        name, message_id = call.action.name, frame.message_id
        made = codec.response_of(call.action)
        try:
            value, found = codec.decode(call.action.strict_response(), made, frame.payload)
        except ProtocolFault as fault:
            self._saw("in", "malformed", name, message_id, text, deviations)
            self._complain(name, message_id, fault)
            outgoing.fail(call, fault)
            return
        deviations += found
        self._saw("in", "result", name, message_id, text, deviations)
        outgoing.finish(call, Reply(value, deviations, message_id, text))

    def _take_error(
        self, frame: rpc.CallError, deviations: tuple[Deviation, ...], text: str
    ) -> None:
        outgoing = self._outgoing
        call = None if outgoing is None else outgoing.in_flight(frame.message_id)
        if outgoing is None or call is None:
            self._stray(frame.message_id, text, deviations, "late_error", "unknown_error")
            return
        name = call.action.name
        self._saw("in", "error", name, frame.message_id, text, deviations)
        details = bytes(frame.details).decode(errors="replace")
        outgoing.fail(call, CallRefused(frame.code, frame.description, details))

    def _stray(
        self,
        message_id: str,
        text: str,
        deviations: tuple[Deviation, ...],
        late: FrameKind,
        unknown: FrameKind,
    ) -> None:
        action = None if self._outgoing is None else self._outgoing.overdue(message_id)
        kind, name = (unknown, "") if action is None else (late, action.name)
        self._saw("in", kind, name, message_id, text, deviations)

    def _malformed(self, fault: FrameFault, text: str) -> None:
        self._saw("in", "malformed", "", fault.message_id, text, ())
        if fault.answerable:
            self._refuse("", fault.message_id, fault)
        elif self._outgoing is not None:
            call = self._outgoing.in_flight(fault.message_id)
            if call is not None:
                self._complain(call.action.name, fault.message_id, fault)
                self._outgoing.fail(call, fault)

    def _refuse(self, action: str, message_id: str, fault: ProtocolFault) -> None:
        code = self.version.error_code(fault.error_code)
        text = rpc.encode_error(message_id, code, fault.description)
        self._write("error", action, message_id, text)

    def _complain(self, action: str, message_id: str, fault: ProtocolFault) -> None:
        if self.version is V21:
            code = self.version.error_code(fault.error_code)
            text = rpc.encode_result_error(message_id, code, fault.description)
            self._write("result_error", action, message_id, text)

    def _saw(  # noqa: PLR0917  the fields of FrameSeen, in its order
        self,
        direction: Direction,
        kind: FrameKind,
        action: str,
        message_id: str,
        text: str,
        deviations: tuple[Deviation, ...],
    ) -> None:
        self._observer.frame(FrameSeen(direction, kind, action, message_id, text, deviations))

    def _write(self, kind: FrameKind, action: str, message_id: str, text: str) -> None:
        if not self._open:
            return
        self._transport.send(text)
        self._saw("out", kind, action, message_id, text, ())
        if self._transport.unsent_bytes() > MAX_UNSENT_BYTES:
            self._transport.close(POLICY_VIOLATION, "reads too slowly")
            self.closed()


def _printable(text: str | bytes, max_chars: int) -> str:
    shown = text[:max_chars]
    return shown.decode(errors="replace") if isinstance(shown, bytes) else shown
