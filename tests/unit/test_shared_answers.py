"""Answers that are made once for all who ask within a moment."""

import asyncio
from datetime import UTC, datetime

import pytest

from chargehouse.app.across.sharing import Shared
from chargehouse.kernel.clock import FakeClock


class Kitchen:
    """Counts what it is asked to make; the door says when it may be finished."""

    def __init__(self) -> None:
        self.made = 0
        self.door = asyncio.Event()
        self.door.set()

    async def make(self) -> int:
        self.made += 1
        number = self.made
        await self.door.wait()
        return number

    async def burn(self) -> int:
        self.made += 1
        raise OSError("It burnt.")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 11, 20, tzinfo=UTC))


async def test_one_answer_serves_all_until_it_is_a_second_old(clock: FakeClock) -> None:
    shared, kitchen = Shared[int](clock, 1.0), Kitchen()
    assert [await shared.get("a", kitchen.make) for _ in range(3)] == [1, 1, 1]
    clock.advance(0.9)
    assert await shared.get("a", kitchen.make) == 1
    clock.advance(0.1)
    assert await shared.get("a", kitchen.make) == 2


async def test_another_question_has_another_answer(clock: FakeClock) -> None:
    shared, kitchen = Shared[int](clock, 1.0), Kitchen()
    assert [await shared.get(key, kitchen.make) for key in "aba"] == [1, 2, 1]


async def test_an_answer_is_as_old_as_its_beginning(clock: FakeClock) -> None:
    shared, kitchen = Shared[int](clock, 1.0), Kitchen()
    kitchen.door.clear()
    early = asyncio.ensure_future(shared.get("a", kitchen.make))
    await asyncio.sleep(0)
    clock.advance(1)
    late = asyncio.ensure_future(shared.get("a", kitchen.make))
    await asyncio.sleep(0)
    kitchen.door.set()
    assert [await early, await late] == [1, 2]


async def test_who_leaves_takes_the_answer_from_nobody(clock: FakeClock) -> None:
    shared, kitchen = Shared[int](clock, 1.0), Kitchen()
    kitchen.door.clear()
    leaves = asyncio.ensure_future(shared.get("a", kitchen.make))
    stays = asyncio.ensure_future(shared.get("a", kitchen.make))
    await asyncio.sleep(0)
    leaves.cancel()
    kitchen.door.set()
    assert await stays == 1


async def test_a_failure_is_told_but_not_kept(clock: FakeClock) -> None:
    shared, kitchen = Shared[int](clock, 1.0), Kitchen()
    asked = [shared.get("a", kitchen.burn) for _ in range(2)]
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert ([type(one) for one in told], kitchen.made) == ([OSError, OSError], 1)
    assert await shared.get("a", kitchen.make) == 2
