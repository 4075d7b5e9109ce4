"""Webhooks over HTTP: who may what, and what is told of them."""

from datetime import timedelta

import httpx
import msgspec
import pytest
from tests.integration.webhooks.conftest import Post, booted, client_of, session
from tests.integration.webhooks.consumer import consuming, says

from chargehouse.contexts.sessions.events import SessionStarted
from chargehouse.contexts.webhooks.errors import WebhookUnknown
from chargehouse.contexts.webhooks.public import WEBHOOKS_READ
from chargehouse.platform.http.paging import Paging

URL = "https://consumer.example/hook?key=k1"
BODY = {"url": URL, "event_types": ["session.*"], "description": " Ledger "}


async def test_a_webhook_is_added_read_changed_and_removed(
    client: httpx.AsyncClient, post: Post
) -> None:
    """B12"""
    answer = await client.post("/webhooks", json=BODY)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    secret, made = answer.json()["secret"], answer.json()["webhook"]
    assert secret.startswith("whsec_")
    path = f"/webhooks/{made['id']}"
    assert (await client.get(path)).json() == made
    assert (made["url"], made["description"], made["version"]) == (URL, "Ledger", 1)
    listed = (await client.get("/webhooks", params={"enabled": "true"})).json()["items"]
    assert listed == [made]
    changed = (await client.patch(path, json={"ordered": True, "version": 1})).json()
    assert (changed["ordered"], changed["version"]) == (True, 2)
    stale = await client.patch(path, json={"ordered": False, "version": 1})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/changed_meanwhile")
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404
    told = dict(await post.office.events())
    assert {"webhook.added", "webhook.edited", "webhook.removed"} <= set(told)
    assert "k1" not in "".join(told.values())
    dump = await post.office.dump()
    assert secret not in dump
    assert secret.removeprefix("whsec_") not in dump


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"url": "http://10.0.0.1:22/"}, "webhook_url_invalid"),
        ({"url": "ftp://consumer.example"}, "webhook_url_invalid"),
        ({"event_types": ["nothing.like.this"]}, "event_types_invalid"),
        ({"event_types": []}, "invalid"),
        ({"unknown": 1}, "invalid"),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    client: httpx.AsyncClient, change: dict[str, object], kind: str
) -> None:
    answer = await client.post("/webhooks", json=BODY | change)
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{kind}")


async def test_a_secret_is_rotated_and_the_former_ends(
    client: httpx.AsyncClient, post: Post
) -> None:
    made = (await client.post("/webhooks", json=BODY)).json()
    path = f"/webhooks/{made['webhook']['id']}/secret"
    secrets = {made["secret"]}
    for _ in range(3):
        answer = await client.post(path, json={"old_serves_s": 60})
        assert answer.headers["cache-control"] == "no-store"
        secrets.add(answer.json()["secret"])
        kept = answer.json()["webhook"]["secrets"]
        assert [secret["ends_at"] is None for secret in kept] == [False, True]
    assert len(secrets) == 4
    assert (await client.post(path, json={"old_serves_s": 10**6})).status_code == 422


async def test_a_test_is_sent_even_to_a_disabled_webhook_and_once(
    client: httpx.AsyncClient, post: Post
) -> None:
    async with consuming(says(500)) as consumer:
        body = BODY | {"url": consumer.url, "enabled": False}
        made = (await client.post("/webhooks", json=body)).json()["webhook"]
        asked = await client.post(f"/webhooks/{made['id']}/test", json={})
        assert asked.status_code == 201
        await post.send()
        post.advance(timedelta(days=1))
        await post.send()
    assert consumer.types == ["webhook.test"]
    read = (await client.get(f"/webhook-deliveries/{asked.json()['id']}")).json()
    assert (read["delivery"]["status"], read["attempts"][0]["status_code"]) == ("failed", 500)
    assert msgspec.json.decode(read["request_body"])["type"] == "webhook.test"
    assert (await client.get(f"/webhooks/{made['id']}")).json()["failing_since"] is None


