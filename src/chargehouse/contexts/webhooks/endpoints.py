"""REST of webhooks, of their log, and of the types of events."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from chargehouse.contexts.webhooks.public import (
    WEBHOOKS_MANAGE,
    WEBHOOKS_READ,
    WEBHOOKS_REPLAY,
    Delivery,
    DeliveryDetail,
    DeliveryStatus,
    Webhook,
)
from chargehouse.contexts.webhooks.schemas import (
    ChangedWebhook,
    EventTypeView,
    NewWebhook,
    Replayed,
    ReplaySince,
    Rotation,
    WebhookWithSecret,
)
from chargehouse.contexts.webhooks.service import (
    CreatedWebhook,
    DeliveryFilters,
    DeliveryLog,
    WebhookService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.auth import authenticated, permitted
from chargehouse.platform.http.paging import Page, Paging

Enabled = Annotated[
    bool | None, QueryParameter(name="enabled", description="Only those enabled, or disabled.")
]
Status = Annotated[
    DeliveryStatus | None, QueryParameter(name="status", description="Only in this status.")
]
Type = Annotated[
    str | None,
    QueryParameter(name="event_type", max_length=100, description="Only of this type."),
]
From = Annotated[datetime | None, QueryParameter(name="from", description="Not before this.")]
To = Annotated[datetime | None, QueryParameter(name="to", description="Before this.")]


class EventTypeController(Controller):
    """What events there are."""

    path = "/api/v1/event-types"
    tags = ("Webhooks",)

    @get(**authenticated())
    async def list_event_types(
        self, webhooks: NamedDependency[WebhookService]
    ) -> list[EventTypeView]:
        """List every type of event by name, with the JSON schema of its data and an example."""
        return [
            msgspec.convert(kind, EventTypeView, from_attributes=True)
            for kind in webhooks.event_types()
        ]


class WebhookController(Controller):
    """Webhooks."""

    path = "/api/v1/webhooks"
    tags = ("Webhooks",)

    @get(**permitted(WEBHOOKS_READ))
    async def list_webhooks(
        self,
        actor: NamedDependency[Actor],
        webhooks: NamedDependency[WebhookService],
        paging: NamedDependency[Paging],
        *,
        enabled: Enabled = None,
    ) -> Page[Webhook]:
        """List webhooks, newest first."""
        return await webhooks.page(actor, paging, enabled=enabled)

    @post(**permitted(WEBHOOKS_MANAGE))
    async def add_webhook(
        self,
        actor: NamedDependency[Actor],
        webhooks: NamedDependency[WebhookService],
        data: JSONBody[NewWebhook],
    ) -> Response[WebhookWithSecret]:
        """Add a webhook, which hears what the caller may read; its secret is told once."""
        return _with_secret(
            await webhooks.add(
                actor,
                url=data.url,
                event_types=data.event_types,
                description=data.description,
                station_id=data.station_id,
                location_id=data.location_id,
                ordered=data.ordered,
                enabled=data.enabled,
            )
        )

    @get("/{webhook_id:uuid}", **permitted(WEBHOOKS_READ))
    async def read_webhook(
        self,
        actor: NamedDependency[Actor],
        webhooks: NamedDependency[WebhookService],
        webhook_id: FromPath[UUID],
    ) -> Webhook:
        """Return a webhook and how it fares."""
        return await webhooks.get(actor, webhook_id)

    @patch("/{webhook_id:uuid}", **permitted(WEBHOOKS_MANAGE))
    async def change_webhook(
        self,
        actor: NamedDependency[Actor],
        webhooks: NamedDependency[WebhookService],
        webhook_id: FromPath[UUID],
        data: JSONBody[ChangedWebhook],
    ) -> Webhook:
        """Change a webhook; from then on it hears what the caller may read."""
        return await webhooks.edit(actor, webhook_id, data.said("version"), version=data.version)

    @delete("/{webhook_id:uuid}", **permitted(WEBHOOKS_MANAGE))
    async def remove_webhook(
        self,
        actor: NamedDependency[Actor],
        webhooks: NamedDependency[WebhookService],
        webhook_id: FromPath[UUID],
    ) -> None:
        """Remove a webhook for good; what waits for it is not sent."""
        await webhooks.remove(actor, webhook_id)

    @post("/{webhook_id:uuid}/secret", status_code=200, **permitted(WEBHOOKS_MANAGE))
    async def rotate_webhook_secret(
        self,
        actor: NamedDependency[Actor],
        webhooks: NamedDependency[WebhookService],
        webhook_id: FromPath[UUID],
        data: JSONBody[Rotation],
    ) -> Response[WebhookWithSecret]:
        """Give a webhook a new secret, told once; meanwhile both sign what is sent."""
        old_serves = timedelta(seconds=data.old_serves_s)
        return _with_secret(await webhooks.rotate_secret(actor, webhook_id, old_serves=old_serves))

    @post("/{webhook_id:uuid}/test", **permitted(WEBHOOKS_MANAGE))
    async def test_webhook(
        self,
        actor: NamedDependency[Actor],
        webhooks: NamedDependency[WebhookService],
        webhook_id: FromPath[UUID],
    ) -> Delivery:
        """Send a test, once, even where the webhook is disabled; read the delivery for its end."""
        return await webhooks.test(actor, webhook_id)

    @get("/{webhook_id:uuid}/deliveries", **permitted(WEBHOOKS_READ))
    async def list_webhook_deliveries(
        self,
        actor: NamedDependency[Actor],
        webhook_deliveries: NamedDependency[DeliveryLog],
        paging: NamedDependency[Paging],
        webhook_id: FromPath[UUID],
        *,
        status: Status = None,
        event_type: Type = None,
        since: From = None,
        until: To = None,
    ) -> Page[Delivery]:
        """List what a webhook was told, newest first."""
        filters = DeliveryFilters(status=status, event_type=event_type, since=since, until=until)
        return await webhook_deliveries.page(actor, webhook_id, filters, paging)

    @post("/{webhook_id:uuid}/replay", status_code=200, **permitted(WEBHOOKS_REPLAY))
    async def replay_webhook(
        self,
        actor: NamedDependency[Actor],
        webhook_deliveries: NamedDependency[DeliveryLog],
        webhook_id: FromPath[UUID],
        data: JSONBody[ReplaySince],
    ) -> Replayed:
        """Send again what failed since an instant, oldest first, each with the id it had."""
        count = await webhook_deliveries.replay_failed(actor, webhook_id, since=data.since)
        return Replayed(replayed=count)


class DeliveryController(Controller):
    """Deliveries."""

    path = "/api/v1/webhook-deliveries"
    tags = ("Webhooks",)

    @get("/{delivery_id:uuid}", **permitted(WEBHOOKS_READ))
    async def read_webhook_delivery(
        self,
        actor: NamedDependency[Actor],
        webhook_deliveries: NamedDependency[DeliveryLog],
        delivery_id: FromPath[UUID],
    ) -> DeliveryDetail:
        """Return a delivery with every attempt; bodies for those who may read such events."""
        return await webhook_deliveries.get(actor, delivery_id)

    @post("/{delivery_id:uuid}/replay", status_code=200, **permitted(WEBHOOKS_REPLAY))
    async def replay_webhook_delivery(
        self,
        actor: NamedDependency[Actor],
        webhook_deliveries: NamedDependency[DeliveryLog],
        delivery_id: FromPath[UUID],
    ) -> Delivery:
        """Send a delivery again, with the id it had."""
        return await webhook_deliveries.replay(actor, delivery_id)


CONTROLLERS = (EventTypeController, WebhookController, DeliveryController)


def _with_secret(created: CreatedWebhook) -> Response[WebhookWithSecret]:
    return Response(
        WebhookWithSecret(webhook=created.webhook, secret=created.secret),
        headers={"Cache-Control": "no-store"},
    )
