"""Subscriptions: added, changed, removed, tested; their secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.webhooks.errors import (
    TooManyWebhooks,
    WebhookChangedMeanwhile,
    WebhookUnknown,
)
from chargehouse.contexts.webhooks.events import (
    WebhookAdded,
    WebhookEdited,
    WebhookRemoved,
    WebhookSecretRotated,
    WebhookTested,
)
from chargehouse.contexts.webhooks.model.hearing import checked_patterns, held_at
from chargehouse.contexts.webhooks.model.messages import Told, body_of, new_secret
from chargehouse.contexts.webhooks.model.urls import checked_url, without_query
from chargehouse.contexts.webhooks.public import (
    WEBHOOKS_MANAGE,
    WEBHOOKS_READ,
    Delivery,
    EventCatalogue,
    EventType,
    SigningSecret,
    Webhook,
)
from chargehouse.contexts.webhooks.repository import deliveries
from chargehouse.contexts.webhooks.repository import subscriptions as repository
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.chance import Chance
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.events import Change, changes_between
from chargehouse.platform.http.paging import Page, Paging
from chargehouse.platform.outbox.writing import actor_label
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

WEBHOOKS_MAX: Final = 100
DESCRIPTION_MAX: Final = 500
OLD_SERVES: Final = timedelta(days=1)
OLD_SERVES_MAX: Final = timedelta(days=7)
RESULT_OF_EDIT: Final = "disabled"
SECRET_CONTEXT: Final = "webhook_secrets.encrypted/"  # noqa: S105  where it is kept


@dataclass(frozen=True, slots=True)
class CreatedWebhook:
    """A webhook with its new secret, which is told this once."""

    webhook: Webhook
    secret: str = field(repr=False)


class WebhookService:
    """Adds, changes, removes, tests and lists the webhooks of a tenant."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        chance: Chance,
        *,
        catalogue: EventCatalogue,
        allow_private: bool,
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._ids = database.ids
        self._keyring = keyring
        self._chance = chance
        self._catalogue = catalogue
        self._allow_private = allow_private

    def event_types(self) -> list[EventType]:
        """Return every type of event there is, by name."""
        return list(self._catalogue.types.values())

    async def page(
        self, actor: Actor, paging: Paging, *, enabled: bool | None = None
    ) -> Page[Webhook]:
        """Return a page of webhooks."""
        actor.require(WEBHOOKS_READ)
        async with self._database.reading(actor) as connection:
            found = await repository.page(connection, actor.tenant_id, paging, enabled=enabled)
        items = [_shown(actor, webhook) for webhook in found.items]
        return Page(items=items, next_cursor=found.next_cursor)

    async def get(self, actor: Actor, webhook_id: UUID) -> Webhook:
        """Return a webhook. Raises `WebhookUnknown`."""
        actor.require(WEBHOOKS_READ)
        async with self._database.reading(actor) as connection:
            found = await repository.find(connection, actor.tenant_id, webhook_id)
        if found is None:
            raise _unknown()
        return _shown(actor, found)

    async def add(
        self,
        actor: Actor,
        *,
        url: str,
        event_types: Sequence[str],
        description: str = "",
        station_id: UUID | None = None,
        location_id: UUID | None = None,
        ordered: bool = False,
        enabled: bool = True,
    ) -> CreatedWebhook:
        """Add a webhook, which hears what the actor may read; its secret is told this once.

        Raises `WebhookUrlInvalid`, `EventTypesInvalid`, `EventTypeNotReadable`, `Invalid`,
        `TooManyWebhooks`.
        """
        actor.require(WEBHOOKS_MANAGE)
        checked = self._checked(
            actor,
            {
                "url": url,
                "event_types": event_types,
                "description": description,
                "location_id": location_id,
            },
        )
        webhook_id, now = self._ids.new(), self._clock.now()
        who = actor_label(actor)
        values: dict[str, object] = {
            **checked,
            "tenant_id": actor.tenant_id,
            "id": webhook_id,
            "station_id": station_id,
            "ordered": ordered,
            **_switched(now, enabled=enabled),
            "created_at": now,
            "created_by": who,
            "updated_at": now,
            "version": 1,
            "dropped": 0,
        }
        async with self._database.transaction(actor) as work:
            if await repository.lock_all(work.connection, actor.tenant_id) >= WEBHOOKS_MAX:
                raise TooManyWebhooks(f"A tenant has at most {WEBHOOKS_MAX} webhooks.")
            await repository.add(work.connection, values)
            secret = await self._add_secret(work, webhook_id)
            added = await _found(work, webhook_id)
            work.record(
                WebhookAdded(
                    aggregate_id=webhook_id,
                    url=without_query(url),
                    description=added.description,
                    event_types=added.event_types,
                    only_station_id=station_id,
                    only_location_id=location_id,
                    ordered=ordered,
                    enabled=enabled,
                )
            )
        return CreatedWebhook(added, secret)

    async def edit(
        self,
        actor: Actor,
        webhook_id: UUID,
        changes: Mapping[str, object],
        *,
        version: int | None = None,
    ) -> Webhook:
        """Change the fields that are named, as `add` takes them.

        From then on it hears what this actor may read. What waits for a webhook that is disabled
        by this ends, and can be replayed. Raises as `add` does, and `WebhookUnknown`, and
        `WebhookChangedMeanwhile` where it is no longer in the version that was given.
        """
        actor.require(WEBHOOKS_MANAGE)
        now = self._clock.now()
        async with self._database.transaction(actor) as work:
            if await repository.lock(work.connection, actor.tenant_id, webhook_id) is None:
                raise _unknown()
            before = await _found(work, webhook_id)
            if version not in {None, before.version}:
                raise WebhookChangedMeanwhile("The webhook was changed since it was read.")
            values = self._checked(
                actor,
                {
                    "url": before.url,
                    "event_types": before.event_types,
                    "location_id": before.location_id,
                    **changes,
                },
            )
            changed = [name for name in changes if getattr(before, name) != values[name]]
            if not changed:
                return before
            if "enabled" in changed:
                values |= _switched(now, enabled=bool(values["enabled"]))
            values |= {"updated_at": now, "version": before.version + 1}
            await repository.change(work.connection, actor.tenant_id, webhook_id, values)
            if values.get("enabled") is False:
                await deliveries.give_up_pending(
                    work.connection, actor.tenant_id, webhook_id, RESULT_OF_EDIT, now
                )
            after = await _found(work, webhook_id)
            work.record(
                WebhookEdited(
                    aggregate_id=webhook_id,
                    url=without_query(after.url),
                    changes=_told(changes_between(before, values, changed)),
                )
            )
            return after

    async def remove(self, actor: Actor, webhook_id: UUID) -> None:
        """Remove a webhook for good; its log stays for its time. Raises `WebhookUnknown`."""
        actor.require(WEBHOOKS_MANAGE)
        now = self._clock.now()
        async with self._database.transaction(actor) as work:
            health = await repository.lock(work.connection, actor.tenant_id, webhook_id)
            if health is None:
                raise _unknown()
            await repository.change(
                work.connection, actor.tenant_id, webhook_id, {"enabled": False, "removed_at": now}
            )
            await repository.drop_secrets(work.connection, actor.tenant_id, webhook_id)
            await deliveries.give_up_pending(
                work.connection, actor.tenant_id, webhook_id, "removed", now
            )
            work.record(WebhookRemoved(aggregate_id=webhook_id, url=without_query(health.url)))

    async def rotate_secret(
        self, actor: Actor, webhook_id: UUID, *, old_serves: timedelta = OLD_SERVES
    ) -> CreatedWebhook:
        """Give a webhook a new secret, told this once; the one before signs for a while as well.

        At most two serve: one that was ending already ends now. Raises `WebhookUnknown`, and
        `Invalid` for longer than seven days.
        """
        actor.require(WEBHOOKS_MANAGE)
        if not timedelta(0) <= old_serves <= OLD_SERVES_MAX:
            raise _invalid("old_serves_s", "0 seconds to 7 days")
        old_ends_at = self._clock.now() + old_serves
        async with self._database.transaction(actor) as work:
            health = await repository.lock(work.connection, actor.tenant_id, webhook_id)
            if health is None:
                raise _unknown()
            await repository.end_secrets(work.connection, actor.tenant_id, webhook_id, old_ends_at)
            secret = await self._add_secret(work, webhook_id)
            work.record(
                WebhookSecretRotated(
                    aggregate_id=webhook_id,
                    url=without_query(health.url),
                    old_ends_at=old_ends_at,
                )
            )
            return CreatedWebhook(await _found(work, webhook_id), secret)

    async def test(self, actor: Actor, webhook_id: UUID) -> Delivery:
        """Have a test sent, once and without repetition, whether the webhook is enabled or not.

        Raises `WebhookUnknown`.
        """
        actor.require(WEBHOOKS_MANAGE)
        now, delivery_id = self._clock.now(), self._ids.new()
        event = WebhookTested(aggregate_id=webhook_id)
        body = body_of(
            Told(
                name=event.wire_name,
                occurred_at=now,
                tenant_id=actor.tenant_id,
                actor=actor_label(actor),
                request_id=actor.request_id,
                payload=msgspec.json.encode(event).decode(),
            )
        )
        async with self._database.transaction(actor) as work:
            await _found(work, webhook_id)
            row = {
                "tenant_id": actor.tenant_id,
                "id": delivery_id,
                "webhook_id": webhook_id,
                "event_id": self._ids.new(),
                "event_type": event.wire_name,
                "aggregate_id": webhook_id,
                "body": body,
                "test": True,
                "status": "pending",
                "attempts": 0,
                "tries": 0,
                "next_at": now,
                "created_at": now,
            }
            await deliveries.add(work.connection, [row])
            work.record(event)
            found = await deliveries.find(work.connection, actor.tenant_id, delivery_id)
        if found is None:
            raise _unknown()
        return found[0]

    def _checked(self, actor: Actor, fields: Mapping[str, object]) -> dict[str, object]:
        values = dict(fields)
        values["url"] = checked_url(str(fields["url"]), allow_private=self._allow_private)
        patterns = fields["event_types"]
        if not isinstance(patterns, Sequence):
            raise _invalid("event_types", "a list")
        location_id = fields.get("location_id")
        held = held_at(actor, location_id if isinstance(location_id, UUID) else None)
        values["event_types"] = checked_patterns(patterns, self._catalogue, held)
        values |= {"permissions": sorted(held), "answers_for": actor_label(actor)}
        if "description" in fields:
            values["description"] = _description(str(fields["description"]))
        return values

    async def _add_secret(self, work: UnitOfWork, webhook_id: UUID) -> str:
        secret = SigningSecret(id=self._ids.new(), created_at=self._clock.now(), ends_at=None)
        plain = new_secret(self._chance)
        encrypted = self._keyring.encrypt(plain, context=f"{SECRET_CONTEXT}{secret.id}")
        await repository.add_secret(work.connection, work.tenant_id, webhook_id, secret, encrypted)
        return plain