async def test_deliveries_are_listed_and_replayed_with_their_id(
    client: httpx.AsyncClient, post: Post
) -> None:
    async with consuming(says(410, body="gone")) as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        await post.send()
        path = f"/webhooks/{created.webhook.id}"
        [failed] = (await client.get(f"{path}/deliveries", params={"status": "failed"})).json()[
            "items"
        ]
        again = f"/webhook-deliveries/{failed['id']}/replay"
        refused = await client.post(again)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/webhook_disabled")
        await client.patch(path, json={"enabled": True})
        consumer.answering = says(200)
        assert (await client.post(again)).json()["status"] == "pending"
        await post.send()
    assert [heard.id for heard in consumer.heard] == [failed["event_id"]] * 2
    read = (await client.get(f"/webhook-deliveries/{failed['id']}")).json()
    assert (read["delivery"]["status"], read["delivery"]["attempts"]) == ("succeeded", 2)
    assert [each["response_body"] for each in read["attempts"]] == ["gone", ""]


async def test_all_that_failed_since_an_instant_is_replayed(
    client: httpx.AsyncClient, post: Post
) -> None:
    async with consuming(says(410)) as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        path = f"/webhooks/{created.webhook.id}"
        for _ in range(3):
            await post.happen(booted(post.office))
            await post.send()
            await client.patch(path, json={"enabled": True})
            post.advance(timedelta(hours=1))
        consumer.answering = says(200)
        since = (post.office.clock.now() - timedelta(hours=2)).isoformat()
        answer = await client.post(f"{path}/replay", json={"since": since})
        assert answer.json() == {"replayed": 2}
        await post.send()
    statuses = [each.status for each in await post.deliveries(created)]
    assert statuses == ["failed", "succeeded", "succeeded"]


async def test_deliveries_are_paged_and_filtered(client: httpx.AsyncClient, post: Post) -> None:
    created = await post.subscribe("http://127.0.0.1:9999/", "*")
    await post.happen(*(booted(post.office) for _ in range(5)))
    path = f"/webhooks/{created.webhook.id}/deliveries"
    first = (await client.get(path, params={"limit": 2, "event_type": "station.booted"})).json()
    assert len(first["items"]) == 2
    rest = await client.get(
        path,
        params={"limit": 9, "event_type": "station.booted", "cursor": first["next_cursor"]},
    )
    assert len(rest.json()["items"]) == 3
    none = await client.get(path, params={"from": "2030-01-01T00:00:00Z"})
    assert none.json()["items"] == []


async def test_who_may_not_manage_sees_no_query_and_who_may_not_read_sees_no_body(
    post: Post,
) -> None:
    async with consuming(says(200, body="said")) as consumer:
        created = await post.subscribe(consumer.url + "?key=k1", "session.*")
        await post.happen(session(post.office, SessionStarted))
        await post.send()
    [delivery] = await post.deliveries(created)
    async with client_of(post, "webhooks.read") as reader:
        assert (await reader.get("/webhooks")).json()["items"][0]["url"] == consumer.url
        shown = (await reader.get(f"/webhook-deliveries/{delivery.id}")).json()
        assert (shown["request_body"], shown["attempts"][0]["response_body"]) == (None, None)
        for path in (f"/webhook-deliveries/{delivery.id}/replay", "/webhooks"):
            assert (await reader.post(path, json=BODY)).status_code == 403
    async with client_of(post, "webhooks.read", "sessions.read") as reader:
        shown = (await reader.get(f"/webhook-deliveries/{delivery.id}")).json()
        assert shown["attempts"][0]["response_body"] == "said"


async def test_a_subscription_hears_only_what_its_owner_may_read(post: Post) -> None:
    async with consuming() as consumer, client_of(post, "webhooks.manage", "sessions.read") as few:
        body = {"url": consumer.url, "event_types": ["station.booted"]}
        refused = await few.post("/webhooks", json=body)
        assert (refused.status_code, refused.json()["type"]) == (
            403,
            "/problems/event_type_not_readable",
        )
        answer = await few.post("/webhooks", json=body | {"event_types": ["*"]})
        assert answer.status_code == 201
        await post.happen(booted(post.office), session(post.office, SessionStarted))
        await post.send()
    assert consumer.types == ["session.started"]


