"""A connection: one call of ours at a time, theirs in order, neither waiting for the other."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.kernel.prompt import Prompt
from chargehouse.ocpp.connection import MAX_UNSENT_BYTES, Connection, Side
from chargehouse.ocpp.eager import eager
from chargehouse.ocpp.errors import (
    CallRefused,
    CallTimedOut,
    ConnectionClosed,
    ProtocolFault,
    QueueFull,
    Unanswered,
)
from chargehouse.ocpp.incoming import MAX_BACKLOG, Handler, IncomingCall
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.ocpp.outgoing import MAX_QUEUED
from chargehouse.ocpp.rpc import MAX_FRAME_CHARS
from chargehouse.ocpp.v16 import messages as v16
from chargehouse.ocpp.v201 import messages as v201
from chargehouse.ocpp.version import V16, V21, V201, Version

HEARTBEAT = '[2,"h1","Heartbeat",{}]'


class Wire:
    """A transport that keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[list[Any]] = []
        self.closed_with: int | None = None
        self.unsent = 0

    def send(self, text: str) -> None:
        self.sent.append(json.loads(text))

    def close(self, code: int, reason: str) -> None:  # noqa: ARG002  a Transport
        self.closed_with = code

    def unsent_bytes(self) -> int:
        return self.unsent


class Onlooker:
    """An observer that keeps what it saw."""

    def __init__(self) -> None:
        self.seen: list[FrameSeen] = []
        self.failures: list[BaseException] = []

    def frame(self, seen: FrameSeen) -> None:
        self.seen.append(seen)

    def handler_failed(self, action: str, message_id: str, error: BaseException) -> None:  # noqa: ARG002  an Observer
        self.failures.append(error)

    def kinds(self) -> list[tuple[str, str]]:
        return [(seen.direction, seen.kind) for seen in self.seen]


