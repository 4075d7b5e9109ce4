"""Events after their commit, against a real server: none lost, none twice, none out of order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import ClassVar
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.clock import Clock, FakeClock, SystemClock
from chargehouse.kernel.errors import Forbidden, Invalid, NotFound
from chargehouse.kernel.events import Event
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.broker.postgres import PostgresBroker
from chargehouse.platform.outbox import ledger
from chargehouse.platform.outbox.bell import Bell
from chargehouse.platform.outbox.consumers import Consumer, Reaction
from chargehouse.platform.outbox.feed import EventFeed, FollowerLags
from chargehouse.platform.outbox.history import EventFilters, EventHistory
from chargehouse.platform.outbox.reactions import RETRY_AFTER_S, Reactions
from chargehouse.platform.outbox.recorded import Names, RecordedEvent
from chargehouse.platform.outbox.relay import Relay
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database, UnitOfWork

TENANT = UUID("01900000-0000-7000-8000-00000000000a")
OTHER = UUID("01900000-0000-7000-8000-00000000000b")
ONE = UUID("01900000-0000-7000-8000-0000000000c1")
TWO = UUID("01900000-0000-7000-8000-0000000000c2")


class Happened(Event, frozen=True, kw_only=True):
    wire_name: ClassVar[str] = "test.happened"

    words: str


class Echoed(Event, frozen=True, kw_only=True):
    wire_name: ClassVar[str] = "echo.echoed"

    words: str


class Heard:
    """What a consumer heard, in order; a test can wait until it is enough."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._changed = asyncio.Event()

    def add(self, words: str) -> None:
        self.words.append(words)
        self._changed.set()

    async def until(self, enough: Callable[[list[str]], bool]) -> None:
        while not enough(self.words):
            self._changed.clear()
            await self._changed.wait()

    async def count(self, number: int) -> None:
        await self.until(lambda words: len(words) >= number)


@asynccontextmanager
async def opened(address: PostgresAddress, clock: Clock | None = None) -> AsyncIterator[Database]:
    store = Database(address.asyncpg_kwargs(), clock=clock or SystemClock(), ids=TimeOrderedIds())
    await store.start()
    yield store
    await store.stop()


@pytest.fixture
async def store(database: PostgresAddress) -> AsyncIterator[Database]:
    async with opened(database) as made:
        yield made


@asynccontextmanager
async def relaying(
    store: Database, *consumers: Consumer, batch: int = 1000
) -> AsyncIterator[Relay]:
    bell = Bell(store, None, clock=store.clock, ids=store.ids)
    relay = Relay(store, consumers, bell=bell, clock=store.clock, batch=batch)
    await bell.start()
    await relay.start()
    yield relay
    await relay.stop()
    await bell.stop()


def actor(tenant: UUID = TENANT) -> Actor:
    return system_actor("token", tenant, "test")


async def record(
    store: Database, *words: str, tenant: UUID = TENANT, aggregate: UUID = ONE
) -> None:
    async with store.transaction(actor(tenant)) as work:
        for word in words:
            work.record(Happened(aggregate_id=aggregate, words=word))


async def settled(store: Database, count: int) -> list[RecordedEvent]:
    """Return the tenant's events, oldest first, as soon as so many are settled.

    Whatever else the server runs, in other databases too, holds them back until it ends.
    """
    history = EventHistory(store, StationDirectory(store))
    async with asyncio.timeout(30):
        while len(page := await events_of(history)) < count:  # noqa: ASYNC110  settled elsewhere
            await asyncio.sleep(0.01)
    return page


async def events_of(history: EventHistory) -> list[RecordedEvent]:
    page = await history.events(actor(), EventFilters(), limit=100, order="oldest")
    return list(page.items)


def listening(heard: Heard, name: str = "listener") -> Consumer:
    """Return a consumer that leaves a mark in the database for everything it reacts to."""

    async def react(work: UnitOfWork, event: RecordedEvent) -> None:
        await leave_mark(work, name)
        heard.add(event.read(Happened).words)

    return Consumer(name, ["test.*"], react)


