import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    MetaData,
    Numeric,
    Row,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
)

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.platform.http.idempotency import KEPT_FOR, Claim, KeptAnswer
from chargehouse.platform.http.idempotency_store import PostgresIdempotencyStore
from chargehouse.platform.http.paging import ListQuery, Paging, Sorting
from chargehouse.platform.postgres.address import PostgresAddress
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring

NORTH = Actor("token", UUID("01890000-0000-7000-8000-000000000001"), "one")
SOUTH = Actor("token", UUID("01890000-0000-7000-8000-000000000002"), "one")
OTHER_TOKEN = Actor("token", NORTH.tenant_id, "two")
ANSWER = KeptAnswer(201, [(b"content-type", b"application/json")], b'{"token":"hunter2"}')
CARD = b'POST /api\n{"value":"04A2B3C4D5E61F"}'

THINGS = Table(
    "things",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("energy_wh", Integer),
    Column("price", Numeric),
    Column("name", Text, nullable=False),
    prefixes=["TEMPORARY"],
)
SORTABLE = ("at", "energy_wh", "price", "name", "length")
SORTING = Sorting(
    columns={
        **{name: THINGS.c[name] for name in SORTABLE[:-1]},
        "length": func.length(THINGS.c.name, type_=Integer),
    },
    id=THINGS.c.id,
    default="at",
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def store(database: PostgresAddress, clock: FakeClock) -> AsyncIterator[Database]:
    opened = Database(database.asyncpg_kwargs(), clock=clock, ids=TimeOrderedIds())
    await opened.start()
    yield opened
    await opened.stop()


@pytest.fixture
def keys(store: Database) -> PostgresIdempotencyStore:
    return PostgresIdempotencyStore(store, Keyring(bytes(32)))


def things() -> list[dict[str, Any]]:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    return [
        {
            "id": UUID(int=(number * 7919) % 10_007),
            "at": start + timedelta(microseconds=number % 5),
            "energy_wh": None if number % 3 == 0 else number % 4,
            "price": None if number % 5 == 0 else Decimal(number % 3) / 10,
            "name": "aAbBäz-_"[number % 8] * (1 + number % 2),
        }
        for number in range(40)
    ]


def id_of(row: Row[Any]) -> UUID:
    found: UUID = row.id
    return found


@pytest.mark.parametrize("limit", [1, 7, 40])
@pytest.mark.parametrize("name", SORTABLE)
@pytest.mark.parametrize("direction", ["", "-"])
async def test_pages_put_together_are_the_whole_list_in_order(
    store: Database, direction: str, name: str, limit: int
) -> None:
    engine = store.owner_engine()
    async with engine.connect() as connection:
        await connection.run_sync(THINGS.create)
        await connection.execute(THINGS.insert(), things())
        whole = ListQuery[UUID](SORTING, Paging(sort=direction + name))
        expected = list((await connection.execute(whole.ordered(select(THINGS.c.id)))).scalars())
        found: list[UUID] = []
        cursor: str | None = None
        while True:
            query = ListQuery[UUID](
                SORTING, Paging(limit=limit, cursor=cursor, sort=direction + name)
            )
            rows = (await connection.execute(query.paged(select(THINGS.c.id)))).all()
            page = query.page(rows, id_of)
            found += page.items
            assert len(page.items) <= limit
            cursor = page.next_cursor
            if cursor is None:
                break
    await engine.dispose()
    assert len(expected) == 40
    assert found == expected


async def test_a_key_is_taken_once_and_then_gives_the_answer(
    keys: PostgresIdempotencyStore,
) -> None:
    assert await keys.claim(NORTH, "k", CARD) is None
    assert await keys.claim(NORTH, "k", CARD) == Claim(same_request=True, answer=None)
    await keys.keep(NORTH, "k", ANSWER)
    assert await keys.claim(NORTH, "k", CARD) == Claim(same_request=True, answer=ANSWER)
    assert await keys.claim(NORTH, "k", b"other") == Claim(same_request=False, answer=ANSWER)


async def test_of_requests_at_the_same_time_one_takes_the_key(
    keys: PostgresIdempotencyStore,
) -> None:
    claims = await asyncio.gather(*(keys.claim(NORTH, "k", CARD) for _ in range(5)))
    assert claims.count(None) == 1
    assert claims.count(Claim(same_request=True, answer=None)) == 4


async def test_a_key_belongs_to_one_token_of_one_tenant(keys: PostgresIdempotencyStore) -> None:
    assert await keys.claim(NORTH, "k", CARD) is None
    assert await keys.claim(OTHER_TOKEN, "k", CARD) is None
    assert await keys.claim(SOUTH, "k", CARD) is None


async def test_a_released_key_can_be_taken_again(keys: PostgresIdempotencyStore) -> None:
    await keys.claim(NORTH, "k", CARD)
    await keys.release(NORTH, "k")
    assert await keys.claim(NORTH, "k", b"other") is None


async def test_a_key_is_forgotten_after_a_day(
    keys: PostgresIdempotencyStore, clock: FakeClock
) -> None:
    await keys.claim(NORTH, "k", CARD)
    await keys.keep(NORTH, "k", ANSWER)
    await keys.claim(SOUTH, "k", CARD)
    clock.advance(KEPT_FOR.total_seconds() - 1)
    assert await keys.claim(NORTH, "k", CARD) is not None
    assert await keys.forget_expired(NORTH) == 0
    clock.advance(1)
    assert await keys.claim(NORTH, "k", b"other") is None
    assert await keys.claim(NORTH, "k", b"other") == Claim(same_request=True, answer=None)
    assert await keys.forget_expired(NORTH) == 0
    assert await keys.forget_expired(SOUTH) == 1


async def test_nothing_that_was_sent_or_answered_can_be_read_from_the_table(
    keys: PostgresIdempotencyStore, store: Database
) -> None:
    await keys.claim(NORTH, "04A2B3C4D5E61F", CARD)
    await keys.keep(NORTH, "04A2B3C4D5E61F", ANSWER)
    engine = store.owner_engine()
    async with engine.connect() as connection:
        (row,) = (await connection.execute(text("SELECT * FROM idempotency_keys"))).all()
    await engine.dispose()
    shown = repr(tuple(row))
    assert "hunter2" not in shown
    assert "04A2B3C4D5E61F" not in shown
