"""Words between processes about chargers' modes: what to do, and what came of it so far.

A process that is told to do something with chargers of its own answers as soon as some of them did,
and is asked for the rest.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Literal
from uuid import UUID

import msgspec

from chargehouse.contexts.access.public.freevend import Answer, Hear, Outcome, Wish
from chargehouse.gateway.questions import TIMEOUT_S
from chargehouse.gateway.reach import Reach
from chargehouse.kernel.clock import Clock

CALLS_AT_MOST: Final = 4
PATIENCE_S: Final = CALLS_AT_MOST * TIMEOUT_S
FORGOTTEN_AFTER_S: Final = 2 * PATIENCE_S
"""So long answers are kept for a process that asks for them no more."""

Doing = Literal["switch", "read_back"]
Do = Callable[[Doing, Sequence[Wish], Hear], Awaitable[None]]


class Errand(msgspec.Struct, frozen=True):
    """Do this with chargers of yours; without wishes, tell more of what comes of it."""

    id: UUID
    tenant_id: UUID
    doing: Doing
    wishes: list[Wish] = []


class Part(msgspec.Struct, frozen=True):
    """What came of an errand since it was told of last."""

    answers: list[Answer]
    is_last: bool


def errands_subject(process_id: UUID) -> str:
    """Return the subject on which a process is told what to do with its chargers."""
    return f"gateway.{process_id}.freevend_errands"


async def have_done(reach: Reach, process_id: UUID, errand: Errand, hear: Hear) -> None:
    """Have another process do something with chargers of its own."""
    left = {each.station_id for each in errand.wishes}
    unheard: Outcome = "offline"
    while left:
        body = await reach.ask(errands_subject(process_id), msgspec.json.encode(errand), PATIENCE_S)
        if not isinstance(body, bytes):
            unheard = body if unheard == "offline" else unheard
            break
        # From now on they may have been told.
        unheard = "timed_out"
        part = msgspec.json.decode(body, type=Part)
        hear([each for each in part.answers if each.station_id in left])
        left -= {each.station_id for each in part.answers}
        if part.is_last:
            break
        errand = msgspec.structs.replace(errand, wishes=[])
    if left:
        hear([Answer(station_id=each, outcome=unheard) for each in left])


class Errands:
    """The errands of other processes that are under way here."""

    def __init__(self, do: Do, clock: Clock) -> None:
        self._do = do
        self._clock = clock
        self._under_way: dict[UUID, _UnderWay] = {}

    async def run(self, body: bytes) -> bytes:
        """Begin an errand, or go on with one; return what came of it since it was asked last."""
        errand = msgspec.json.decode(body, type=Errand)
        if errand.wishes:
            self._forget()
            begun = _UnderWay(self._do, errand, self._clock.monotonic())
            self._under_way[errand.id] = begun
        under_way = self._under_way.get(errand.id)
        part = Part([], is_last=True) if under_way is None else await under_way.part()
        if part.is_last:
            self._under_way.pop(errand.id, None)
        return msgspec.json.encode(part)

    async def stop(self) -> None:
        """Break off what is under way."""
        left = [each.task for each in self._under_way.values()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _forget(self) -> None:
        since_s = self._clock.monotonic() - FORGOTTEN_AFTER_S
        old = [key for key, each in self._under_way.items() if each.begun_at_s < since_s]
        for key in old:
            del self._under_way[key]


class _UnderWay:
    """An errand, and the answers that were not asked for yet."""

    def __init__(self, do: Do, errand: Errand, begun_at_s: float) -> None:
        self.begun_at_s = begun_at_s
        self._answers: list[Answer] = []
        self._news = asyncio.Event()
        self.task = asyncio.ensure_future(do(errand.doing, errand.wishes, self._hear))
        self.task.add_done_callback(lambda _: self._news.set())

    async def part(self) -> Part:
        """Return what came since, as soon as there is any, or nothing more comes."""
        await self._news.wait()
        self._news.clear()
        answers, self._answers = self._answers, []
        return Part(answers, is_last=self.task.done())

    def _hear(self, answers: Sequence[Answer]) -> None:
        self._answers += answers
        self._news.set()
