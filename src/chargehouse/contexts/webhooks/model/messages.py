"""What is sent, and how it is signed: the Standard Webhooks convention."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from standardwebhooks import Webhook

from chargehouse.kernel.chance import Chance

SECRET_PREFIX: Final = "whsec_"  # noqa: S105  what a secret begins with
SECRET_BYTES: Final = 24


def new_secret(chance: Chance) -> str:
    """Return a secret of 32 unguessable characters, as consumers' libraries take it."""
    key = chance.secret(SECRET_BYTES).encode()
    return SECRET_PREFIX + base64.b64encode(key).decode()


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a body tells of it; `actor` reads `kind:name`, `payload` is its JSON."""

    name: str
    occurred_at: datetime
    tenant_id: UUID
    actor: str
    request_id: str | None
    payload: str


def body_of(event: Told) -> str:
    """Return the body that tells of an event; its id goes into a header."""
    return msgspec.json.encode(
        {
            "type": event.name,
            "timestamp": event.occurred_at,
            "tenant_id": event.tenant_id,
            "actor": event.actor,
            "request_id": event.request_id,
            "data": msgspec.Raw(event.payload.encode()),
        }
    ).decode()


def signed_headers(
    secrets: Sequence[str], *, message_id: UUID, at: datetime, body: str
) -> Mapping[str, str]:
    """Return the headers by which a consumer knows that a body is ours: a signature a secret."""
    signatures = [Webhook(secret).sign(str(message_id), at, body) for secret in secrets]
    return {
        "webhook-id": str(message_id),
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
