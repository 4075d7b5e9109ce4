"""What fails for one hinders no other."""

import asyncio

import pytest

from chargehouse.kernel.apart import Apart, for_each


async def test_all_have_their_turn_and_what_failed_is_told_at_the_end() -> None:
    seen = []

    async def act(number: int) -> int:
        seen.append(number)
        if number % 2:
            raise ValueError(str(number))
        return number

    with pytest.raises(ExceptionGroup) as told:
        await for_each([1, 2, 3, 4], act)
    assert seen == [1, 2, 3, 4]
    assert [str(each) for each in told.value.exceptions] == ["1", "3"]
    assert await for_each([2, 4], act) == 6


async def test_parts_go_on_side_by_side_and_begin_others_while_one_fails() -> None:
    done = []
    first = asyncio.Event()

    async def fail() -> None:
        first.set()
        raise ValueError("the second")

    async def wait(parts: Apart) -> None:
        await first.wait()
        parts.begin(note("later"))
        done.append("waited")

    async def note(word: str) -> None:
        done.append(word)

    async def block() -> None:
        async with Apart() as parts:
            parts.begin(wait(parts))
            parts.begin(fail())

    with pytest.raises(ExceptionGroup) as told:
        await block()
    assert done == ["waited", "later"]
    assert [str(each) for each in told.value.exceptions] == ["the second"]


async def test_parts_are_broken_off_with_the_block_that_began_them() -> None:
    broken_off = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            broken_off.append("part")
            raise

    async def block() -> None:
        async with Apart() as parts:
            parts.begin(wait())

    async def failing_block() -> None:
        async with Apart() as parts:
            parts.begin(wait())
            await asyncio.sleep(0)
            raise ValueError("the block")

    work = asyncio.create_task(block())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    with pytest.raises(ValueError, match="the block"):
        await failing_block()
    assert broken_off == ["part", "part"]
