"""What a broker does, whichever it is."""

import re
from collections.abc import Awaitable, Callable
from typing import ClassVar, Protocol

from chargehouse.kernel.errors import Invalid, Unavailable

MAX_BODY_BYTES = 1 << 20

Listener = Callable[[bytes], Awaitable[None]]
Handler = Callable[[bytes], Awaitable[bytes | None]]

_MAX_SUBJECT_LENGTH = 200
_SUBJECT = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


class BrokerTimeout(Unavailable):
    """Somebody serves the subject, but no reply came in time; the request may have been done."""

    code: ClassVar[str] = "broker_timeout"


class NobodyServes(Unavailable):
    """No connected process serves the subject; the request was not done."""

    code: ClassVar[str] = "nobody_serves"


class BrokerAway(Unavailable):
    """The broker cannot be reached; it is being tried again."""

    code: ClassVar[str] = "broker_away"


class Subscription(Protocol):
    """A subject that is listened to or served, over every reconnection, until it is cancelled."""

    async def cancel(self) -> None:
        """Stop hearing the subject; what is being handled is abandoned."""


class Broker(Protocol):
    """Carries messages between processes, at most once.

    Subjects are words of letters, digits, `-` and `_` with dots between; bodies are at most
    `MAX_BODY_BYTES`; others raise `Invalid`. Everything raises `BrokerAway` while the broker
    cannot be reached.
    """

    async def start(self) -> None:
        """Connect. Once connected, a lost connection is made again without end."""

    async def stop(self) -> None:
        """End every subscription and disconnect; harmless when not started."""

    async def publish(self, subject: str, body: bytes) -> None:
        """Send to every subscriber there is, in this process too."""

    async def subscribe(self, subject: str, listener: Listener) -> Subscription:
        """Hear a subject: one message after the other, in the order in which each process sent.

        What the listener raises is logged and hurts no other message.
        """

    async def serve(self, subject: str, handler: Handler) -> Subscription:
        """Answer requests, each in a task of its own; None, or an exception, sends no reply.

        Should several serve one subject, each handles each request and the first reply counts.
        Serving is for few subjects a process (say, one named after it), not one a charger.
        """

    async def request(self, subject: str, body: bytes, *, timeout_s: float) -> bytes:
        """Ask whoever serves the subject. Raises `BrokerTimeout` or `NobodyServes`."""

    def healthy(self) -> bool:
        """Tell whether the broker can be reached now."""


def check_subject(subject: str) -> None:
    """Raise `Invalid` unless every broker can carry the subject."""
    if len(subject) > _MAX_SUBJECT_LENGTH or not _SUBJECT.fullmatch(subject):
        raise Invalid("A broker's subject must be dotted words of letters, digits, - and _")


def check_body(body: bytes) -> None:
    """Raise `Invalid` unless every broker can carry the body."""
    if len(body) > MAX_BODY_BYTES:
        raise Invalid(
            f"A message of {len(body)} bytes is too long for the broker",
            {"limit_bytes": MAX_BODY_BYTES},
        )
