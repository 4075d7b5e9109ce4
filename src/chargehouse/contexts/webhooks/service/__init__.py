"""Use cases of webhooks: subscriptions, the making of deliveries, sending them, and their log."""

from chargehouse.contexts.webhooks.repository.deliveries import DeliveryFilters
from chargehouse.contexts.webhooks.service.log import DeliveryLog
from chargehouse.contexts.webhooks.service.making import DeliveryMaking
from chargehouse.contexts.webhooks.service.notices import Notices
from chargehouse.contexts.webhooks.service.posting import Poster
from chargehouse.contexts.webhooks.service.sending import Sender
from chargehouse.contexts.webhooks.service.subscriptions import CreatedWebhook, WebhookService

__all__ = [
    "CreatedWebhook",
    "DeliveryFilters",
    "DeliveryLog",
    "DeliveryMaking",
    "Notices",
    "Poster",
    "Sender",
    "WebhookService",
]