class Bench:
    """A connection with everything around it."""

    def __init__(
        self,
        handler: Handler,
        version: Version = V16,
        side: Side = "csms",
        max_chars: int = MAX_FRAME_CHARS,
    ) -> None:
        self.wire = Wire()
        self.onlooker = Onlooker()
        self.clock = FakeClock()
        self.connection = Connection(
            version,
            side,
            self.wire,
            handler=handler,
            observer=self.onlooker,
            clock=self.clock,
            ids=TimeOrderedIds(),
            max_chars=max_chars,
        )

    async def start(
        self, action: str, payload: object, priority: int = 0, queue_timeout_s: float | None = None
    ) -> "asyncio.Task[Any]":
        task = asyncio.create_task(
            self.connection.call(
                action, payload, timeout_s=30.0, priority=priority, queue_timeout_s=queue_timeout_s
            )
        )
        await settle()
        return task

    def answer(self, index: int, payload: object) -> None:
        self.connection.feed(json.dumps([3, self.wire.sent[index][1], payload]))


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def answering(call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
    if call.action.name == "StatusNotification":
        return v16.StatusNotificationResponse()
    return v16.HeartbeatResponse(current_time=call.received_at)


class Gate:
    """A handler that answers when it is let."""

    def __init__(self) -> None:
        self.calls: list[IncomingCall] = []
        self.release = asyncio.Event()

    async def __call__(self, call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        self.calls.append(call)
        await self.release.wait()
        return answering(call)


def failing(error: Exception) -> Callable[[IncomingCall], Any]:
    def handle(call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        raise error

    return handle


async def test_a_request_is_answered_at_once_by_a_plain_handler() -> None:
    bench = Bench(answering)
    bench.connection.feed(HEARTBEAT)
    assert bench.wire.sent == [[3, "h1", {"currentTime": "2026-03-02T08:00:00Z"}]]
    assert bench.onlooker.kinds() == [("in", "call"), ("out", "result")]


async def test_a_handler_may_be_a_coroutine_a_future_or_run_eagerly() -> None:
    async def slow(call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        await asyncio.sleep(0)
        await asyncio.get_running_loop().run_in_executor(None, int)
        return answering(call)

    done = asyncio.Event()

    async def waiting(call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        answer = await slow(call)
        done.set()
        return answer

    handlers: list[Handler] = [waiting, lambda call: eager(waiting(call))]
    for handler in handlers:
        done.clear()
        bench = Bench(handler)
        bench.connection.feed(HEARTBEAT)
        await done.wait()
        await settle()
        assert [frame[0] for frame in bench.wire.sent] == [3]


async def test_an_eager_coroutine_that_never_waits_needs_no_loop_turn() -> None:
    async def handle(call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        return answering(call)

    bench = Bench(lambda call: eager(handle(call)))
    bench.connection.feed(HEARTBEAT)
    assert bench.wire.sent[0][0] == 3


async def test_what_an_eager_coroutine_waits_for_it_answers_in_the_same_turn() -> None:
    durable: Prompt[None] = Prompt(loop=asyncio.get_running_loop())
    tasks: list[object] = []

    async def handle(call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        tasks.append(asyncio.current_task())
        await durable
        tasks.append(asyncio.current_task())
        return answering(call)

    bench = Bench(lambda call: eager(handle(call)))
    bench.connection.feed(HEARTBEAT)
    mine = asyncio.current_task()
    assert bench.wire.sent == []
    durable.set_result(None)
    assert bench.wire.sent[0][0] == 3
    assert (tasks, asyncio.current_task()) == ([None, None], mine)


async def test_an_eager_coroutine_hands_its_error_on() -> None:
    async def handle(call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        await asyncio.sleep(0)
        raise ProtocolFault("NotSupported", "not here")

    bench = Bench(lambda call: eager(handle(call)))
    bench.connection.feed(HEARTBEAT)
    await settle()
    assert bench.wire.sent == [[4, "h1", "NotSupported", "not here", {}]]


async def test_only_one_call_of_ours_is_in_flight() -> None:
    bench = Bench(answering)
    first = await bench.start("Reset", {"type": "Soft"})
    second = await bench.start("ClearCache", {})
    assert [frame[2] for frame in bench.wire.sent] == ["Reset"]
    bench.answer(0, {"status": "Accepted"})
    assert [frame[2] for frame in bench.wire.sent] == ["Reset", "ClearCache"]
    bench.answer(1, {"status": "Rejected"})
    assert (await first).value == v16.ResetResponse(status="Accepted")
    assert (await second).value.status == "Rejected"
    kinds = [seen.kind for seen in bench.onlooker.seen]
    assert kinds == ["call", "result", "call", "result"]


async def test_waiting_calls_go_by_priority_then_by_age() -> None:
    bench = Bench(answering)
    tasks = [
        await bench.start("Reset", {"type": "Soft"}),
        await bench.start("ClearCache", {}),
        await bench.start("GetLocalListVersion", {}),
        await bench.start("RemoteStopTransaction", {"transactionId": 1}, priority=10),
    ]
    answers = [{"status": "Accepted"}, {"status": "Accepted"}, {"status": "Accepted"}]
    for index, answer in enumerate([*answers, {"listVersion": 1}]):
        bench.answer(index, answer)
    await asyncio.gather(*tasks)
    sent = [frame[2] for frame in bench.wire.sent]
    assert sent == ["Reset", "RemoteStopTransaction", "ClearCache", "GetLocalListVersion"]


async def test_the_queue_is_bounded() -> None:
    bench = Bench(answering)
    tasks = [await bench.start("ClearCache", {}) for _ in range(MAX_QUEUED + 1)]
    with pytest.raises(QueueFull):
        await bench.connection.call("ClearCache", {}, timeout_s=1)
    bench.connection.closed()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [outcome.sent for outcome in outcomes if isinstance(outcome, ConnectionClosed)] == [
        True,
        *[False] * MAX_QUEUED,
    ]


async def test_a_call_times_out_and_the_next_goes() -> None:
    bench = Bench(answering)
    first = await bench.start("Reset", {"type": "Soft"})
    second = await bench.start("ClearCache", {}, queue_timeout_s=60.0)
    bench.clock.advance(30)
    with pytest.raises(CallTimedOut) as caught:
        await first
    assert caught.value.sent
    assert [frame[2] for frame in bench.wire.sent] == ["Reset", "ClearCache"]
    bench.answer(1, {"status": "Accepted"})
    assert (await second).value.status == "Accepted"


async def test_a_call_that_never_got_its_turn_says_so() -> None:
    bench = Bench(answering)
    first = await bench.start("Reset", {"type": "Soft"})
    second = await bench.start("ClearCache", {}, queue_timeout_s=5.0)
    bench.clock.advance(5)
    with pytest.raises(CallTimedOut) as caught:
        await second
    assert not caught.value.sent
    bench.answer(0, {"status": "Accepted"})
    await first
    assert len(bench.wire.sent) == 1


async def test_late_and_unknown_answers_are_told_apart() -> None:
    bench = Bench(answering)
    first = await bench.start("Reset", {"type": "Soft"})
    bench.clock.advance(31)
    with pytest.raises(CallTimedOut):
        await first
    bench.answer(0, {"status": "Accepted"})
    bench.answer(0, {"status": "Accepted"})
    bench.connection.feed('[3,"nobody",{}]')
    bench.connection.feed('[4,"nobody","GenericError","",{}]')
    stray = [(seen.kind, seen.action) for seen in bench.onlooker.seen[1:]]
    assert stray == [
        ("late_result", "Reset"),
        ("unknown_result", ""),
        ("unknown_result", ""),
        ("unknown_error", ""),
    ]
    assert len(bench.wire.sent) == 1


async def test_a_refusal_is_an_outcome_of_its_own() -> None:
    bench = Bench(answering)
    task = await bench.start("Reset", {"type": "Soft"})
    message_id = bench.wire.sent[0][1]
    bench.connection.feed(json.dumps([4, message_id, "NotSupported", "no", {"a": 1}]))
    with pytest.raises(CallRefused) as caught:
        await task
    assert (caught.value.error_code, caught.value.description) == ("NotSupported", "no")
    assert json.loads(caught.value.error_details) == {"a": 1}


async def test_a_cancelled_call_still_holds_its_place_until_answered() -> None:
    bench = Bench(answering)
    first = await bench.start("Reset", {"type": "Soft"})
    second = await bench.start("ClearCache", {})
    third = await bench.start("GetLocalListVersion", {})
    first.cancel()
    second.cancel()
    await settle()
    assert len(bench.wire.sent) == 1
    bench.answer(0, {"status": "Accepted"})
    assert [frame[2] for frame in bench.wire.sent] == ["Reset", "GetLocalListVersion"]
    bench.answer(1, {"listVersion": 3})
    assert (await third).value.list_version == 3


async def test_an_answer_that_cannot_be_understood_fails_the_call() -> None:
    bench = Bench(answering)
    task = await bench.start("Reset", {"type": "Soft"})
    bench.answer(0, {"status": 5})
    with pytest.raises(ProtocolFault) as caught:
        await task
    assert caught.value.field_path == "status"
    assert len(bench.wire.sent) == 1


async def test_in_2_1_such_an_answer_is_complained_about() -> None:
    bench = Bench(answering, V21)
    task = await bench.start("Reset", {"type": "Immediate"})
    bench.answer(0, {"status": 5})
    with pytest.raises(ProtocolFault):
        await task
    assert bench.wire.sent[1][0] == 5
    assert bench.wire.sent[1][2] == "TypeConstraintViolation"


async def test_a_broken_answer_fails_the_call_and_is_not_answered() -> None:
    bench = Bench(answering)
    task = await bench.start("Reset", {"type": "Soft"})
    bench.connection.feed(f'[3,"{bench.wire.sent[0][1]}",{{]')
    with pytest.raises(ProtocolFault):
        await task
    assert len(bench.wire.sent) == 1


async def test_a_call_is_handled_while_ours_waits_and_our_answer_while_theirs_does() -> None:
    gate = Gate()
    bench = Bench(gate)
    ours = await bench.start("Reset", {"type": "Soft"})
    bench.connection.feed(HEARTBEAT)
    await settle()
    bench.answer(0, {"status": "Accepted"})
    assert (await ours).value.status == "Accepted"
    gate.release.set()
    await settle()
    assert bench.wire.sent[1][:2] == [3, "h1"]


async def test_requests_are_handled_one_after_the_other() -> None:
    gate = Gate()
    bench = Bench(gate)
    for number in range(3):
        bench.connection.feed(f'[2,"h{number}","Heartbeat",{{}}]')
    await settle()
    assert len(gate.calls) == 1
    gate.release.set()
    await settle()
    await settle()
    await settle()
    assert [frame[1] for frame in bench.wire.sent] == ["h0", "h1", "h2"]


async def test_the_same_request_again_is_handled_once() -> None:
    gate = Gate()
    bench = Bench(gate)
    for _ in range(3):
        bench.connection.feed(HEARTBEAT)
    gate.release.set()
    await settle()
    assert len(gate.calls) == 1
    assert [frame[:2] for frame in bench.wire.sent] == [[3, "h1"]]
    assert [seen.kind for seen in bench.onlooker.seen].count("duplicate_call") == 2


async def test_a_reused_message_id_is_a_new_call() -> None:
    bench = Bench(answering)
    status = '{"connectorId":1,"errorCode":"NoError","status":"Available"}'
    bench.connection.feed(HEARTBEAT)
    bench.connection.feed(f'[2,"h1","StatusNotification",{status}]')
    assert bench.wire.sent[0][2] != {}
    assert bench.wire.sent[1] == [3, "h1", {}]


async def test_the_backlog_is_bounded_and_what_is_beyond_it_unanswered() -> None:
    gate = Gate()
    bench = Bench(gate)
    for number in range(MAX_BACKLOG + 3):
        bench.connection.feed(f'[2,"{number}","Heartbeat",{{}}]')
    assert [seen.kind for seen in bench.onlooker.seen].count("dropped_call") == 2
    gate.release.set()
    while len(bench.wire.sent) < MAX_BACKLOG + 1:
        await settle()
    assert [int(frame[1]) for frame in bench.wire.sent] == list(range(MAX_BACKLOG + 1))


async def test_an_unanswered_request_gets_no_reply() -> None:
    bench = Bench(failing(Unanswered()))
    bench.connection.feed(HEARTBEAT)
    assert bench.wire.sent == []
    assert bench.onlooker.failures == []


async def test_an_unexpected_error_is_reported_and_not_told() -> None:
    bench = Bench(failing(RuntimeError("SECRET")))
    bench.connection.feed(HEARTBEAT)
    assert bench.wire.sent == [[4, "h1", "InternalError", "An internal error", {}]]
    assert [str(error) for error in bench.onlooker.failures] == ["SECRET"]


@pytest.mark.parametrize(
    ("version", "text", "code", "message_id"),
    [
        (V16, "nonsense", "FormationViolation", "-1"),
        (V201, "nonsense", "RpcFrameworkError", "-1"),
        (V16, '[9,"x",{}]', "FormationViolation", "x"),
        (V201, '[9,"x",{}]', "MessageTypeNotSupported", "x"),
        (V201, '[6,"x","Heartbeat",{}]', "MessageTypeNotSupported", "x"),
        (V16, '[2,"x","Nope",{}]', "NotImplemented", "x"),
        (V16, '[2,"x","Reset",{"type":"Soft"}]', "NotSupported", "x"),
        (V16, '[2,"x","Authorize",{}]', "OccurenceConstraintViolation", "x"),
        (V201, '[2,"x","Authorize",{}]', "OccurrenceConstraintViolation", "x"),
        (V16, '[2,"x","Authorize",[]]', "FormationViolation", "x"),
        (V201, '[2,"x","Authorize",[]]', "FormatViolation", "x"),
        (V16, '[2,"x","Authorize",{"idTag":{}}]', "TypeConstraintViolation", "x"),
        (V16, '[2,"x","Heartbeat",{]', "FormationViolation", "x"),
    ],
)
async def test_bad_input_is_refused_with_the_versions_own_code(
    version: Version, text: str, code: str, message_id: str
) -> None:
    bench = Bench(answering, version)
    bench.connection.feed(text)
    assert bench.wire.sent[0][:3] == [4, message_id, code]
    assert bench.onlooker.kinds() == [("in", "malformed"), ("out", "error")]


async def test_a_frame_beyond_the_limit_is_refused_and_not_kept_whole() -> None:
    bench = Bench(answering, max_chars=100)
    bench.connection.feed("[" * 10_000)
    assert bench.wire.sent[0][1] == "-1"
    assert len(bench.onlooker.seen[0].text) == 100


async def test_what_we_send_must_fit_the_schema() -> None:
    bench = Bench(answering)
    with pytest.raises(ProtocolFault) as caught:
        await bench.connection.call("Reset", {"type": "Gentle"}, timeout_s=1)
    assert caught.value.field_path == "type"
    with pytest.raises(ProtocolFault):
        await bench.connection.call("Heartbeat", {}, timeout_s=1)
    assert bench.wire.sent == []


async def test_a_closed_connection_ends_calls_and_keeps_quiet() -> None:
    gate = Gate()
    bench = Bench(gate)
    ours = await bench.start("Reset", {"type": "Soft"})
    bench.connection.feed(HEARTBEAT)
    await settle()
    bench.connection.closed()
    with pytest.raises(ConnectionClosed) as caught:
        await ours
    assert caught.value.sent
    gate.release.set()
    await settle()
    assert len(bench.wire.sent) == 1
    with pytest.raises(ConnectionClosed):
        await bench.connection.call("ClearCache", {}, timeout_s=1)


async def test_a_side_that_reads_too_slowly_is_closed() -> None:
    bench = Bench(answering)
    bench.wire.unsent = MAX_UNSENT_BYTES + 1
    bench.connection.feed(HEARTBEAT)
    assert bench.wire.closed_with == 1008


async def test_a_stream_in_2_1_takes_no_answer() -> None:
    taken: list[IncomingCall] = []
    bench = Bench(lambda call: taken.append(call), V21)  # noqa: PLW0108  the type of a Handler
    data = '{"id":1,"pending":0,"basetime":"2026-03-02T08:00:00Z","data":[{"t":0.5,"v":"1"}]}'
    bench.connection.feed(f'[6,"s","NotifyPeriodicEventStream",{data}]')
    assert [call.answered for call in taken] == [False]
    assert bench.wire.sent == []
    station = Bench(answering, V21, "station")
    station.connection.send("NotifyPeriodicEventStream", json.loads(data))
    assert station.wire.sent[0][0] == 6


async def test_the_same_class_serves_the_station() -> None:
    def handle(call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        return v201.ResetResponse(status="Accepted")

    bench = Bench(handle, V201, "station")
    bench.connection.feed('[2,"r","Reset",{"type":"Immediate"}]')
    assert bench.wire.sent == [[3, "r", {"status": "Accepted"}]]
    task = await bench.start("Heartbeat", v201.HeartbeatRequest())
    bench.answer(1, {"currentTime": "2026-03-02T08:00:00"})
    reply = await task
    assert [deviation.quirk for deviation in reply.deviations] == ["time-without-zone"]


async def test_deviations_reach_the_handler_and_the_onlooker() -> None:
    seen: list[IncomingCall] = []

    def handle(call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        seen.append(call)
        return answering(call)

    bench = Bench(handle)
    bench.connection.feed('\ufeff["2","h1","Heartbeat",{"odd":1}]')
    quirks = [deviation.quirk for deviation in seen[0].deviations]
    assert quirks == ["byte-order-mark", "message-type-as-text", "unknown-field"]
    assert bench.onlooker.seen[0].deviations == seen[0].deviations


async def test_unsound_json_inside_a_payload_is_cleaned() -> None:
    bench = Bench(answering)
    status = '{"connectorId":1,"errorCode":"NoError","status":"Available","info":"a\\ud800"}'
    bench.connection.feed(f'[2,"x","StatusNotification",{status}]')
    assert bench.wire.sent == [[3, "x", {}]]
    quirks = {deviation.quirk for deviation in bench.onlooker.seen[0].deviations}
    assert quirks == {"lone-surrogate"}
