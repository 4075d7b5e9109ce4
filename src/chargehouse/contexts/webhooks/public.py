"""What others may use of webhooks: permissions, the catalogue of event types, what is shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Permission
from chargehouse.kernel.setting import Setting, Whole

WEBHOOKS_READ: Final = Permission("webhooks.read", "webhooks", "See webhooks and their log.")
WEBHOOKS_MANAGE: Final = Permission(
    "webhooks.manage", "webhooks", "Add, change, test and remove webhooks, and rotate secrets."
)
WEBHOOKS_REPLAY: Final = Permission("webhooks.replay", "webhooks", "Send deliveries again.")
PERMISSIONS: Final = (WEBHOOKS_READ, WEBHOOKS_MANAGE, WEBHOOKS_REPLAY)

LOG_DAYS: Final = Setting(
    "webhooks.log_days",
    Whole(1, 3650, "days"),
    30,
    "How long the log of webhooks' deliveries is kept.",
)
SETTINGS: Final = (LOG_DAYS,)

EVENTS_READ: Final = "events.read"
"""The action that lets its holder read events of every type."""

DeliveryStatus = Literal["pending", "succeeded", "failed"]


class EventType(msgspec.Struct, frozen=True, kw_only=True):
    """A type of event: `permission` is the action that lets its holder read such events.

    `schema` is the JSON schema (2020-12) of `data` in what is delivered, and `example` one such.
    """

    name: str
    description: str
    permission: str
    schema: dict[str, Any]
    example: dict[str, Any]


class EventCatalogue:
    """Every type of event there is."""

    def __init__(self, types: Iterable[EventType]) -> None:
        self.types: Mapping[str, EventType] = {
            kind.name: kind for kind in sorted(types, key=lambda kind: kind.name)
        }

    def matching(self, pattern: str) -> list[EventType]:
        """Return the types that a pattern matches: a name, `name.*`, or `*`."""
        if pattern.endswith("*"):
            return [kind for name, kind in self.types.items() if name.startswith(pattern[:-1])]
        return [self.types[pattern]] if pattern in self.types else []


class SigningSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook's secret, without its value; it signs until `ends_at`."""

    id: UUID
    created_at: datetime
    ends_at: datetime | None


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A subscription. `url` is without its query for those who may not manage webhooks.

    It hears what `answers_for`, who added or last changed it, may read. `disabled_reason` is
    `gone` (it answered 410), `failing`, or null where somebody disabled it. `pending` counts what
    waits to be sent; what would have been too much was left out, and counted in `dropped`.
    """

    id: UUID
    url: str
    description: str
    event_types: list[str]
    station_id: UUID | None
    location_id: UUID | None
    ordered: bool
    enabled: bool
    disabled_at: datetime | None
    disabled_reason: str | None
    created_at: datetime
    created_by: str
    answers_for: str
    updated_at: datetime
    version: int
    failing_since: datetime | None
    last_success_at: datetime | None
    last_failure_at: datetime | None
    paused_until: datetime | None
    pending: int
    dropped: int
    dropped_at: datetime | None
    secrets: list[SigningSecret]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What one webhook is told of one event. `webhook-id` is `event_id`, at every attempt.

    `next_at` is when it is tried next, or null; while it is being sent, when another worker would
    take it over.
    """

    id: UUID
    webhook_id: UUID
    event_id: UUID
    event_type: str
    aggregate_id: UUID
    test: bool
    status: DeliveryStatus
    attempts: int
    next_at: datetime | None
    created_at: datetime
    finished_at: datetime | None
    last_status_code: int | None
    last_error: str | None


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt at a delivery; without a status there was no answer, and `error` says why.

    `response_body` is what was read of it, to a bound.
    """

    number: int
    at: datetime
    duration_ms: int
    status_code: int | None
    error: str | None
    response_body: str | None
    truncated: bool


class DeliveryDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery with its log, oldest attempt first.

    Bodies are null for those who may not read events of its type.
    """

    delivery: Delivery
    request_body: str | None
    attempts: list[Attempt]