async def leave_mark(work: UnitOfWork, name: str) -> None:
    """Write a row that another table would hold, with an id of its own."""
    await work.connection.execute(
        text("INSERT INTO reactions_done VALUES (:tenant, :name, :id)"),
        {"tenant": work.tenant_id, "name": f"mark of {name}", "id": TimeOrderedIds().new()},
    )


async def marks(store: Database, name: str = "listener", tenant: UUID = TENANT) -> int:
    async with store.reading(actor(tenant)) as connection:
        count: int = await connection.scalar(
            text("SELECT count(*) FROM reactions_done WHERE consumer = :name"),
            {"name": f"mark of {name}"},
        )
        return count


async def test_a_reaction_follows_its_event_in_the_events_tenant(store: Database) -> None:
    seen: list[RecordedEvent] = []
    heard = Heard()

    async def react(work: UnitOfWork, event: RecordedEvent) -> None:
        assert work.tenant_id == event.tenant_id
        assert work.actor.kind == "reaction"
        assert work.actor.request_id == event.request_id
        seen.append(event)
        heard.add(event.wire_name)

    asked = Actor("token", OTHER, "portal", request_id="r-1")
    async with relaying(store, Consumer("c", ["test.happened"], react)):
        await record(store, "one")
        async with store.transaction(asked) as work:
            work.record(Happened(aggregate_id=TWO, station_id=ONE, words="two"))
        await heard.count(2)
    (theirs,) = [event for event in seen if event.tenant_id == OTHER]
    assert theirs.actor == "token:portal"
    assert theirs.request_id == "r-1"
    assert (theirs.aggregate_id, theirs.station_id) == (TWO, ONE)
    assert theirs.read(Happened).words == "two"


async def test_events_from_before_the_start_are_heard_too_unless_that_is_not_wanted(
    store: Database,
) -> None:
    await record(store, "before")
    early, late = Heard(), Heard()

    async def react(work: UnitOfWork, event: RecordedEvent) -> None:
        late.add(event.read(Happened).words)

    from_now_on = Consumer("late", ["*"], react, from_beginning=False)
    async with relaying(store, listening(early), from_now_on):
        await early.count(1)
        while not await has_cursor(store, "late"):
            pass
        await record(store, "after")
        await early.count(2)
        await late.count(1)
    assert early.words == ["before", "after"]
    assert late.words == ["after"]


async def has_cursor(store: Database, consumer: str) -> bool:
    async with store.relay() as connection:
        return bool(
            await connection.scalar(
                text("SELECT count(*) FROM relay_cursors WHERE consumer = :c"), {"c": consumer}
            )
        )


async def test_only_wanted_names_are_heard_and_the_cursor_passes_the_others(
    store: Database,
) -> None:
    heard = Heard()
    async with relaying(store, listening(heard), batch=3):
        async with store.transaction(actor()) as work:
            for number in range(20):
                work.record(Echoed(aggregate_id=ONE, words=str(number)))
            work.record(Happened(aggregate_id=ONE, words="wanted"))
        await heard.count(1)
    assert heard.words == ["wanted"]


async def level(relay: Relay, *consumers: str) -> None:
    """Wait until consumers are past every event."""
    async with asyncio.timeout(30):
        while await relay.behind_s(*consumers) > 0:  # noqa: ASYNC110  the relay runs by itself
            await asyncio.sleep(0.01)


async def test_who_wants_nothing_of_it_is_past_it_without_a_look_of_its_own(
    store: Database,
) -> None:
    heard = Heard()

    async def never(_work: UnitOfWork, event: RecordedEvent) -> None:
        raise AssertionError(event.wire_name)

    deaf = Consumer("deaf", ["nobody.*"], never)
    async with relaying(store, listening(heard), deaf) as relay:
        await record(store, "one")
        await heard.count(1)
        await level(relay)
        async with store.relay() as connection:
            assert await ledger.try_lock(connection, "deaf")
            await record(store, "two", "three")
            await heard.count(3)
            await level(relay, "deaf")


