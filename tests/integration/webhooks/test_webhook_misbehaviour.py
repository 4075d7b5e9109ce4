"""Consumers that fail, hang, redirect and lie cost a bounded time, and nobody else anything."""

from datetime import timedelta

import pytest
from tests.integration.webhooks.conftest import Post, booted
from tests.integration.webhooks.consumer import (
    Answering,
    breaks_off,
    consuming,
    drips,
    hangs,
    hangs_up,
    never_ends,
    says,
    talks_nonsense,
)

from chargehouse.contexts.webhooks.public import DeliveryDetail

TIMEOUT = timedelta(seconds=15)


async def told(post: Post, answering: Answering) -> DeliveryDetail:
    """Return what came of telling a consumer something, once."""
    async with consuming(answering) as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        await post.send()
    return await post.only(created)


@pytest.mark.parametrize(
    ("answering", "status", "error"),
    [
        (says(302, "Location: http://127.0.0.1:1/elsewhere"), 302, None),
        (says(308, "Location: /hook2"), 308, None),
        (says(404), 404, None),
        (says(101, "Upgrade: websocket", "Connection: Upgrade"), None, "connection_broken"),
        (breaks_off, 200, "answer_broken"),
        (talks_nonsense, None, "connection_broken"),
        (hangs_up, None, "connection_broken"),
        (says(200, "X-Long: " + "x" * 200_000), None, "connection_broken"),
    ],
)
async def test_what_is_no_success_is_tried_again(
    post: Post, answering: Answering, status: int | None, error: str | None
) -> None:
    detail = await told(post, answering)
    assert detail.delivery.status == "pending"
    assert (detail.delivery.last_status_code, detail.delivery.last_error) == (status, error)
    assert len(detail.attempts) == 1


async def test_a_redirection_is_not_followed(post: Post) -> None:
    async with consuming() as elsewhere:
        await told(post, says(307, f"Location: {elsewhere.url}"))
        assert elsewhere.heard == []


@pytest.mark.parametrize("answering", [hangs, drips])
async def test_after_15_s_nobody_waits_any_more(post: Post, answering: Answering) -> None:
    async with consuming(answering) as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        await post.sender.round()
        await consumer.hears(1)
        post.advance(TIMEOUT)
        await post.sender.idle()
    detail = await post.only(created)
    assert detail.delivery.last_error == "timed_out"
    assert detail.attempts[0].duration_ms == 15_000


async def test_of_an_endless_answer_a_part_is_read_and_less_is_kept(post: Post) -> None:
    detail = await told(post, never_ends)
    [attempt] = detail.attempts
    assert (detail.delivery.status, attempt.truncated) == ("succeeded", True)
    assert attempt.response_body == "x" * 8192


async def test_an_answer_may_hold_any_bytes(post: Post) -> None:
    detail = await told(post, says(200, body="a\0b\ufffe"))
    assert detail.attempts[0].response_body == "a\ufffdb\ufffe"


async def test_a_consumer_that_is_not_there_is_tried_again(post: Post) -> None:
    async with consuming() as consumer:
        url = consumer.url
    created = await post.subscribe(url, "station.booted")
    await post.happen(booted(post.office))
    await post.send()
    assert (await post.only(created)).delivery.last_error == "cannot_connect"


async def test_dead_consumers_delay_no_other(post: Post) -> None:
    async with consuming(hangs) as dead, consuming() as alive:
        for _ in range(5):
            await post.subscribe(dead.url, "station.booted")
        await post.subscribe(alive.url, "station.booted")
        for _ in range(3):
            await post.happen(*(booted(post.office) for _ in range(6)))
            await post.sender.round()
            await alive.hears(len(alive.heard) + 6)
        assert len(alive.heard) == 18
        post.advance(TIMEOUT)
        await dead.hears(1)
        await post.sender.idle()
        before = len(dead.heard)
        # Known to fail, each of the five has one attempt under way at a time.
        post.advance(timedelta(hours=1))
        await post.sender.round()
        await dead.hears(before + 5)
        await post.sender.round()
        assert len(dead.heard) == before + 5
        post.advance(TIMEOUT)
        await post.sender.idle()


async def test_a_dead_consumer_does_not_hold_up_the_stop_of_a_worker(post: Post) -> None:
    async with consuming(hangs) as consumer:
        await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        await post.sender.round()
        await consumer.hears(1)
        await post.sender.stop()
        fresh = post.worker()
        assert await fresh.round() == 1
        await consumer.hears(2)
        post.advance(TIMEOUT)
        await fresh.idle()
        await fresh.stop()
    assert len({heard.id for heard in consumer.heard}) == 1
