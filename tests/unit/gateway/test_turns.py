import asyncio
from collections import Counter

from chargehouse.gateway.freevend.turns import Turns


async def test_no_more_begin_in_one_turn_of_the_loop_than_may_and_all_do_in_order() -> None:
    turns, loop_turn, begun = Turns(2), 0, list[tuple[int, int]]()

    async def begin(number: int) -> None:
        await turns.take()
        begun.append((number, loop_turn))

    work = asyncio.gather(*(begin(number) for number in range(7)))
    while not work.done():
        loop_turn += 1
        await asyncio.sleep(0)
    assert [number for number, _ in begun] == list(range(7))
    assert set(Counter(at for _, at in begun).values()) <= {1, 2}


async def test_who_gives_up_waiting_takes_nobodys_turn() -> None:
    turns = Turns(1)
    await turns.take()
    waiting = [asyncio.create_task(turns.take()) for _ in range(3)]
    await asyncio.sleep(0)
    for each in waiting[:2]:
        each.cancel()
    await waiting[2]
    async with asyncio.timeout(5):
        await turns.take()
