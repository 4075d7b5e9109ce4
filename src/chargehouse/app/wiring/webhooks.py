"""Webhooks: who is told of events, and what came of it."""

from dataclasses import dataclass

from chargehouse.app.event_types import EVENT_CATALOGUE
from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.contexts.webhooks.service import DeliveryLog, DeliveryMaking, WebhookService


@dataclass(frozen=True)
class WebhookServices:
    """The services of webhooks."""

    webhooks: WebhookService
    webhook_deliveries: DeliveryLog
    webhook_making: DeliveryMaking


def webhook_services(ground: Ground, directory: StationDirectory) -> WebhookServices:
    """Return the services of webhooks."""
    database = ground.database
    return WebhookServices(
        webhooks=WebhookService(
            database,
            ground.keyring,
            ground.chance,
            catalogue=EVENT_CATALOGUE,
            allow_private=ground.settings.webhooks.allow_private_addresses,
        ),
        webhook_deliveries=DeliveryLog(database, catalogue=EVENT_CATALOGUE),
        webhook_making=DeliveryMaking(database, directory, catalogue=EVENT_CATALOGUE),
    )
