"""The delivery log: read, replayed, forgotten."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.webhooks.errors import (
    DeliveryUnknown,
    EventTypeNotReadable,
    WebhookDisabled,
    WebhookFull,
    WebhookUnknown,
)
from chargehouse.contexts.webhooks.events import WebhookReplayed
from chargehouse.contexts.webhooks.model.hearing import may_hear
from chargehouse.contexts.webhooks.public import (
    WEBHOOKS_READ,
    WEBHOOKS_REPLAY,
    Attempt,
    Delivery,
    DeliveryDetail,
    EventCatalogue,
)
from chargehouse.contexts.webhooks.repository import deliveries, subscriptions
from chargehouse.contexts.webhooks.repository.deliveries import DeliveryFilters
from chargehouse.contexts.webhooks.service.making import PENDING_MAX
from chargehouse.kernel.actor import Actor
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.postgres.database import Database, UnitOfWork

FORGOTTEN_AT_ONCE: Final = 5000


class DeliveryLog:
    """What was sent, what came of it, and sending it again."""

    def __init__(
        self, database: Database, *, catalogue: EventCatalogue, pending_max: int = PENDING_MAX
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._catalogue = catalogue
        self._pending_max = pending_max

    async def page(
        self, actor: Actor, webhook_id: UUID, filters: DeliveryFilters, paging: Paging
    ) -> Page[Delivery]:
        """Return a page of a webhook's deliveries. Raises `WebhookUnknown`."""
        actor.require(WEBHOOKS_READ)
        async with self._database.reading(actor) as connection:
            if await subscriptions.find(connection, actor.tenant_id, webhook_id) is None:
                raise WebhookUnknown("There is no such webhook.")
            return await deliveries.page(connection, actor.tenant_id, webhook_id, filters, paging)

    async def get(self, actor: Actor, delivery_id: UUID) -> DeliveryDetail:
        """Return a delivery with its attempts; bodies for those who may read such events.

        Raises `DeliveryUnknown`.
        """
        actor.require(WEBHOOKS_READ)
        async with self._database.reading(actor) as connection:
            found = await deliveries.find(connection, actor.tenant_id, delivery_id)
            if found is None:
                raise DeliveryUnknown("There is no such delivery.")
            attempts = await deliveries.attempts(connection, actor.tenant_id, delivery_id)
        delivery, body = found
        if may_hear(actor.permissions, delivery.event_type, self._catalogue):
            return DeliveryDetail(delivery=delivery, request_body=body, attempts=attempts)
        withheld = [_without_body(attempt) for attempt in attempts]
        return DeliveryDetail(delivery=delivery, request_body=None, attempts=withheld)

    async def replay(self, actor: Actor, delivery_id: UUID) -> Delivery:
        """Have a delivery sent again with the same `webhook-id`; one that waits is sent now.

        Raises `DeliveryUnknown`, `EventTypeNotReadable`, `WebhookDisabled`, `WebhookUnknown`.
        """
        actor.require(WEBHOOKS_REPLAY)
        async with self._database.transaction(actor) as work:
            delivery = await self._found(work, delivery_id)
            if not may_hear(actor.permissions, delivery.event_type, self._catalogue):
                raise EventTypeNotReadable(
                    f"This needs a permission to read {delivery.event_type}."
                )
            await _enabled(work, delivery.webhook_id)
            await deliveries.replay(
                work.connection, actor.tenant_id, delivery_id, self._clock.now()
            )
            work.record(WebhookReplayed(aggregate_id=delivery.webhook_id, deliveries=1))
            return await self._found(work, delivery_id)

    async def replay_failed(self, actor: Actor, webhook_id: UUID, *, since: datetime) -> int:
        """Have a webhook's failed deliveries made since an instant sent again, oldest first.

        Returns how many; as many as may wait at a time. Raises `WebhookUnknown`,
        `WebhookDisabled`, `WebhookFull`.
        """
        actor.require(WEBHOOKS_REPLAY)
        async with self._database.transaction(actor) as work:
            await _enabled(work, webhook_id)
            found = await subscriptions.find(work.connection, actor.tenant_id, webhook_id)
            room = self._pending_max - (0 if found is None else found.pending)
            if room <= 0:
                raise WebhookFull("So many deliveries wait already that no more can.")
            count = await deliveries.replay_failed(
                work.connection,
                actor.tenant_id,
                webhook_id,
                since,
                now=self._clock.now(),
                limit=room,
            )
            work.record(WebhookReplayed(aggregate_id=webhook_id, deliveries=count))
            return count

    async def forget_old(self, actor: Actor, *, days: int) -> int:
        """Forget finished deliveries and attempts older than so many days, in small steps."""
        actor.require(WEBHOOKS_REPLAY)
        before, count = self._clock.now() - timedelta(days=days), 0
        for forget in (deliveries.forget_attempts, deliveries.forget):
            done = FORGOTTEN_AT_ONCE
            while done == FORGOTTEN_AT_ONCE:
                async with self._database.transaction(actor) as work:
                    done = await forget(work.connection, actor.tenant_id, before, FORGOTTEN_AT_ONCE)
                count += done
        async with self._database.transaction(actor) as work:
            await subscriptions.drop_ended_secrets(
                work.connection, actor.tenant_id, self._clock.now()
            )
            await subscriptions.drop_removed(work.connection, actor.tenant_id)
        return count

    async def _found(self, work: UnitOfWork, delivery_id: UUID) -> Delivery:
        found = await deliveries.find(work.connection, work.tenant_id, delivery_id)
        if found is None:
            raise DeliveryUnknown("There is no such delivery.")
        return found[0]


async def _enabled(work: UnitOfWork, webhook_id: UUID) -> None:
    health = await subscriptions.lock(work.connection, work.tenant_id, webhook_id)
    if health is None:
        raise WebhookUnknown("The webhook was removed.")
    if not health.enabled:
        raise WebhookDisabled("The webhook is disabled; enable it first.")


def _without_body(attempt: Attempt) -> Attempt:
    return Attempt(
        number=attempt.number,
        at=attempt.at,
        duration_ms=attempt.duration_ms,
        status_code=attempt.status_code,
        error=attempt.error,
        response_body=None,
        truncated=attempt.truncated,
    )