async def test_whoever_sends_it_elsewhere_gets_nothing_that_was_queued_for_others(
    post: Post,
) -> None:
    async with consuming() as consumer, client_of(post, "webhooks.manage", "sessions.read") as few:
        created = await post.subscribe("http://127.0.0.1:9999/", "*")
        await post.happen(booted(post.office), session(post.office, SessionStarted))
        changed = await few.patch(f"/webhooks/{created.webhook.id}", json={"url": consumer.url})
        assert changed.status_code == 200
        await post.send()
    assert consumer.types == ["session.started"]
    [booting] = [e for e in await post.deliveries(created) if e.event_type == "station.booted"]
    assert (booting.status, booting.last_error) == ("failed", "not_permitted")


async def test_a_filter_by_place_holds_for_events_of_its_stations(post: Post) -> None:
    depot, elsewhere = post.office.database.ids.new(), post.office.database.ids.new()
    here, there = booted(post.office), booted(post.office)
    for station, location in ((here, depot), (there, elsewhere)):
        await post.office.rows(
            "INSERT INTO locations (tenant_id, id, name, timezone, created_at, updated_at)"
            " VALUES ($1, $2, 'Depot', 'Europe/Berlin', now(), now())",
            post.office.north,
            location,
        )
        await post.office.rows(
            "INSERT INTO stations (tenant_id, id, location_id, code, security_profile,"
            " registration, created_at, updated_at)"
            " VALUES ($1, $2, $3, $4, 1, 'accepted', now(), now())",
            post.office.north,
            station.aggregate_id,
            location,
            str(station.aggregate_id),
        )
    async with consuming() as by_place, consuming() as by_station:
        await post.subscribe(by_place.url, location_id=depot)
        await post.subscribe(by_station.url, station_id=there.aggregate_id)
        started = session(post.office, SessionStarted)
        await post.happen(here, there, started, msgspec.structs.replace(started, location_id=depot))
        await post.send()
    assert by_place.types == ["station.booted", "session.started"]
    assert by_place.heard[0].json["data"]["station_id"] == str(here.aggregate_id)
    assert [heard.json["data"]["station_id"] for heard in by_station.heard] == [
        str(there.aggregate_id)
    ]


async def test_tenants_are_apart(post: Post) -> None:
    async with consuming() as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        stranger = post.office.stranger
        with pytest.raises(WebhookUnknown):
            await post.webhooks.get(stranger, created.webhook.id)
        assert (await post.webhooks.page(stranger, Paging())).items == []
        async with post.office.database.transaction(stranger) as work:
            work.record(booted(post.office))
        await post.send()
    assert consumer.heard == []
    for table in ("webhooks", "webhook_secrets"):
        assert await post.office.seen_without_filter(stranger, table) == set()


async def test_the_log_is_kept_for_its_time(post: Post) -> None:
    async with consuming() as consumer:
        created = await post.subscribe(consumer.url, "station.booted")
        await post.happen(booted(post.office))
        await post.send()
        post.advance(timedelta(days=29))
        await post.happen(booted(post.office))
        await post.log.forget_old(post.actor, days=30)
        assert len(await post.deliveries(created)) == 2
        post.advance(timedelta(days=2))
        await post.log.forget_old(post.actor, days=30)
        assert len(await post.deliveries(created)) == 1
        await post.webhooks.remove(post.actor, created.webhook.id)
        post.advance(timedelta(days=31))
        await post.log.forget_old(post.actor, days=30)
    for table in ("webhooks", "webhook_deliveries", "webhook_attempts", "webhook_secrets"):
        assert await post.office.rows(f"SELECT * FROM {table}") == []  # noqa: S608  fixed names


async def test_the_types_of_events_are_told_with_schema_and_example(post: Post) -> None:
    async with client_of(post, WEBHOOKS_READ.action) as reader:
        types = {kind["name"]: kind for kind in (await reader.get("/event-types")).json()}
    started = types["session.started"]
    assert started["permission"] == "sessions.read"
    assert started["schema"]["properties"]["started_at"]["format"] == "date-time"
    read = msgspec.convert(started["example"], SessionStarted)
    assert read.energy_wh == 8400
