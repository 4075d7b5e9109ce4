"""REST of what happens: past events by pages, and those to come as a stream."""

from collections.abc import AsyncGenerator
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
import structlog
from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.clock import Clock
from chargehouse.platform.http.auth import permitted
from chargehouse.platform.http.events import EventStream, last_event_id, streamed
from chargehouse.platform.http.paging import Page
from chargehouse.platform.outbox.feed import EventFeed, FollowerLags
from chargehouse.platform.outbox.history import READ_EVENTS, EventFilters, EventHistory
from chargehouse.platform.outbox.recorded import EVERY_NAME, Names, RecordedEvent

TOLD_AT_ONCE: Final = 1024

log = structlog.get_logger(__name__)

NamesAsked = Annotated[
    list[str] | None,
    QueryParameter(
        name="name",
        max_items=50,
        description="Only events of these names; `session.*` means every name that begins so.",
    ),
]
From = Annotated[datetime | None, QueryParameter(name="from", description="Not before this.")]
To = Annotated[datetime | None, QueryParameter(name="to", description="Before this.")]
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="How many at most.")]
Cursor = Annotated[str | None, QueryParameter(max_length=64, description="`next_cursor`.")]
Order = Annotated[Literal["newest", "oldest"], QueryParameter(description="Which come first.")]


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. `id` is its position, from which a stream can go on."""

    id: str
    event_id: UUID
    name: str
    aggregate_id: UUID
    station_id: UUID | None
    occurred_at: datetime
    actor: str
    request_id: str | None
    data: msgspec.Raw

    @classmethod
    def of(cls, event: RecordedEvent) -> "EventView":
        """Return the view of an event."""
        return cls(
            id=str(event.position),
            event_id=event.event_id,
            name=event.wire_name,
            aggregate_id=event.aggregate_id,
            station_id=event.station_id,
            occurred_at=event.occurred_at,
            actor=event.actor,
            request_id=event.request_id,
            data=msgspec.Raw(event.payload.encode()),
        )


class EventController(Controller):
    """What happened, and what happens."""

    path = "/api/v1/events"
    tags = ("Events",)

    @get(**permitted(READ_EVENTS))
    async def list_events(
        self,
        actor: NamedDependency[Actor],
        event_history: NamedDependency[EventHistory],
        *,
        names: NamesAsked = None,
        station_id: FromQuery[UUID | None] = None,
        aggregate_id: FromQuery[UUID | None] = None,
        since: From = None,
        until: To = None,
        order: Order = "newest",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[EventView]:
        """List events by their positions."""
        filters = EventFilters(
            names=Names(names) if names else EVERY_NAME,
            station_id=station_id,
            aggregate_id=aggregate_id,
            since=since,
            until=until,
        )
        page = await event_history.events(actor, filters, cursor=cursor, limit=limit, order=order)
        return Page(
            items=[EventView.of(event) for event in page.items], next_cursor=page.next_cursor
        )

    @get("/stream", media_type="text/event-stream", **permitted(READ_EVENTS))
    async def stream_events(
        self,
        request: Request[Any, Any, Any],
        actor: NamedDependency[Actor],
        event_feed: NamedDependency[EventFeed],
        clock: NamedDependency[Clock],
        *,
        names: NamesAsked = None,
        station_id: FromQuery[UUID | None] = None,
    ) -> EventStream:
        """Follow events as they happen (server-sent events); `Last-Event-ID` resumes."""
        source = event_feed.subscribe(
            actor,
            after=await event_feed.position(actor, last_event_id(request)),
            names=Names(names) if names else EVERY_NAME,
            station_id=station_id,
        )
        return EventStream(_streamed(source), clock)


async def _streamed(
    source: AsyncGenerator[RecordedEvent],
) -> AsyncGenerator[bytes, None]:
    """Yield a source's events as they are streamed; a reader that lags comes to an end, calmly."""
    try:
        async for event in source:
            yield _told(event)
    except FollowerLags:
        log.info("event stream closed", reason="the reader lags behind")
    finally:
        await source.aclose()


@lru_cache(maxsize=TOLD_AT_ONCE)
def _told(event: RecordedEvent) -> bytes:
    """Return an event as it is streamed: made once for all who follow."""
    data = msgspec.json.encode(EventView.of(event))
    return streamed(str(event.position), event.wire_name, data)
