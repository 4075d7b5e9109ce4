"""What consumers are told, when, and in which order."""

from datetime import timedelta

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError
from tests.integration.webhooks.conftest import Post, booted, session
from tests.integration.webhooks.consumer import Heard, consuming, says

from chargehouse.contexts.sessions.events import SessionStarted, SessionTerminated
from chargehouse.contexts.webhooks.model.retries import PAUSES
from chargehouse.kernel.clock import SystemClock


def verified(secret: str, heard: Heard) -> object:
    return Verifier(secret).verify(heard.body, heard.headers)


async def test_a_consumer_with_the_public_library_verifies_what_it_is_told(post: Post) -> None:
    """B12"""
    post.advance(SystemClock().now() - post.office.clock.now())
    async with consuming() as consumer:
        created = await post.subscribe(consumer.url + "?key=k")
        event = booted(post.office)
        await post.happen(event)
        await post.send()
    [heard] = consumer.heard[:1]
    [told] = [each for each in consumer.heard if each.json["type"] == "station.booted"]
    assert heard.target == "/hook?key=k"
    assert verified(created.secret, told) == told.json
    assert told.json == {
        "type": "station.booted",
        "timestamp": told.json["timestamp"],
        "tenant_id": str(post.office.north),
        "actor": f"{post.actor.kind}:{post.actor.name}",
        "request_id": None,
        "data": told.json["data"],
    }
    assert told.json["data"]["aggregate_id"] == str(event.aggregate_id)
    assert told.headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Verifier(created.secret).verify(told.body + b" ", told.headers)


async def test_two_secrets_sign_while_one_replaces_the_other(post: Post) -> None:
    post.advance(SystemClock().now() - post.office.clock.now())
    async with consuming() as consumer:
        first = await post.subscribe(consumer.url, "station.booted")
        second = await post.webhooks.rotate_secret(
            post.actor, first.webhook.id, old_serves=timedelta(seconds=60)
        )
        await post.happen(booted(post.office))
        await post.send()
        for secret in (first.secret, second.secret):
            verified(secret, consumer.heard[0])
        post.advance(timedelta(seconds=61))
        await post.happen(booted(post.office))
        await post.send()
    verified(second.secret, consumer.heard[1])
    with pytest.raises(WebhookVerificationError):
        verified(first.secret, consumer.heard[1])


async def test_a_delivery_is_tried_along_the_table_and_then_given_up(post: Post) -> None:
    async with consuming(says(500, body="no")) as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        for pause in PAUSES:
            if pause:
                post.advance(pause - timedelta(seconds=1))
                assert await post.send() == 0
                post.advance(timedelta(seconds=1))
            assert await post.send() == 1
        post.advance(timedelta(days=3))
        assert await post.send() == 0
    assert len({heard.id for heard in consumer.heard}) == 1
    told = await post.only(created)
    assert (told.delivery.status, told.delivery.attempts) == ("failed", 10)
    assert [attempt.number for attempt in told.attempts] == list(range(1, 11))
    assert {(each.status_code, each.response_body) for each in told.attempts} == {(500, "no")}


async def test_a_later_success_ends_it(post: Post) -> None:
    async with consuming(says(503)) as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        await post.send()
        assert (await post.webhook(created)).failing_since is not None
        consumer.answering = says(204)
        post.advance(timedelta(seconds=5))
        await post.send()
    told = await post.only(created)
    assert (told.delivery.status, told.delivery.next_at) == ("succeeded", None)
    assert told.delivery.finished_at == post.office.clock.now()
    assert (await post.webhook(created)).failing_since is None


@pytest.mark.parametrize("said", ["120", "Mon, 02 Mar 2026 08:02:00 GMT"])
async def test_retry_after_is_honoured(post: Post, said: str) -> None:
    async with consuming(says(429, f"Retry-After: {said}")) as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        await post.send()
        consumer.answering = says(200)
        await post.happen(booted(post.office))
        post.advance(timedelta(seconds=119))
        assert await post.send() == 0
        post.advance(timedelta(seconds=6))
        assert await post.send() == 2
    assert {each.status for each in await post.deliveries(created)} == {"succeeded"}


async def test_gone_disables_the_webhook(post: Post) -> None:
    async with consuming(says(410)) as consumer:
        created = await post.subscribe(consumer.url + "?key=k", "station.booted")
        await post.happen(booted(post.office), booted(post.office))
        await post.send()
        await post.happen(booted(post.office))
        post.advance(timedelta(days=2))
        assert await post.send() == 0
    found = await post.webhook(created)
    assert (found.enabled, found.disabled_reason, found.pending) == (False, "gone", 0)
    assert {each.status for each in await post.deliveries(created)} == {"failed"}
    [payload] = [body for name, body in await post.office.events() if name == "webhook.disabled"]
    assert '"reason":"gone"' in payload
    assert "key=k" not in payload


