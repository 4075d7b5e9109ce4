"""Answers of many conversations are handed over in bulk, and never wait for the silent."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any
from uuid import UUID

from chargehouse.contexts.access.public.freevend import Answer
from chargehouse.gateway.freevend.portions import APART_S, in_portions
from chargehouse.kernel.clock import FakeClock


class Talk:
    """Conversations that end when they are told to."""

    def __init__(self, count: int) -> None:
        self.clock = FakeClock()
        self.ended = [asyncio.Event() for _ in range(count)]
        self.portions: list[list[int]] = []

    async def conversations(self) -> AsyncIterator[Coroutine[Any, Any, Answer]]:
        for number in range(len(self.ended)):
            yield self._hold(number)

    async def begin(self) -> "asyncio.Task[None]":
        work = asyncio.create_task(
            in_portions(
                self.conversations(),
                lambda answers: self.portions.append([each.station_id.int for each in answers]),
                self.clock,
            )
        )
        await turns()
        return work

    async def end(self, *numbers: int) -> None:
        for number in numbers:
            self.ended[number].set()
        await turns()

    async def pass_by(self) -> None:
        self.clock.advance(APART_S)
        await turns()

    async def _hold(self, number: int) -> Answer:
        await self.ended[number].wait()
        return Answer(station_id=UUID(int=number), outcome="accepted")


async def turns() -> None:
    """Let the loop do all that it has to do."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_answers_that_come_at_once_are_handed_over_at_once_and_together() -> None:
    talk = Talk(3)
    work = await talk.begin()
    await talk.end(2, 0, 1)
    assert talk.portions == [[2, 0, 1]]
    assert work.done()


async def test_what_has_come_after_a_while_waits_for_nobody() -> None:
    talk = Talk(4)
    work = await talk.begin()
    await talk.end(0, 1)
    assert talk.portions == []
    await talk.pass_by()
    assert talk.portions == [[0, 1]]
    await talk.pass_by()
    await talk.end(3)
    assert talk.portions == [[0, 1]]
    await talk.pass_by()
    assert talk.portions == [[0, 1], [3]]
    assert not work.done()
    await talk.end(2)
    assert talk.portions == [[0, 1], [3], [2]]
    assert work.done()


async def test_of_nobody_nothing_is_heard() -> None:
    talk = Talk(0)
    await (await talk.begin())
    assert talk.portions == []


async def test_who_gives_up_breaks_the_conversations_off() -> None:
    talk = Talk(2)
    work = await talk.begin()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert len(asyncio.all_tasks()) == 1
