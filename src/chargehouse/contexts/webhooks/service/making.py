"""Makes deliveries of events, in the transaction of the reaction."""

from collections.abc import Callable
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.public import StationLookup
from chargehouse.contexts.webhooks.events import WebhookTested
from chargehouse.contexts.webhooks.model.hearing import is_about, may_hear, wants
from chargehouse.contexts.webhooks.model.messages import Told, body_of
from chargehouse.contexts.webhooks.public import EventCatalogue
from chargehouse.contexts.webhooks.repository import deliveries
from chargehouse.contexts.webhooks.repository import subscriptions as repository
from chargehouse.contexts.webhooks.repository.subscriptions import Subscription
from chargehouse.platform.outbox.recorded import Names, RecordedEvent
from chargehouse.platform.postgres.database import Database, UnitOfWork

PENDING_MAX: Final = 10_000
LOCATION: Final = "location"


class _Placed(msgspec.Struct, frozen=True):
    """An event's own word on where it happened."""

    location_id: UUID | None = None


class _Round:
    """What one transaction knows of its tenant's subscriptions."""

    def __init__(self, subscriptions: list[Subscription]) -> None:
        self.subscriptions = subscriptions
        self.pending = {each.id: each.pending for each in subscriptions}
        self.locations: dict[UUID, UUID | None] = {}


class DeliveryMaking:
    """Makes a delivery of an event for every subscription that wants it and may have it.

    The subscriptions are read once a transaction, which the relay shares among many events. While
    `pending_max` deliveries of a webhook wait, it gets no more of them: the oldest are kept, and
    what is left out is counted.
    """

    def __init__(
        self,
        database: Database,
        stations: StationLookup,
        *,
        catalogue: EventCatalogue,
        pending_max: int = PENDING_MAX,
    ) -> None:
        self._clock = database.clock
        self._ids = database.ids
        self._stations = stations
        self._catalogue = catalogue
        self._pending_max = pending_max
        self._rounds: WeakKeyDictionary[AsyncConnection, _Round] = WeakKeyDictionary()
        self.on_made: list[Callable[[], None]] = []

    async def wanted(self, connection: AsyncConnection, tenant_id: UUID) -> Names:
        """Return the types that some webhook of a tenant wants."""
        return Names(await repository.types_wanted(connection, tenant_id))

    async def hear(self, work: UnitOfWork, event: RecordedEvent) -> None:
        """Make the deliveries of an event."""
        known = await self._round(work)
        if not known.subscriptions or event.wire_name == WebhookTested.wire_name:
            return
        chosen = [
            each for each in known.subscriptions if await self._is_for(work, known, each, event)
        ]
        rows = []
        for each in chosen:
            if known.pending[each.id] >= self._pending_max:
                await repository.note_dropped(
                    work.connection, work.tenant_id, each.id, self._clock.now()
                )
            else:
                known.pending[each.id] += 1
                rows.append(self._row(each, event))
        if rows:
            await deliveries.add(work.connection, rows)
            for tell in self.on_made:
                tell()

    async def _round(self, work: UnitOfWork) -> _Round:
        known = self._rounds.get(work.connection)
        if known is None:
            found = await repository.subscriptions(
                work.connection, work.tenant_id, self._pending_max
            )
            known = self._rounds[work.connection] = _Round(found)
        return known

    async def _is_for(
        self, work: UnitOfWork, known: _Round, subscription: Subscription, event: RecordedEvent
    ) -> bool:
        name = event.wire_name
        if not wants(subscription.event_types, name):
            return False
        if not may_hear(subscription.permissions, name, self._catalogue):
            return False
        located = subscription.location_id is not None
        return is_about(
            station_id=subscription.station_id,
            location_id=subscription.location_id,
            of_station=event.station_id,
            of_location=await self._location(work, known, event) if located else None,
        )

    async def _location(self, work: UnitOfWork, known: _Round, event: RecordedEvent) -> UUID | None:
        """Return where an event happened: by its own word, else where its station stands."""
        if event.wire_name.partition(".")[0] == LOCATION:
            return event.aggregate_id
        placed = msgspec.json.decode(event.payload, type=_Placed)
        if placed.location_id is not None or event.station_id is None:
            return placed.location_id
        if event.station_id not in known.locations:
            found = await self._stations.locations_of(work.actor, [event.station_id])
            known.locations[event.station_id] = found.get(event.station_id)
        return known.locations[event.station_id]

    def _row(self, subscription: Subscription, event: RecordedEvent) -> dict[str, object]:
        now = self._clock.now()
        return {
            "tenant_id": event.tenant_id,
            "id": self._ids.new(),
            "webhook_id": subscription.id,
            "event_id": event.event_id,
            "event_type": event.wire_name,
            "aggregate_id": event.aggregate_id,
            "body": body_of(
                Told(
                    name=event.wire_name,
                    occurred_at=event.occurred_at,
                    tenant_id=event.tenant_id,
                    actor=event.actor,
                    request_id=event.request_id,
                    payload=event.payload,
                )
            ),
            "test": False,
            "status": "pending",
            "attempts": 0,
            "tries": 0,
            "next_at": now,
            "created_at": now,
        }