async def test_five_failing_days_disable_the_webhook(post: Post) -> None:
    async with consuming(says(500)) as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        for _ in range(5):
            assert (await post.webhook(created)).enabled
            await post.happen(booted(post.office))
            await post.send()
            post.advance(timedelta(days=1))
        await post.send()
    found = await post.webhook(created)
    assert (found.enabled, found.disabled_reason) == (False, "failing")
    assert "webhook.disabled" in [name for name, _ in await post.office.events()]


async def test_failures_that_stand_far_apart_do_not_disable(post: Post) -> None:
    async with consuming(says(500)) as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        await post.send()
        post.advance(timedelta(days=6))
        await post.happen(booted(post.office))
        await post.send()
    assert (await post.webhook(created)).enabled


async def test_order_is_kept_within_an_aggregate_where_asked(post: Post) -> None:
    one, two = post.office.database.ids.new(), post.office.database.ids.new()
    async with consuming(says(500)) as consumer:
        await post.subscribe(consumer.url, "session.*", ordered=True)
        await post.happen(session(post.office, SessionStarted, one))
        await post.send()
        await post.happen(
            session(post.office, SessionTerminated, one), session(post.office, SessionStarted, two)
        )
        consumer.answering = says(200)
        await post.send()
        told = [(each.json["type"], each.json["data"]["aggregate_id"]) for each in consumer.heard]
        assert told == [("session.started", str(one)), ("session.started", str(two))]
        post.advance(timedelta(seconds=5))
        await post.send()
    assert [heard.json["type"] for heard in consumer.heard[2:]] == [
        "session.started",
        "session.terminated",
    ]


async def test_without_order_later_events_do_not_wait(post: Post) -> None:
    one = post.office.database.ids.new()
    async with consuming(says(500)) as consumer:
        await post.subscribe(consumer.url, "session.*")
        await post.happen(session(post.office, SessionStarted, one))
        await post.send()
        await post.happen(session(post.office, SessionTerminated, one))
        await post.send()
    assert consumer.types == ["session.started", "session.terminated"]


async def test_several_workers_send_each_delivery_once(post: Post) -> None:
    others = [post.worker() for _ in range(3)]
    async with consuming() as consumer:
        await post.subscribe(consumer.url, "station.booted")
        await post.happen(*(booted(post.office) for _ in range(19)))
        for _ in range(3):
            for worker in (post.sender, *others):
                await worker.round()
        for worker in (post.sender, *others):
            await worker.idle()
            if worker is not post.sender:
                await worker.stop()
    assert len(consumer.heard) == len({heard.id for heard in consumer.heard}) == 19


async def test_a_crash_between_sending_and_recording_sends_it_again_with_the_same_id(
    post: Post,
) -> None:
    async with consuming() as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        dying = post.worker()
        await post.office.rows("ALTER TABLE webhook_attempts RENAME TO elsewhere")
        await dying.round()
        await dying.idle()
        await post.office.rows("ALTER TABLE elsewhere RENAME TO webhook_attempts")
        assert await post.send() == 0
        post.advance(timedelta(seconds=60))
        assert await post.send() == 1
        await dying.stop()
    assert len(consumer.heard) == 2
    assert consumer.heard[0].id == consumer.heard[1].id
    assert (await post.only(created)).delivery.status == "succeeded"


async def test_what_is_stopped_in_the_middle_is_given_back(post: Post) -> None:
    async with consuming() as consumer:
        await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        await post.sender.round()
        await post.sender.stop()
        fresh = post.worker()
        await fresh.round()
        await fresh.idle()
        await fresh.stop()
    assert len({heard.id for heard in consumer.heard}) == 1


async def test_the_oldest_are_kept_when_too_many_wait(post: Post) -> None:
    async with consuming() as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(*(booted(post.office) for _ in range(15)))
        await post.happen(*(booted(post.office) for _ in range(15)))
        found = await post.webhook(created)
        assert (found.pending, found.dropped) == (20, 10)
        first = await post.deliveries(created)
        await post.send()
        await post.happen(booted(post.office))
        await post.send()
    assert len(consumer.heard) == 21
    assert {str(each.event_id) for each in first} <= {heard.id for heard in consumer.heard}


async def test_connections_are_used_again(post: Post) -> None:
    async with consuming() as consumer:
        await post.subscribe(consumer.url, "station.booted")
        for _ in range(5):
            await post.happen(booted(post.office))
            await post.send()
    assert (len(consumer.heard), consumer.connections) == (5, 1)
