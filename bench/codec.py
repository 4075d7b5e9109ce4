"""The protocol alone: a frame in, checked, answered, out; microseconds of one core."""

import json
import time
from collections.abc import Callable
from typing import NamedTuple

from chargehouse.kernel.clock import SystemClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.ocpp import codec, rpc
from chargehouse.ocpp.connection import Connection
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.ocpp.v16 import messages as v16
from chargehouse.ocpp.v201 import messages as v201
from chargehouse.ocpp.version import V16, V201, Version
from chargehouse.ocpp.wire import Payload

AT = "2026-03-02T08:00:00Z"
SAMPLES = 20
ROUNDS = 7


class CodecRow(NamedTuple):
    """One message: decoding, checks and the encoded answer; the same by way of a connection."""

    name: str
    codec_us: float
    connection_us: float
    target: str


class Sink:
    """A transport that counts."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, text: str) -> None:  # noqa: ARG002  a Transport
        """Count a text."""
        self.sent += 1

    def close(self, code: int, reason: str) -> None:
        """Do nothing."""

    def unsent_bytes(self) -> int:
        """Return nothing unsent."""
        return 0


class Blind:
    """An observer that looks away."""

    def frame(self, seen: FrameSeen) -> None:
        """Look away."""

    def handler_failed(self, action: str, message_id: str, error: BaseException) -> None:  # noqa: ARG002  an Observer
        """Raise what a handler raised."""
        raise error


def measure(seconds: float = 1.0) -> list[CodecRow]:
    """Return the time of each message, the least of some rounds."""
    heartbeat = v16.HeartbeatResponse(current_time=SystemClock().now().replace(microsecond=0))
    authorize = v16.AuthorizeResponse(id_tag_info=v16.IdTagInfo(status="Accepted"))
    event = v201.TransactionEventResponse()
    few, many = "under 3 µs", "under 20 µs"
    messages: list[tuple[str, Version, str, Payload, str]] = [
        ("Heartbeat, 1.6", V16, call("Heartbeat", {}), heartbeat, few),
        ("Authorize, 1.6", V16, call("Authorize", {"idTag": "BENCH00000001"}), authorize, few),
        ("StatusNotification, 1.6", V16, STATUS, v16.StatusNotificationResponse(), few),
        ("MeterValues, 20 samples, 1.6", V16, METER, v16.MeterValuesResponse(), many),
        ("TransactionEvent, 20 samples, 2.0.1", V201, EVENT, event, many),
    ]
    share_s = seconds / ROUNDS / 2
    return [
        CodecRow(
            name,
            least_us(through_codec(version, text, answer), share_s),
            least_us(through_connection(version, text, answer), share_s),
            target,
        )
        for name, version, text, answer, target in messages
    ]


def through_codec(version: Version, text: str, answer: Payload) -> Callable[[], None]:
    """Return work that decodes a request and encodes its answer."""

    def work() -> None:
        frame, _ = rpc.decode_frame(text)
        if isinstance(frame, rpc.Call):
            codec.decode_request(version, frame.action, frame.payload)
        rpc.encode_result(frame.message_id, answer)

    return work


def through_connection(version: Version, text: str, answer: Payload) -> Callable[[], None]:
    """Return work that feeds a request to a connection, which answers it."""
    connection = Connection(
        version,
        "csms",
        Sink(),
        handler=lambda _: answer,
        observer=Blind(),
        clock=SystemClock(),
        ids=TimeOrderedIds(),
    )
    return lambda: connection.feed(text)


def least_us(work: Callable[[], None], seconds: float) -> float:
    """Return the microseconds of one call in the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        done, begun = 0, time.perf_counter()
        while (took := time.perf_counter() - begun) < seconds:
            for _ in range(100):
                work()
            done += 100
        best = min(best, took / done)
    return best * 1e6


def call(action: str, payload: object) -> str:
    """Return a request."""
    return json.dumps([2, "b7e0a3a2-17", action, payload], separators=(",", ":"))


STATUS = call(
    "StatusNotification",
    {"connectorId": 1, "status": "Charging", "errorCode": "NoError", "timestamp": AT},
)
METER = call(
    "MeterValues",
    {
        "connectorId": 1,
        "transactionId": 12,
        "meterValue": [
            {
                "timestamp": AT,
                "sampledValue": [
                    {"value": str(1000 + at), "measurand": "Voltage", "unit": "V"}
                    for at in range(SAMPLES)
                ],
            }
        ],
    },
)
EVENT = call(
    "TransactionEvent",
    {
        "eventType": "Updated",
        "timestamp": AT,
        "triggerReason": "MeterValuePeriodic",
        "seqNo": 4,
        "transactionInfo": {"transactionId": "a-transaction"},
        "evse": {"id": 1, "connectorId": 1},
        "meterValue": [
            {
                "timestamp": AT,
                "sampledValue": [
                    {"value": 1000.5 + at, "measurand": "Voltage", "unitOfMeasure": {"unit": "V"}}
                    for at in range(SAMPLES)
                ],
            }
        ],
    },
)

if __name__ == "__main__":
    for row in measure():
        print(f"{row.name:40} {row.codec_us:8.2f} µs {row.connection_us:8.2f} µs  {row.target}")