def _told(changes: Mapping[str, Change]) -> dict[str, Change]:
    """Return changes as others may see them: of URLs never the query."""
    return {
        name: Change(without_query(change.before), without_query(change.after))
        if name == "url"
        else change
        for name, change in changes.items()
    }


def _switched(now: datetime, *, enabled: bool) -> dict[str, object]:
    return {
        "enabled": enabled,
        "disabled_at": None if enabled else now,
        "disabled_reason": None,
        "failing_since": None,
        "last_failure_at": None,
        "paused_until": None,
    }


def _shown(actor: Actor, webhook: Webhook) -> Webhook:
    if actor.may(WEBHOOKS_MANAGE):
        return webhook
    return msgspec.structs.replace(webhook, url=without_query(webhook.url))


async def _found(work: UnitOfWork, webhook_id: UUID) -> Webhook:
    found = await repository.find(work.connection, work.tenant_id, webhook_id)
    if found is None:
        raise _unknown()
    return found


def _description(text: str) -> str:
    if len(text) > DESCRIPTION_MAX or "\0" in text:
        raise _invalid("description", f"at most {DESCRIPTION_MAX} characters")
    return text.strip()


def _unknown() -> WebhookUnknown:
    return WebhookUnknown("There is no such webhook.")


def _invalid(field_name: str, allowed: str) -> Invalid:
    message = f"must be {allowed}"
    return Invalid(
        f"The field {field_name} {message}.",
        {"errors": [{"field": field_name, "message": message}]},
    )
