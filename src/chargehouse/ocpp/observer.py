"""What an onlooker of a connection is told: every frame, and what went wrong."""

from typing import Literal, Protocol

import msgspec

from chargehouse.ocpp.quirks.deviation import Deviation

Direction = Literal["in", "out"]

FrameKind = Literal[
    "call",  # a request
    "result",  # the answer to one
    "error",  # a refusal to answer one
    "send",  # a message without an answer (2.1)
    "result_error",  # a complaint about an answer (2.1)
    "duplicate_call",  # the same request again while the first is being handled: handled once
    "dropped_call",  # a request beyond the backlog's bound: not handled, not answered
    "late_result",  # the answer to a call that timed out
    "late_error",
    "unknown_result",  # an answer to nothing that was asked
    "unknown_error",
    "malformed",  # no OCPP-J message, or a payload that cannot be understood
]


class FrameSeen(msgspec.Struct, frozen=True, gc=False):
    """A frame as it came or went: `text` is the whole of it, identifiers included.

    `action` is empty where it is not known, `message_id` is `-1` where it could not be read.
    """

    direction: Direction
    kind: FrameKind
    action: str
    message_id: str
    text: str
    deviations: tuple[Deviation, ...]


class Observer(Protocol):
    """Is told of every frame as it comes or goes; must return quickly and not raise."""

    def frame(self, seen: FrameSeen) -> None:
        """Take note of a frame."""

    def handler_failed(self, action: str, message_id: str, error: BaseException) -> None:
        """Take note that a handler raised something that is no refusal."""