async def test_what_a_tenant_does_not_want_is_neither_read_nor_marked(store: Database) -> None:
    heard = Heard()
    wants: dict[UUID, list[str]] = {TENANT: ["test.happened"], OTHER: []}

    async def wanted(_connection: AsyncConnection, tenant_id: UUID) -> Names:
        return Names(wants[tenant_id])

    async def react(work: UnitOfWork, event: RecordedEvent) -> None:
        await leave_mark(work, "listener")
        heard.add(f"{event.tenant_id == TENANT} {event.wire_name}")

    choosy = Consumer("choosy", ["*"], react, wanted=wanted)
    async with relaying(store, choosy) as relay:
        await record(store, "one")
        await record(store, "another's", tenant=OTHER)
        async with store.transaction(actor()) as work:
            work.record(Echoed(aggregate_id=ONE, words="unwanted"))
        await level(relay)
        assert heard.words == ["True test.happened"]
        wants[OTHER] = ["*"]
        await record(store, "wanted now", tenant=OTHER)
        await heard.count(2)
    assert heard.words == ["True test.happened", "False test.happened"]
    assert [await marks(store, tenant=each) for each in (TENANT, OTHER)] == [1, 1]


async def test_a_cursor_that_was_put_back_comes_level_again_and_nothing_is_done_twice(
    store: Database,
) -> None:
    heard = Heard()
    async with relaying(store, listening(heard)) as relay:
        await record(store, "one", "two")
        await heard.count(2)
        await level(relay)
        async with store.relay() as connection:
            await connection.execute(
                text("UPDATE relay_cursors SET xid = '0', moved_at = timestamptz 'epoch'")
            )
        assert await relay.behind_s() > 0
        await level(relay)
    assert heard.words == ["one", "two"]
    assert await marks(store) == 2


async def test_a_reaction_may_record_events_that_others_react_to(store: Database) -> None:
    heard = Heard()

    async def echo(work: UnitOfWork, event: RecordedEvent) -> None:
        work.record(Echoed(aggregate_id=ONE, words=event.read(Happened).words + "!"))

    async def hear(work: UnitOfWork, event: RecordedEvent) -> None:
        heard.add(event.read(Echoed).words)

    async with relaying(
        store, Consumer("echo", ["test.*"], echo), Consumer("hear", ["echo.echoed"], hear)
    ):
        await record(store, "hello")
        await heard.count(1)
    assert heard.words == ["hello!"]


async def test_a_rolled_back_transaction_leaves_nothing_to_react_to(store: Database) -> None:
    async def fails() -> None:
        async with store.transaction(actor()) as work:
            work.record(Happened(aggregate_id=ONE, words="never"))
            await work.write_events()
            raise LookupError

    heard = Heard()
    async with relaying(store, listening(heard)):
        with pytest.raises(LookupError):
            await fails()
        await record(store, "real")
        await heard.count(1)
    assert heard.words == ["real"]


async def test_an_event_written_early_and_committed_late_is_not_skipped(store: Database) -> None:
    heard = Heard()
    async with relaying(store, listening(heard)):
        async with store.transaction(actor()) as outer:
            early = UnitOfWork(outer.connection, actor(), store.clock, store.ids)
            early.record(Happened(aggregate_id=ONE, words="early"))
            assert await early.write_events()
            await record(store, "late", aggregate=TWO)
            async with store.relay() as connection:
                assert await connection.scalar(text("SELECT count(*) FROM events")) == 1
        await heard.count(2)
    assert heard.words == ["early", "late"]


async def test_many_transactions_that_cross_each_other_lose_nothing_and_keep_their_order(
    store: Database,
) -> None:
    heard = Heard()
    aggregates = {UUID(int=n): n for n in range(1, 6)}

    async def writer(aggregate: UUID, number: int) -> None:
        for turn in range(20):
            await record(store, f"{number}.{turn:02}", aggregate=aggregate)

    async with relaying(store, listening(heard), batch=7):
        await asyncio.gather(*(writer(*pair) for pair in aggregates.items()))
        await heard.count(100)
    assert len(set(heard.words)) == 100
    for number in aggregates.values():
        mine = [word for word in heard.words if word.startswith(f"{number}.")]
        assert mine == sorted(mine)


