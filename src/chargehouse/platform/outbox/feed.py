"""Events as they happen, for whoever watches: followed once a process, handed to many."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.clock import Clock
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.kernel.reach import Place, Reach
from chargehouse.platform.outbox.bell import Bell, keep_looking, next_look_s
from chargehouse.platform.outbox.history import READ_EVENTS, EventFilters, EventHistory
from chargehouse.platform.outbox.reading import horizon, load_between, scan
from chargehouse.platform.outbox.recorded import EVERY_NAME, Names, Position, RecordedEvent
from chargehouse.platform.outbox.standing import StationPlaces
from chargehouse.platform.postgres.database import Database

QUEUE_SIZE = 2000
PAGE = 500


class FollowerLags(ChargehouseError):  # noqa: N818  a refusal is named for what is so
    """Events came faster than they were taken; go on from the last one that was."""

    code: ClassVar[str] = "follower_lags"


@dataclass(eq=False, slots=True)
class _Follower:
    """Somebody who watches; his queue ends with None."""

    tenant_id: UUID
    names: Names
    station_id: UUID | None
    reach: Reach
    yielded: Position
    queue: "asyncio.Queue[RecordedEvent | None]"
    lags: bool = False

    def offer(self, event: RecordedEvent, location_id: UUID | None) -> None:
        """Queue an event that is for this follower; its station stands at the location."""
        if self.lags or event.tenant_id != self.tenant_id or event.position <= self.yielded:
            return
        if event.wire_name not in self.names:
            return
        if self.station_id is not None and event.station_id != self.station_id:
            return
        if not self.reach.is_whole and not self.reaches(location_id):
            return
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.lags = True

    def reaches(self, location_id: UUID | None) -> bool:
        """Tell whether what happens at a location is for this follower; nothing nowhere is."""
        return location_id is not None and self.reach.covers(Place(location_id))

    def close(self) -> None:
        """Let the follower take what is queued, and end."""
        if not self.queue.full():
            self.queue.put_nowait(None)
        self.lags = True

    async def taken(self) -> AsyncIterator[RecordedEvent]:
        """Yield what is queued, each event once."""
        while not (self.lags and self.queue.empty()):
            event = await self.queue.get()
            if event is None:
                return
            if event.position > self.yielded:
                self.yielded = event.position
                yield event
        raise FollowerLags("Events came faster than they were taken; go on from the last one.")


class EventFeed:
    """Follows the events of those tenants that somebody watches; asleep while nobody does.

    Events come in the order of their positions, each once, when they are settled. Who may read
    them at some locations alone gets those of the stations there.
    """

    def __init__(
        self,
        database: Database,
        stations: StationPlaces,
        *,
        bell: Bell,
        clock: Clock,
        queue_size: int = QUEUE_SIZE,
    ) -> None:
        self._database = database
        self._stations = stations
        self._clock = clock
        self._queue_size = queue_size
        self._history = EventHistory(database, stations)
        self._followers: set[_Follower] = set()
        self._start: tuple[Position, datetime] | None = None
        self._awake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        bell.listen(self._awake.set)

    async def start(self) -> None:
        """Be ready to follow."""
        self._task = asyncio.create_task(self._follow(), name="event feed")

    async def stop(self) -> None:
        """Stop following; those who watch come to an end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        for follower in self._followers:
            follower.close()

    @property
    def followers(self) -> int:
        """How many watch."""
        return len(self._followers)

    async def position(self, actor: Actor, after: str | None = None) -> str:
        """Return the position to `subscribe` after: the one given, or where events are now.

        Whoever knows it before anything is answered misses nothing that happens meanwhile.
        Raises `Forbidden`, `Invalid` for the position, and `Unavailable`.
        """
        actor.require_somewhere(READ_EVENTS)
        known = (await self._now())[0] if after is None else Position.parse(after)
        return str(known)

    async def subscribe(
        self,
        actor: Actor,
        *,
        after: str | None = None,
        names: Names = EVERY_NAME,
        station_id: UUID | None = None,
    ) -> AsyncGenerator[RecordedEvent]:
        """Yield the tenant's events, without end: those after a position, or from now on.

        Raises `Forbidden`, `Invalid` for the position, `Unavailable`, and `FollowerLags` when
        too many events wait to be taken, after yielding these. Close it when done.
        """
        reach = actor.require_somewhere(READ_EVENTS)
        filters = EventFilters(names=names, station_id=station_id)
        seen = None if after is None else Position.parse(after)
        if seen is not None:
            async for event in self._kept(actor, filters, seen):
                seen = event.position
                yield event
        now = await self._now()
        follower = _Follower(
            actor.tenant_id,
            names,
            station_id,
            reach,
            seen or now[0],
            asyncio.Queue(self._queue_size),
        )
        if not self._followers:
            self._start = now
        self._followers.add(follower)
        self._awake.set()
        try:
            # What the feed passed before it knew of this follower is read from what is kept.
            async for event in self._kept(actor, filters, follower.yielded):
                follower.yielded = event.position
                yield event
            async for event in follower.taken():
                yield event
        finally:
            self._followers.discard(follower)

    async def _kept(
        self, actor: Actor, filters: EventFilters, after: Position
    ) -> AsyncIterator[RecordedEvent]:
        cursor: str | None = str(after)
        while cursor is not None:
            page = await self._history.events(
                actor, filters, cursor=cursor, limit=PAGE, order="oldest"
            )
            for event in page.items:
                yield event
            cursor = page.next_cursor

    async def _now(self) -> tuple[Position, datetime]:
        async with self._database.relay() as connection:
            return await horizon(connection)

    async def _follow(self) -> None:
        await keep_looking("event feed", self._go_on, clock=self._clock, asked=self._awake)

    async def _go_on(self) -> float:
        """Look from where the last look ended, once somebody follows."""
        while self._start is None or not self._followers:
            self._awake.clear()
            await self._awake.wait()
        self._awake.clear()
        return await self._look(self._start)

    async def _look(self, start: tuple[Position, datetime]) -> float:
        """Hand out one batch; return the seconds after which to look again."""
        tenants = {follower.tenant_id for follower in self._followers}
        async with self._database.relay() as connection:
            found = await scan(
                connection, *start, names=EVERY_NAME, tenants=list(tenants), limit=PAGE
            )
        events: list[RecordedEvent] = []
        for tenant_id, (first, last) in found.wanted.items():
            async with self._database.reading(system_actor("job", tenant_id, "feed")) as connection:
                events += await load_between(
                    connection,
                    tenant_id,
                    first,
                    last,
                    names=EVERY_NAME,
                    at_most=PAGE,
                    since=start[1],
                )
        locations = await self._locations(events)
        if self._start is not start:  # all left meanwhile, and others came
            return 0
        if found.last is not None and found.seen_at is not None:
            self._start = (found.last, found.seen_at)
        for event in events:
            location_id = None if event.station_id is None else locations.get(event.station_id)
            for follower in self._followers:
                follower.offer(event, location_id)
        return next_look_s(more=found.more, unsettled=found.unsettled)

    async def _locations(self, events: Sequence[RecordedEvent]) -> dict[UUID, UUID]:
        """Return where the stations of events stand, in the tenants in which somebody must know.

        Asked once the events are read: who comes later reads them from what is kept.
        """
        limited = {each.tenant_id for each in self._followers if not each.reach.is_whole}
        found: dict[UUID, UUID] = {}
        for tenant_id in limited:
            stations = {
                event.station_id
                for event in events
                if event.tenant_id == tenant_id and event.station_id is not None
            }
            actor = system_actor("job", tenant_id, "feed")
            found |= await self._stations.locations_of(actor, stations)
        return found
