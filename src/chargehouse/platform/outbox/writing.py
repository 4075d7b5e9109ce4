"""Events as rows: for coalesced writes, and for what `UnitOfWork.record` keeps."""

from datetime import datetime
from uuid import UUID

import msgspec

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.events import Event
from chargehouse.platform.postgres.units import Part, Row

EVENTS = Part(
    "events_append",
    "event_id wire_name aggregate_id station_id occurred_at actor actor_id origin request_id"
    " payload",
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
    actor_id: UUID | None = None,
    origin: str | None = None,
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
        actor_id,
        origin,
        request_id,
        msgspec.json.encode(event).decode(),
    )
