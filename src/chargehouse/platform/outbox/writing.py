"""Events in coalesced writes; a unit of work writes its own through `UnitOfWork.record`."""

from datetime import datetime
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import Event
from chargehouse.platform.postgres.coalescer import Part, Row

EVENTS = Part(
    "events_append",
    ("uuid", "text", "uuid", "uuid", "timestamptz", "text", "text", "text"),
    tells=True,
)


def actor_label(actor: Actor) -> str:
    """Return an actor as events name it: `kind:name`."""
    return f"{actor.kind}:{actor.name}"


def event_row(
    event: Event,
    *,
    event_id: UUID,
    occurred_at: datetime,
    actor_name: str,
    request_id: str | None = None,
) -> Row:
    """Return the row of `EVENTS` for an event; `actor_name` is an actor's label."""
    return (
        event_id,
        event.wire_name,
        event.aggregate_id,
        event.station_id,
        occurred_at,
        actor_name,
        request_id,
        msgspec.json.encode(event).decode(),
    )
