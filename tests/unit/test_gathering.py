"""What many ask for at once is looked up together, and never from memory."""

import asyncio
from collections.abc import Collection, Mapping

import pytest

from chargehouse.platform.gathering import Gathering


class Looks:
    """Finds the squares of numbers below ten, a look at a time when it is let."""

    def __init__(self) -> None:
        self.made: list[list[int]] = []
        self.let = asyncio.Event()
        self.error: Exception | None = None

    async def find(self, asked: Collection[int]) -> Mapping[int, int]:
        self.made.append(sorted(asked))
        await self.let.wait()
        if self.error is not None:
            raise self.error
        return {number: number**2 for number in asked if number < 10}


async def turn() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_many_who_ask_at_once_cost_one_look() -> None:
    looks = Looks()
    gathering = Gathering("squares", looks.find)
    looks.let.set()
    found = await asyncio.gather(*(gathering.find(number) for number in (3, 1, 3, 12)))
    assert found == [9, 1, 9, None]
    assert looks.made == [[1, 3, 12]]


async def test_who_asks_during_a_look_goes_with_the_next() -> None:
    looks = Looks()
    gathering = Gathering("squares", looks.find)
    first = asyncio.create_task(gathering.find(2))
    await turn()
    late = [asyncio.create_task(gathering.find(number)) for number in (2, 4)]
    await turn()
    assert looks.made == [[2]]
    looks.let.set()
    assert await asyncio.gather(first, *late) == [4, 4, 16]
    assert looks.made == [[2], [2, 4]]


async def test_nothing_is_remembered() -> None:
    looks = Looks()
    gathering = Gathering("squares", looks.find)
    looks.let.set()
    await gathering.find(5)
    await gathering.find(5)
    assert looks.made == [[5], [5]]


async def test_a_look_that_fails_fails_for_those_who_asked_alone() -> None:
    looks = Looks()
    gathering = Gathering("squares", looks.find)
    looks.let.set()
    looks.error = LookupError("away")
    failed = await asyncio.gather(gathering.find(1), gathering.find(2), return_exceptions=True)
    assert [type(each) for each in failed] == [LookupError, LookupError]
    looks.error = None
    assert await gathering.find(1) == 1


async def test_who_gives_up_breaks_off_nobody_else() -> None:
    looks = Looks()
    gathering = Gathering("squares", looks.find)
    hasty = asyncio.create_task(gathering.find(6))
    patient = asyncio.create_task(gathering.find(6))
    await turn()
    hasty.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hasty
    looks.let.set()
    assert await patient == 36