async def test_two_relays_share_the_work_and_nothing_is_done_twice(
    store: Database, database: PostgresAddress
) -> None:
    heard = Heard()
    async with (
        opened(database) as second,
        relaying(store, listening(heard), batch=10),
        relaying(second, listening(heard), batch=10),
    ):
        for number in range(30):
            await record(store if number % 2 else second, *(f"{number}.{n}" for n in range(5)))
        await heard.count(150)
    assert sorted(heard.words) == sorted(f"{a}.{b}" for a in range(30) for b in range(5))
    assert await marks(store) == 150


async def test_a_relay_killed_in_mid_batch_loses_nothing_and_doubles_nothing(
    store: Database,
) -> None:
    reached = asyncio.Event()
    never = asyncio.Event()

    async def stuck(work: UnitOfWork, event: RecordedEvent) -> None:
        await leave_mark(work, "listener")
        if event.read(Happened).words == "5":
            reached.set()
            await never.wait()

    await record(store, *(str(n) for n in range(10)))
    await record(store, *(str(n) for n in range(10)), tenant=OTHER)
    async with relaying(store, Consumer("listener", ["test.*"], stuck)):
        await reached.wait()
    heard = Heard()
    async with relaying(store, listening(heard)):
        await heard.count(20)
    assert await marks(store) == 10
    assert await marks(store, tenant=OTHER) == 10


async def test_a_batch_that_was_done_before_its_cursor_moved_is_not_done_again(
    store: Database,
) -> None:
    heard = Heard()
    await record(store, "one", "two")
    async with relaying(store, listening(heard)):
        await heard.count(2)
    async with store.relay() as connection:
        await connection.execute(
            text("UPDATE relay_cursors SET xid = '0', moved_at = timestamptz 'epoch'")
        )
    await record(store, "three")
    async with relaying(store, listening(heard)):
        await heard.count(3)
    assert heard.words == ["one", "two", "three"]
    assert await marks(store) == 3


class Fragile:
    """A consumer that fails on some words, and hears the others."""

    def __init__(self, *broken: str) -> None:
        self.broken = set(broken)
        self.heard = Heard()
        self.consumer = Consumer("fragile", ["test.*"], self.react)

    async def react(self, work: UnitOfWork, event: RecordedEvent) -> None:
        words = event.read(Happened).words
        await leave_mark(work, "fragile")
        if words in self.broken:
            raise LookupError("a secret that nobody should read")
        self.heard.add(words)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def slow_store(database: PostgresAddress, clock: FakeClock) -> AsyncIterator[Database]:
    async with opened(database, clock) as made:
        yield made


async def time_passes_until(
    store: Database, clock: FakeClock, enough: Callable[[list[int]], bool]
) -> None:
    """Let a second pass, as often as it takes; told are the attempts of what is held."""
    reactions = Reactions(store, clock)
    while not enough([held.attempts for held in await reactions.failures(actor())]):
        clock.advance(1)


def failed(held: int, attempts: int) -> Callable[[list[int]], bool]:
    return lambda now: len(now) == held and max(now) >= attempts


def none(now: list[int]) -> bool:
    return now == []


async def test_a_failed_reaction_holds_up_its_aggregate_alone_until_it_succeeds(
    slow_store: Database, clock: FakeClock
) -> None:
    fragile = Fragile("b")
    async with relaying(slow_store, fragile.consumer):
        await record(slow_store, "a", "b", "c")
        await record(slow_store, "x", aggregate=TWO)
        await time_passes_until(slow_store, clock, failed(held=2, attempts=1))
        await time_passes_until(slow_store, clock, lambda _: set(fragile.heard.words) == {"a", "x"})
        await time_passes_until(slow_store, clock, failed(held=2, attempts=2))
        fragile.broken.clear()
        await time_passes_until(slow_store, clock, none)
    assert fragile.heard.words[-2:] == ["b", "c"]
    assert await marks(slow_store, "fragile") == 4


