"""What happened to webhooks: never a secret, and of a URL never its query."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Change, Event


class WebhookAdded(Event, frozen=True, kw_only=True):
    """A webhook was added."""

    wire_name: ClassVar[str] = "webhook.added"

    url: str
    description: str
    event_types: list[str]
    only_station_id: UUID | None
    only_location_id: UUID | None
    ordered: bool
    enabled: bool


class WebhookEdited(Event, frozen=True, kw_only=True):
    """Some fields of a webhook were changed; whoever did it answers for what it hears."""

    wire_name: ClassVar[str] = "webhook.edited"

    url: str
    changes: dict[str, Change]


class WebhookRemoved(Event, frozen=True, kw_only=True):
    """A webhook was removed; its log stays for a while."""

    wire_name: ClassVar[str] = "webhook.removed"

    url: str


class WebhookSecretRotated(Event, frozen=True, kw_only=True):
    """A webhook was given a new secret; the one before serves until `old_ends_at`."""

    wire_name: ClassVar[str] = "webhook.secret_rotated"

    url: str
    old_ends_at: datetime


class WebhookDisabled(Event, frozen=True, kw_only=True):
    """A webhook was disabled by what it answered: `reason` is `gone` or `failing`."""

    wire_name: ClassVar[str] = "webhook.disabled"

    url: str
    reason: str
    failing_since: datetime | None


class WebhookReplayed(Event, frozen=True, kw_only=True):
    """Somebody had so many deliveries of a webhook sent again."""

    wire_name: ClassVar[str] = "webhook.replayed"

    deliveries: int


class WebhookTested(Event, frozen=True, kw_only=True):
    """Somebody asked for a test; it is sent to that webhook alone."""

    wire_name: ClassVar[str] = "webhook.test"
