"""Workers go round, whatever happens in a round, and end what they began."""

import asyncio

from structlog.testing import capture_logs

from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.outbox.bell import POLL_S
from chargehouse.platform.rounds import Rounds, UnderWay


async def test_a_round_follows_the_other_whatever_happened_in_it() -> None:
    clock, made = FakeClock(), asyncio.Semaphore(0)
    troubles = [Unavailable("away"), ValueError("odd")]

    async def make() -> None:
        made.release()
        if troubles:
            raise troubles.pop(0)

    rounds = Rounds("worker", make, clock=clock, apart_s=0.0)
    with capture_logs() as logs:
        await rounds.start()
        await made.acquire()
        rounds.wake()
        await made.acquire()
        rounds.wake()
        await made.acquire()
        await rounds.stop()
    told = [(line["event"], line["worker"]) for line in logs]
    assert told == [("a worker waits for the database", "worker"), ("a worker stumbled", "worker")]


async def test_a_round_is_made_every_second_unasked() -> None:
    clock, made = FakeClock(), asyncio.Semaphore(0)

    async def make() -> None:
        made.release()

    rounds = Rounds("worker", make, clock=clock, apart_s=0.0)
    await rounds.start()
    await made.acquire()
    assert made.locked()
    await asyncio.sleep(0)
    clock.advance(POLL_S)
    await made.acquire()
    await rounds.stop()


async def test_a_round_that_found_something_is_followed_by_the_next() -> None:
    made, left = asyncio.Semaphore(0), [2, 1, 0]

    async def make() -> int:
        made.release()
        return left.pop(0)

    rounds = Rounds("worker", make, clock=FakeClock(), apart_s=0.0, goes_on=True)
    await rounds.start()
    for _ in range(3):
        await made.acquire()
    await asyncio.sleep(0)
    await rounds.stop()
    assert (left, made.locked()) == ([], True)


async def test_rounds_asked_for_in_a_while_are_one() -> None:
    clock, made = FakeClock(), asyncio.Semaphore(0)

    async def make() -> None:
        made.release()

    rounds = Rounds("worker", make, clock=clock, apart_s=0.0)
    await rounds.start()
    await made.acquire()
    await asyncio.sleep(0)
    rounds.wake_in(0.02)
    clock.advance(0.01)
    rounds.wake_in(0.02)
    assert made.locked()
    clock.advance(0.01)
    await made.acquire()
    await asyncio.sleep(0)
    clock.advance(0.02)
    await asyncio.sleep(0)
    assert made.locked()
    await rounds.stop()


async def test_what_is_under_way_is_waited_for_and_what_is_left_is_broken_off() -> None:
    ended: list[int] = []
    under_way = UnderWay("work", lambda: ended.append(len(under_way)))
    released, broken = asyncio.Event(), asyncio.Event()

    async def ends() -> None:
        await released.wait()

    async def stays() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            broken.set()

    async def fails() -> None:
        raise ValueError("odd")

    with capture_logs() as logs:
        under_way.begin(fails())
        await under_way.idle()
    assert [line["worker"] for line in logs] == ["work"]
    under_way.begin(ends())
    under_way.begin(stays())
    assert len(under_way) == 2
    released.set()
    await under_way.stop(0.01)
    assert broken.is_set()
    assert len(under_way) == 0
    assert len(ended) == 3