async def test_later_events_of_a_held_aggregate_wait_their_turn(
    slow_store: Database, clock: FakeClock
) -> None:
    fragile = Fragile("a")
    async with relaying(slow_store, fragile.consumer):
        await record(slow_store, "a")
        await time_passes_until(slow_store, clock, failed(held=1, attempts=1))
        await record(slow_store, "b")
        await time_passes_until(slow_store, clock, failed(held=2, attempts=2))
        fragile.broken.clear()
        await time_passes_until(slow_store, clock, none)
    assert fragile.heard.words == ["a", "b"]


async def parked(store: Database, clock: FakeClock) -> None:
    await time_passes_until(store, clock, failed(held=2, attempts=len(RETRY_AFTER_S) + 1))


async def test_a_reaction_that_keeps_failing_is_parked_and_can_be_retried(
    slow_store: Database, clock: FakeClock
) -> None:
    fragile = Fragile("a")
    reactions = Reactions(slow_store, clock)
    async with relaying(slow_store, fragile.consumer) as relay:
        await record(slow_store, "a", "b")
        await parked(slow_store, clock)
        first, second = await reactions.failures(actor())
        assert (first.retry_at, second.retry_at) == (None, None)
        assert "secret" not in first.error
        assert first.error.startswith("LookupError at react")
        assert (await relay.figures()).parked == 1
        assert (await relay.figures()).waiting == 1
        fragile.broken.clear()
        await reactions.retry(actor(), "fragile", ONE)
        await time_passes_until(slow_store, clock, none)
    assert fragile.heard.words == ["a", "b"]
    with pytest.raises(NotFound):
        await reactions.retry(actor(), "fragile", ONE)


async def test_a_parked_reaction_can_be_given_up_so_that_those_behind_it_go_on(
    slow_store: Database, clock: FakeClock
) -> None:
    fragile = Fragile("a")
    reactions = Reactions(slow_store, clock)
    async with relaying(slow_store, fragile.consumer):
        await record(slow_store, "a", "b")
        await parked(slow_store, clock)
        with pytest.raises(NotFound):
            await reactions.give_up(actor(OTHER), "fragile", ONE)
        await reactions.give_up(actor(), "fragile", ONE)
        await time_passes_until(slow_store, clock, none)
    assert fragile.heard.words == ["b"]


def hears(heard: Heard, name: str) -> Reaction:
    return listening(heard, name).react


def test_two_consumers_cannot_share_a_name(database: PostgresAddress) -> None:
    store = Database(database.asyncpg_kwargs(), clock=FakeClock(), ids=TimeOrderedIds())
    bell = Bell(store, None, clock=store.clock, ids=store.ids)
    twice = [Consumer("same", ["*"], hears(Heard(), "same"))] * 2
    with pytest.raises(ValueError, match="one name"):
        Relay(store, twice, bell=bell, clock=store.clock)


@asynccontextmanager
async def feeding(store: Database, **sizes: int) -> AsyncIterator[EventFeed]:
    bell = Bell(store, None, clock=store.clock, ids=store.ids)
    made = EventFeed(store, StationDirectory(store), bell=bell, clock=store.clock, **sizes)
    await bell.start()
    await made.start()
    yield made
    await made.stop()
    await bell.stop()


@pytest.fixture
async def feed(store: Database) -> AsyncIterator[EventFeed]:
    async with feeding(store) as made:
        yield made


async def followed(feed: EventFeed, by: int) -> None:
    while feed.followers < by:  # noqa: ASYNC110  the feed has nobody to tell of it
        await asyncio.sleep(0)


async def take(events: AsyncIterator[RecordedEvent], count: int) -> list[RecordedEvent]:
    return [await anext(events) for _ in range(count)]


def said(events: list[RecordedEvent]) -> list[str]:
    return [event.read(Happened).words for event in events]


