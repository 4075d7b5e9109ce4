"""Partners that fail, hang, redirect or flood are left to themselves, and delay no other (C7)."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Roamer
from tests.integration.roaming.receiving import (
    Mood,
    Publisher,
    closed,
    fails,
    hangs,
    hangs_up,
    overflows,
    redirects,
    refuses,
    talks_nonsense,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

TIMEOUT = timedelta(seconds=10)
WORST = (hangs, redirects, overflows, talks_nonsense, fails, hangs_up, refuses)


@pytest_asyncio.fixture(loop_scope="module")
async def publisher(roamer: Roamer) -> AsyncIterator[Publisher]:
    ours = (await roamer.contexts.party_book.ours(roamer.actor))[0]
    made = Publisher(roamer, None, ours.id)  # type: ignore[arg-type]
    made.pusher = made.worker()
    yield made
    await made.pusher.stop()
    await closed(roamer.ground)


@pytest.mark.parametrize(
    ("mood", "words", "details"),
    [
        (
            redirects,
            "It answered what is not OCPI.",
            "HTTP 307: redirections are not followed",
        ),
        (overflows, "Its answer was larger than is read.", None),
        (talks_nonsense, "It answered what is not OCPI.", "The answer is not JSON"),
        (fails, "It answered with a status code that says no.", "3000"),
        (hangs_up, "It hung up before it answered.", None),
        (refuses, "It answered with a status code that says no.", "2001"),
    ],
)
async def test_it_is_said_in_words_what_was_wrong(
    publisher: Publisher, mood: Mood, words: str, details: str | None
) -> None:
    async with publisher.partner(mood=mood) as partner:
        await publisher.location()
        await publisher.push()
        assert len(partner.told) == 1
        queue = await publisher.queue(partner)
        assert (queue.waiting, queue.last_error, queue.last_error_details) == (1, words, details)


async def test_after_ten_seconds_nobody_waits_any_more(publisher: Publisher) -> None:
    async with publisher.partner(mood=hangs) as partner:
        await publisher.location()
        await publisher.pusher.round()
        await partner.hears(1)
        publisher.advance(TIMEOUT)
        await publisher.pusher.idle()
        assert (await publisher.queue(partner)).last_error == "It gave no whole answer in time."


async def test_the_worst_partners_delay_no_other(publisher: Publisher) -> None:
    """Every change reaches the good partner in the round in which it is due, whoever hangs."""
    async with AsyncExitStack() as stack:
        good = await stack.enter_async_context(publisher.partner("Good", party="NL-GOO"))
        for number, mood in enumerate(WORST):
            party = f"DE-B0{number}"
            bad = publisher.partner(f"Bad {number}", party=party, mood=mood)
            await stack.enter_async_context(bad)
        for step in range(5):
            for number in range(4):
                await publisher.location(f"S{step}L{number}", name=f"Step {step}")
            await publisher.pusher.round()
            await good.hears(4 * (step + 1))
            publisher.advance(timedelta(seconds=1))
        told = [each.body.count(b"Step 4") for each in good.told[-4:]]
        assert told == [1, 1, 1, 1]
        publisher.advance(TIMEOUT)
        await publisher.pusher.idle()


async def test_many_that_hang_leave_the_others_one_way_through(publisher: Publisher) -> None:
    """Even when all room is taken by partners that nobody knew to hang."""
    async with AsyncExitStack() as stack:
        good = await stack.enter_async_context(publisher.partner("Good", party="NL-GOO"))
        bad = [
            await stack.enter_async_context(
                publisher.partner(f"Bad {number}", party=f"DE-H0{number}", mood=hangs)
            )
            for number in range(3)
        ]
        for number in range(10):
            await publisher.location(f"L{number}")
        while await publisher.pusher.round():
            pass
        for each in bad:
            await each.hears(8)
        await good.hears(8)
        await publisher.location("LAST")
        while "PUT locations/XX/CHG/LAST" not in good.requests:
            await publisher.pusher.round()
            await good.hears(len(good.told))
        assert all(len(each.told) == 8 for each in bad)
        publisher.advance(TIMEOUT)
        await publisher.pusher.idle()


async def test_a_partner_that_hangs_does_not_hold_up_the_stop_of_a_worker(
    publisher: Publisher,
) -> None:
    async with publisher.partner(mood=hangs) as partner:
        worker = publisher.worker()
        await publisher.location()
        await worker.round()
        await partner.hears(1)
        await worker.stop()
        assert await publisher.pusher.round() == 1
        await partner.hears(2)
        publisher.advance(TIMEOUT)
        await publisher.pusher.idle()
