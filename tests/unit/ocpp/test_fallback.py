"""A station that agreed on one version and speaks another (Q-011)."""

import json
from typing import Any

import pytest

from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.ocpp.connection import Connection
from chargehouse.ocpp.incoming import IncomingCall
from chargehouse.ocpp.observer import FrameSeen
from chargehouse.ocpp.v16 import messages as v16
from chargehouse.ocpp.v201 import messages as v201
from chargehouse.ocpp.version import V16, V201, Version

START = {"connectorId": 1, "idTag": "T", "meterStart": 0, "timestamp": "2026-03-02T08:00:00Z"}


class Ends:
    """Both ends of a connection: what was sent, and what was handled."""

    def __init__(self, fallback: Version | None) -> None:
        self.sent: list[list[Any]] = []
        self.handled: list[IncomingCall] = []
        self.connection = Connection(
            V201,
            "csms",
            self,
            handler=self._handle,
            observer=self,
            clock=FakeClock(),
            ids=TimeOrderedIds(),
            fallback=fallback,
        )

    def say(self, action: str, payload: object) -> list[Any]:
        """Feed a request; return what was sent last."""
        self.connection.feed(json.dumps([2, "1", action, payload]))
        return self.sent[-1]

    def send(self, text: str) -> None:
        self.sent.append(json.loads(text))

    def close(self, code: int, reason: str) -> None:
        """Nothing is closed here."""

    def unsent_bytes(self) -> int:
        return 0

    def frame(self, seen: FrameSeen) -> None:
        """Nobody looks on."""

    def handler_failed(self, action: str, message_id: str, error: BaseException) -> None:
        """No handler fails here."""

    def _handle(self, call: IncomingCall) -> Any:  # noqa: ANN401  as a Handler
        self.handled.append(call)
        if call.action.name == "Heartbeat":
            made = v16 if call.version is V16 else v201
            return made.HeartbeatResponse(current_time=call.received_at)
        return v16.StartTransactionResponse(
            id_tag_info=v16.IdTagInfo(status="Accepted"), transaction_id=1
        )


def test_the_first_request_of_another_version_settles_it() -> None:
    ends = Ends(V16)
    assert ends.say("StartTransaction", START)[0] == 3
    [call] = ends.handled
    assert call.version is V16
    assert [found.quirk for found in call.deviations] == ["speaks-another-version"]
    assert ends.connection.version is V16
    assert ends.say("Heartbeat", {})[0] == 3
    assert ends.handled[-1].deviations == ()


def test_a_request_of_both_versions_settles_nothing() -> None:
    ends = Ends(V16)
    ends.say("Heartbeat", {})
    assert ends.connection.version is V201


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("StartTransaction", {**START, "connectorId": "one"}),
        ("StartTransaction", {}),
        ("RemoteStartTransaction", {"idTag": "T"}),
        ("NoSuchAction", {}),
    ],
)
def test_only_a_request_that_fits_to_the_letter_counts(action: str, payload: object) -> None:
    ends = Ends(V16)
    assert ends.say(action, payload)[:3] == [4, "1", "NotImplemented"]
    assert ends.connection.version is V201
    assert ends.handled == []


def test_without_another_version_to_try_it_is_refused() -> None:
    ends = Ends(None)
    assert ends.say("StartTransaction", START)[:3] == [4, "1", "NotImplemented"]


def test_there_is_no_way_back() -> None:
    ends = Ends(V16)
    ends.say("StartTransaction", START)
    assert ends.say("TransactionEvent", {})[:3] == [4, "1", "NotImplemented"]
