"""What the REST API of webhooks takes; what it gives stands in `public`.

In a change, what is left out stays; with `version` it is refused unless that version still holds.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chargehouse.contexts.webhooks.public import Webhook
from chargehouse.platform.http.bodies import Body

Url = Annotated[
    str,
    Meta(
        max_length=2048,
        description="https:// or http://, without user and password, at a public address.",
        examples=["https://consumer.example/chargehouse"],
    ),
]
EventTypes = Annotated[
    list[str],
    Meta(
        min_length=1,
        max_length=50,
        description="Types of events: a name, `session.*`, or `*` for all.",
        examples=[["session.started", "session.terminated"]],
    ),
]
Description = Annotated[str, Meta(max_length=500)]
OldServes = Annotated[
    int,
    Meta(ge=0, le=604_800, description="For how many seconds the old secret signs as well."),
]


class NewWebhook(Body, frozen=True, kw_only=True):
    """A webhook to be added. It is told of events of the station or location alone, if given.

    `ordered` has events of one thing (a session, a station) sent one after another: while one of
    them is retried, the later ones wait.
    """

    url: Url
    event_types: EventTypes
    description: Description = ""
    station_id: UUID | None = None
    location_id: UUID | None = None
    ordered: bool = False
    enabled: bool = True


class ChangedWebhook(Body, frozen=True, kw_only=True):
    """What changes of a webhook. Whoever changes it answers for it: it hears what they may read."""

    url: Url | UnsetType = UNSET
    event_types: EventTypes | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    station_id: UUID | UnsetType | None = UNSET
    location_id: UUID | UnsetType | None = UNSET
    ordered: bool | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET
    version: int | None = None


class Rotation(Body, frozen=True, kw_only=True):
    """How a secret is replaced."""

    old_serves_s: OldServes = 86_400


class ReplaySince(Body, frozen=True, kw_only=True):
    """Which failed deliveries are sent again: those made at this instant or later."""

    since: Annotated[datetime, Meta(tz=True)]


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """How many deliveries are sent again."""

    replayed: int


class WebhookWithSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook, and its new secret, which is told this once."""

    webhook: Webhook
    secret: str


class EventTypeView(msgspec.Struct, frozen=True, kw_only=True):
    """A type of event: who may read such events, the JSON schema of `data`, and an example."""

    name: str
    description: str
    permission: str
    schema: dict[str, Any]
    example: dict[str, Any]
