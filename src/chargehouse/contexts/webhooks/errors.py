"""What webhooks refuses."""

from chargehouse.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class WebhookUnknown(NotFound):
    """The tenant has no such webhook."""

    code = "webhook_unknown"


class DeliveryUnknown(NotFound):
    """The tenant has no such delivery, or no longer."""

    code = "webhook_delivery_unknown"


class WebhookChangedMeanwhile(Conflict):
    """The webhook is no longer in the version that was read."""

    code = "changed_meanwhile"


class TooManyWebhooks(Conflict):
    """The tenant has as many webhooks as it may."""

    code = "too_many_webhooks"


class WebhookDisabled(Conflict):
    """Nothing is sent to a webhook that is disabled."""

    code = "webhook_disabled"


class WebhookFull(Conflict):
    """So many deliveries wait that no more are taken."""

    code = "webhook_full"


class WebhookUrlInvalid(Invalid):
    """Nothing can, or may, be sent to this URL."""

    code = "webhook_url_invalid"


class EventTypesInvalid(Invalid):
    """Nothing that is called so ever happens."""

    code = "event_types_invalid"


class EventTypeNotReadable(Forbidden):
    """Whoever asks may not read events of this type, so nobody is told on their behalf."""

    code = "event_type_not_readable"
