"""What one process has another do with its chargers, and what it hears of it."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import msgspec
import pytest

from chargehouse.contexts.access.public.freevend import Answer, Hear, SwitchPath, Wish
from chargehouse.gateway.freevend.errands import (
    FORGOTTEN_AFTER_S,
    Doing,
    Errand,
    Errands,
    Part,
    have_done,
)
from chargehouse.gateway.reach import Reach, Unreached
from chargehouse.kernel.clock import FakeClock

PATH = SwitchPath(profile="x", key="FreeVend", on="true", off="false")
TENANT, PROCESS, FIRST, SECOND = (UUID(int=number) for number in range(4))
WISHES = [Wish(FIRST, "freevend", PATH), Wish(SECOND, "freevend", PATH)]


class Holder:
    """The process that holds the chargers: each says what it says when it is let."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.errands = Errands(self._do, self.clock)
        self.may = {FIRST: asyncio.Event(), SECOND: asyncio.Event()}
        self.begun = 0

    async def _do(self, doing: Doing, wishes: Sequence[Wish], hear: Hear) -> None:
        assert doing == "switch"
        self.begun += 1
        for wish in wishes:
            await self.may[wish.station_id].wait()
            hear([Answer(station_id=wish.station_id, outcome="accepted")])


class Line(Reach):
    """The way to that process; `away` is how its chargers are answered for without it."""

    def __init__(self, holder: Holder) -> None:
        super().__init__()
        self.holder = holder
        self.away: Unreached | None = None

    async def ask(self, subject: str, body: bytes, patience_s: float) -> bytes | Unreached:  # noqa: ARG002  the one's
        if self.away is not None:
            return self.away
        return await self.holder.errands.run(body)


async def turns() -> None:
    """Let the loop do all that it has to do."""
    for _ in range(10):
        await asyncio.sleep(0)


def errand(number: int = 9, wishes: list[Wish] | None = None) -> Errand:
    return Errand(UUID(int=number), TENANT, "switch", WISHES if wishes is None else wishes)


async def test_answers_are_heard_as_they_come_and_nothing_is_done_twice() -> None:
    holder, heard = Holder(), list[Answer]()
    work = asyncio.create_task(have_done(Line(holder), PROCESS, errand(), heard.extend))
    holder.may[FIRST].set()
    await turns()
    assert [each.station_id for each in heard] == [FIRST]
    holder.may[SECOND].set()
    await work
    assert [each.station_id for each in heard] == [FIRST, SECOND]
    assert holder.begun == 1


@pytest.mark.parametrize("away", ["offline", "timed_out"])
async def test_a_process_that_is_not_reached_is_answered_for(away: Unreached) -> None:
    holder, heard = Holder(), list[Answer]()
    line = Line(holder)
    line.away = away
    await have_done(line, PROCESS, errand(), heard.extend)
    assert {each.station_id: each.outcome for each in heard} == {FIRST: away, SECOND: away}


async def test_of_a_process_that_is_gone_since_nobody_knows_whether_chargers_were_told() -> None:
    holder, heard = Holder(), list[Answer]()
    line = Line(holder)

    def hear(answers: Sequence[Answer]) -> None:
        heard.extend(answers)
        line.away = "offline"

    holder.may[FIRST].set()
    await have_done(line, PROCESS, errand(), hear)
    assert [each.outcome for each in heard] == ["accepted", "timed_out"]
    await holder.errands.stop()


async def test_who_asks_for_no_more_is_forgotten_and_then_told_that_nothing_comes() -> None:
    holder = Holder()
    holder.may[FIRST].set()
    await holder.errands.run(msgspec.json.encode(errand()))
    holder.may[SECOND].set()
    holder.clock.advance(FORGOTTEN_AFTER_S + 1)
    await holder.errands.run(msgspec.json.encode(errand(10)))
    body = await holder.errands.run(msgspec.json.encode(errand(wishes=[])))
    assert msgspec.json.decode(body, type=Part) == Part([], is_last=True)


async def test_a_process_that_stops_breaks_its_errands_off() -> None:
    holder = Holder()
    work = asyncio.create_task(holder.errands.run(msgspec.json.encode(errand())))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await holder.errands.stop()
    assert msgspec.json.decode(await work, type=Part) == Part([], is_last=True)
