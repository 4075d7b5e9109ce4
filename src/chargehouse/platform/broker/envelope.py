"""What a notification of PostgreSQL carries, and on which channel."""

import hashlib
from typing import Literal
from uuid import UUID

import msgspec

INLINE_LIMIT_BYTES = 7900  # PostgreSQL takes less than 8000 in one notification


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message, a request, or the reply to one.

    `id` is unique, since PostgreSQL merges equal notifications of one transaction; a reply's is
    its request's. The body is within, or `stored` names its row in `broker_messages`.
    """

    kind: Literal["message", "request", "reply"]
    id: UUID
    body: bytes = b""
    stored: UUID | None = None
    reply_channel: str | None = None


def channel_of(subject: str) -> str:
    """Return the channel of a subject: a name short enough for PostgreSQL, whatever the subject."""
    return "ch_" + hashlib.sha256(subject.encode()).hexdigest()[:48]


def lock_of(subject: str) -> int:
    """Return the advisory lock that whoever serves a subject shares."""
    digest = hashlib.sha256(b"serves " + subject.encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def encode(envelope: Envelope) -> str:
    """Write an envelope as the text of a notification."""
    return msgspec.json.encode(envelope).decode()


def decode(payload: str) -> Envelope:
    """Read a notification's text; raises `msgspec.ValidationError` for what is none of ours."""
    return msgspec.json.decode(payload, type=Envelope)