async def test_a_follower_hears_its_own_tenants_events_from_now_on(
    store: Database, feed: EventFeed
) -> None:
    await record(store, "before")
    following = feed.subscribe(actor())
    first = asyncio.create_task(anext(following))
    await followed(feed, 1)
    await record(store, "theirs", tenant=OTHER)
    await record(store, "ours", "and more")
    assert said([await first, *await take(following, 1)]) == ["ours", "and more"]
    await following.aclose()
    assert feed.followers == 0


async def test_a_follower_chooses_names_and_a_station(store: Database, feed: EventFeed) -> None:
    following = feed.subscribe(actor(), names=Names(["test.*"]), station_id=TWO)
    first = asyncio.create_task(anext(following))
    await followed(feed, 1)
    async with store.transaction(actor()) as work:
        work.record(Echoed(aggregate_id=ONE, station_id=TWO, words="another name"))
        work.record(Happened(aggregate_id=ONE, station_id=ONE, words="another station"))
        work.record(Happened(aggregate_id=ONE, station_id=TWO, words="this"))
    assert said([await first]) == ["this"]
    await following.aclose()


async def test_a_follower_resumes_after_an_event_without_gap_or_duplicate(
    store: Database, feed: EventFeed
) -> None:
    await record(store, *(f"{n:03}" for n in range(30)))
    first, *_ = await settled(store, 30)
    writing = asyncio.create_task(write_on(store, 30, 90))
    following = feed.subscribe(actor(), after=str(first.position))
    heard = said(await take(following, 89))
    await writing
    await following.aclose()
    assert heard == [f"{n:03}" for n in range(1, 90)]


async def write_on(store: Database, first: int, end: int) -> None:
    for number in range(first, end):
        await record(store, f"{number:03}")


async def test_followers_that_come_and_go_each_hear_all_of_their_own(
    store: Database, feed: EventFeed
) -> None:
    await record(store, "000")
    (start,) = await settled(store, 1)

    async def follow(after: str, number: int) -> list[str]:
        following = feed.subscribe(actor(), after=after)
        words = said(await take(following, number))
        await following.aclose()
        return words

    writing = asyncio.create_task(write_on(store, 1, 40))
    results = await asyncio.gather(
        *(follow(str(start.position), number) for number in (5, 39, 20, 39))
    )
    await writing
    everything = [f"{n:03}" for n in range(1, 40)]
    assert results == [everything[:5], everything, everything[:20], everything]


async def test_a_follower_that_lags_is_told_after_what_it_can_still_have(
    store: Database,
) -> None:
    async with feeding(store, queue_size=3) as feed:
        slow, quick = feed.subscribe(actor()), feed.subscribe(actor())
        firsts = [asyncio.create_task(anext(slow)), asyncio.create_task(anext(quick))]
        await followed(feed, 2)
        await record(store, "0")
        assert said(await asyncio.gather(*firsts)) == ["0", "0"]
        for number in range(1, 10):
            await record(store, str(number))
            assert said(await take(quick, 1)) == [str(number)]
        assert said(await take(slow, 3)) == ["1", "2", "3"]
        with pytest.raises(FollowerLags):
            await anext(slow)
        assert feed.followers == 1
        await quick.aclose()


async def test_stopping_ends_those_who_follow(store: Database, feed: EventFeed) -> None:
    following = feed.subscribe(actor())
    first = asyncio.create_task(anext(following, None))
    await followed(feed, 1)
    await feed.stop()
    assert await first is None


async def test_following_needs_permission_and_a_position_that_can_be_read(
    feed: EventFeed,
) -> None:
    nobody = Actor("token", TENANT, "nobody")
    with pytest.raises(Forbidden):
        await anext(feed.subscribe(nobody))
    with pytest.raises(Forbidden):
        await feed.position(nobody)
    for wrong in ("", "5", "a-b", "1-2-3", "99999999999999999999-1", "1-99999999999999999999"):
        with pytest.raises(Invalid):
            await anext(feed.subscribe(actor(), after=wrong))
        with pytest.raises(Invalid):
            await feed.position(actor(), wrong)


