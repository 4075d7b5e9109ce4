"""What webhooks does when something happened: a delivery for whoever wants to be told."""

from chargehouse.contexts.webhooks.service import DeliveryMaking
from chargehouse.platform.outbox.consumers import Consumer


def consumers(making: DeliveryMaking) -> tuple[Consumer, ...]:
    """Return the listener that hears every event, from the time when it is first there."""
    return (
        Consumer(
            "webhooks.deliver", ("*",), making.hear, from_beginning=False, wanted=making.wanted
        ),
    )
