"""Events, for who may read them at one location and not at another."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.test_outbox import TENANT, Happened, feeding, followed, opened, said, settled

from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.errors import Forbidden
from chargehouse.kernel.reach import EVERYWHERE, Reach, Scope
from chargehouse.platform.outbox.history import READ_EVENTS, EventFilters, EventHistory
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database

HERE, THERE, NEAR, FAR = (UUID(int=number) for number in (0xA, 0xB, 0x1A, 0x1B))
REACHES = {
    "allowed at one": Reach(Scope(locations=frozenset({HERE}))),
    "denied at the other": Reach(EVERYWHERE, Scope(locations=frozenset({THERE}))),
}


@dataclass
class Ground:
    """A station at each of two locations."""

    store: Database

    async def execute(self, statement: str, **values: object) -> None:
        async with self.store.transaction(whole()) as work:
            await work.connection.execute(text(statement), values)

    async def happen(self, words: str) -> None:
        """Let it happen at both stations, and at none."""
        async with self.store.transaction(whole()) as work:
            for place, station_id in (("near", NEAR), ("far", FAR), ("nowhere", None)):
                told = f"{words} {place}"
                work.record(Happened(aggregate_id=TENANT, station_id=station_id, words=told))

    async def history(self, actor: Actor, *, limit: int = 2) -> list[str]:
        """Return all that somebody reads, a few a page."""
        history = EventHistory(self.store, StationDirectory(self.store))
        words, cursor = list[str](), None
        while True:
            page = await history.events(
                actor, EventFilters(), cursor=cursor, limit=limit, order="oldest"
            )
            words += said(page.items)
            cursor = page.next_cursor
            if cursor is None:
                return words


def whole() -> Actor:
    return system_actor("console", TENANT, "test")


def limited(reach: Reach) -> Actor:
    return Actor("user", TENANT, "test", reaches={READ_EVENTS.action: reach})


@pytest.fixture
async def ground(database: PostgresAddress) -> AsyncIterator[Ground]:
    async with opened(database) as store:
        made = Ground(store)
        await made.execute("INSERT INTO tenants VALUES (:id, 'one', 'One', now())", id=TENANT)
        for location_id, station_id in ((HERE, NEAR), (THERE, FAR)):
            await made.execute(
                "INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)"
                " VALUES (:tenant, :id, 'Depot', 'Europe/Berlin', now(), now())",
                tenant=TENANT,
                id=location_id,
            )
            await made.execute(
                "INSERT INTO stations (tenant_id, id, location_id, code, security_profile,"
                " registration, created_at, updated_at)"
                " VALUES (:tenant, :id, :location, :code, 0, 'accepted', now(), now())",
                tenant=TENANT,
                id=station_id,
                location=location_id,
                code=f"CH-{station_id.int}",
            )
        yield made


@pytest.mark.parametrize("reach", REACHES.values(), ids=REACHES.keys())
async def test_the_history_holds_what_happened_where_one_may_read(
    ground: Ground, reach: Reach
) -> None:
    for words in ("one", "two", "three"):
        await ground.happen(words)
    await settled(ground.store, 9)
    assert len(await ground.history(whole())) == 9
    assert await ground.history(limited(reach)) == ["one near", "two near", "three near"]


async def test_who_reads_by_fleets_alone_gets_nothing_and_who_reads_nowhere_is_refused(
    ground: Ground,
) -> None:
    await ground.happen("one")
    await settled(ground.store, 3)
    assert await ground.history(limited(Reach(Scope(fleets=frozenset({HERE}))))) == []
    with pytest.raises(Forbidden):
        await ground.history(limited(Reach()))


@pytest.mark.parametrize("reach", REACHES.values(), ids=REACHES.keys())
async def test_a_follower_hears_what_happens_where_one_may_read(
    ground: Ground, reach: Reach
) -> None:
    await ground.happen("before")
    first, *_ = await settled(ground.store, 3)
    async with feeding(ground.store) as feed, asyncio.timeout(30):
        everything = feed.subscribe(whole())
        heard = asyncio.create_task(anext(everything))
        await followed(feed, 1)
        following = feed.subscribe(limited(reach), after=str(first.position))
        mine = asyncio.create_task(anext(following))
        await followed(feed, 2)
        await ground.happen("now")
        assert said([await mine]) == ["now near"]
        assert said([await heard]) == ["now near"]
        assert said([await anext(everything), await anext(everything)]) == [
            "now far",
            "now nowhere",
        ]
        await ground.execute(
            "UPDATE stations SET location_id = CASE id WHEN :near THEN CAST(:there AS uuid)"
            " ELSE CAST(:here AS uuid) END",
            near=NEAR,
            here=HERE,
            there=THERE,
        )
        await ground.happen("moved")
        assert said([await anext(following)]) == ["moved far"]
        await following.aclose()
        await everything.aclose()


async def test_a_follower_resumes_with_what_it_may_read(ground: Ground) -> None:
    await ground.happen("one")
    first, *_ = await settled(ground.store, 3)
    await ground.happen("two")
    await settled(ground.store, 6)
    async with feeding(ground.store) as feed, asyncio.timeout(30):
        actor = limited(REACHES["allowed at one"])
        following = feed.subscribe(actor, after=await feed.position(actor, str(first.position)))
        assert said([await anext(following)]) == ["two near"]
        await following.aclose()