async def test_what_happens_after_the_position_was_given_is_followed(
    store: Database, feed: EventFeed
) -> None:
    await record(store, "before", aggregate=ONE)
    await settled(store, 1)
    position = await feed.position(actor())
    await record(store, "between", aggregate=TWO)
    following = feed.subscribe(actor(), after=position)
    assert (await anext(following)).aggregate_id == TWO
    await following.aclose()


async def test_history_pages_both_ways_and_filters(store: Database) -> None:
    for number in range(7):
        await record(store, str(number), aggregate=ONE if number % 2 else TWO)
    await record(store, "theirs", tenant=OTHER)
    await settled(store, 7)
    history = EventHistory(store, StationDirectory(store))

    async def walk(order: str, filters: EventFilters) -> list[str]:
        words: list[str] = []
        cursor = None
        while True:
            page = await history.events(
                actor(),
                filters,
                cursor=cursor,
                limit=2,
                order="newest" if order == "newest" else "oldest",
            )
            words += said(page.items)
            cursor = page.next_cursor
            if cursor is None:
                return words

    assert await walk("oldest", EventFilters()) == list("0123456")
    assert await walk("newest", EventFilters()) == list("6543210")
    assert await walk("oldest", EventFilters(aggregate_id=ONE)) == list("135")
    assert await walk("oldest", EventFilters(names=Names(["echo.*"]))) == []
    assert await walk("oldest", EventFilters(names=Names(["test.*"]))) == list("0123456")
    everything = (await history.events(actor(), EventFilters(), order="oldest")).items
    middle = everything[3].occurred_at
    assert await walk("oldest", EventFilters(since=middle)) == list("3456")
    assert await walk("oldest", EventFilters(until=middle)) == list("012")
    assert await walk("oldest", EventFilters(station_id=ONE)) == []


async def test_keys_of_old_reactions_are_forgotten_and_fresh_ones_kept(
    store: Database, database: PostgresAddress
) -> None:
    heard = Heard()
    await record(store, "one", "two")
    async with relaying(store, listening(heard)) as relay:
        await heard.count(2)
        owner = await asyncpg.connect(**database.asyncpg_kwargs())
        await owner.execute(
            "UPDATE reactions_done SET done_at = now() - interval '2 days'"
            " WHERE consumer = 'listener'"
        )
        await owner.close()
        assert await relay.forget_done() == 2
        assert await relay.forget_done() == 0
    assert await marks(store) == 2


async def test_a_commit_in_one_process_rings_in_another(
    store: Database, database: PostgresAddress
) -> None:
    rung = asyncio.Event()
    async with opened(database) as second:
        brokers = [PostgresBroker(partial(s.connect, "chargehouse_relay")) for s in (store, second)]
        here = Bell(store, brokers[0], clock=store.clock, ids=store.ids)
        there = Bell(second, brokers[1], clock=second.clock, ids=second.ids)
        there.listen(rung.set)
        for broker in brokers:
            await broker.start()
        for bell in (here, there):
            await bell.start()
        await record(store, "one")
        await rung.wait()
        for bell in (here, there):
            await bell.stop()
        for broker in brokers:
            await broker.stop()


async def test_bursts_of_events_are_told_to_others_once_in_a_while(
    slow_store: Database, clock: FakeClock, database: PostgresAddress
) -> None:
    rings: list[bytes] = []
    broker = PostgresBroker(partial(slow_store.connect, "chargehouse_relay"))
    await broker.start()
    bell = Bell(slow_store, broker, clock=clock, ids=slow_store.ids)
    await bell.start()
    heard = asyncio.Event()

    async def hear(body: bytes) -> None:
        rings.append(body)
        heard.set()

    await broker.subscribe("events", hear)
    for _ in range(100):
        slow_store.tell_of_events()
    await heard.wait()
    heard.clear()
    assert len(rings) == 1
    clock.advance(1)
    await heard.wait()
    await broker.publish("events", b"last")
    while rings[-1] != b"last":
        heard.clear()
        await heard.wait()
    assert len(rings) == 3
    await bell.stop()
    await broker.stop()
