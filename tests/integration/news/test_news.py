"""What's new, over a real database and over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from tests.integration.backoffice import Office, open_office

from chargehouse.contexts.news import endpoints
from chargehouse.contexts.news.errors import NewsUnknown, NoReader
from chargehouse.contexts.news.model import NewsFilters
from chargehouse.contexts.news.repository.shipped import shipped
from chargehouse.contexts.news.service import NewsService
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Forbidden
from chargehouse.platform.http.application import build_application
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.address import PostgresAddress

BODY = {
    "title": {"en": "Closed on Monday", "de": "Montag geschlossen"},
    "summary": {"en": "The depot is closed.", "de": "Das Depot ist geschlossen."},
    "audience": "driver",
    "line": "operator",
}


@pytest.fixture
async def office(database: PostgresAddress) -> AsyncIterator[Office]:
    async with open_office(database) as opened:
        released = max(entry.published_at for entry in shipped())
        opened.clock.advance((released - opened.clock.now() + timedelta(days=1)).total_seconds())
        yield opened


@pytest.fixture
async def ada(office: Office) -> Actor:
    """A person of `north`."""
    account = office.database.ids.new()
    await office.rows(
        "INSERT INTO accounts (id, email, name, password_hash, created_at)"
        " VALUES ($1, 'ada@example.com', 'Ada', '', now())",
        account,
    )
    return replace(office.actor, kind="user", id=account)


class OnlyAda:
    """Knows one token, which is Ada's."""

    def __init__(self, ada: Actor) -> None:
        self._ada = ada

    async def authenticate(self, bearer: str) -> Actor:
        assert bearer == "ada"
        return self._ada


@pytest.fixture
async def client(office: Office, ada: Actor) -> AsyncIterator[httpx.AsyncClient]:
    app = build_application(
        endpoints.CONTROLLERS,
        authenticator=OnlyAda(ada),
        clock=office.clock,
        ids=office.database.ids,
        metrics=Metrics(),
        version="1.2.3",
        max_body_bytes=10_000,
        dependencies={"news": NewsService(office.database)},
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://house/api/v1",
        headers={"Authorization": "Bearer ada"},
    ) as opened:
        yield opened


async def titles(client: httpx.AsyncClient, **query: Any) -> list[str]:  # noqa: ANN401  query parameters
    items = (await client.get("/news", params=query)).json()["items"]
    return [item["title"] for item in items]


async def test_news_of_releases_and_of_the_tenant_come_newest_first_in_ones_language(
    client: httpx.AsyncClient,
) -> None:
    """B9"""
    made = await client.post("/news", json=BODY)
    assert made.status_code == 201
    german = await client.get("/news", headers={"Accept-Language": "de-DE,de;q=0.9"})
    assert german.json()["items"][0]["title"] == "Montag geschlossen"
    assert (await titles(client, lang="fr"))[0] == "Closed on Monday"
    instants = [item["published_at"] for item in german.json()["items"]]
    assert instants == sorted(instants, reverse=True)
    assert len(instants) == 1 + len(shipped())
    assert await titles(client, audience="driver", line="operator") == ["Closed on Monday"]


async def test_pages_leave_nothing_out(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        await client.post("/news", json=BODY)
    seen, cursor = [], None
    while True:
        query = {"limit": 1} | ({} if cursor is None else {"cursor": cursor})
        page = (await client.get("/news", params=query)).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 3 + len(shipped())
    assert (await client.get("/news", params={"cursor": "nonsense"})).status_code == 422


async def test_an_entry_is_changed_in_the_version_that_was_read_and_removed(
    client: httpx.AsyncClient, office: Office
) -> None:
    made = (await client.post("/news", json=BODY)).json()
    path = f"/news/{made['id']}"
    changed = await client.patch(path, json={"prominent": True, "version": 1})
    assert (changed.json()["prominent"], changed.json()["version"]) == (True, 2)
    assert (await client.patch(path, json={"line": "app", "version": 1})).status_code == 409
    wrong = await client.patch(path, json={"title": {"de": "Nur deutsch"}})
    assert wrong.status_code == 422
    assert (await client.delete(path)).status_code == 204
    assert (await client.get(path)).status_code == 404
    assert (await client.delete(f"/news/{shipped()[0].id}")).status_code == 404
    told = [name for name, _ in await office.events() if name.startswith("news.")]
    assert told == ["news.added", "news.edited", "news.removed"]


async def test_what_is_unread_is_counted_until_one_reads(
    client: httpx.AsyncClient, office: Office
) -> None:
    before = (await client.get("/news/unread")).json()
    assert (before["count"], before["since"]) == (len(shipped()), None)
    read_at = office.clock.now()
    assert (await client.post("/news/read")).status_code == 204
    unread = (await client.get("/news/unread")).json()
    assert (unread["count"], unread["prominent"]) == (0, 0)
    assert datetime.fromisoformat(unread["since"]) == read_at
    office.clock.advance(60)
    soon = (office.clock.now() + timedelta(hours=1)).isoformat()
    await client.post("/news", json=BODY | {"prominent": True, "published_at": soon})
    assert (await client.get("/news/unread")).json()["count"] == 0
    assert "Closed on Monday" not in await titles(client)
    office.clock.advance(3600)
    unread = (await client.get("/news/unread")).json()
    assert (unread["count"], unread["prominent"]) == (1, 1)


async def test_what_is_planned_is_listed_for_those_who_may_edit_it(
    client: httpx.AsyncClient, office: Office, ada: Actor
) -> None:
    soon = (office.clock.now() + timedelta(hours=1)).isoformat()
    await client.post("/news", json=BODY | {"published_at": soon})
    assert await titles(client, planned=True) == ["Closed on Monday"]
    reader = replace(ada, permissions=frozenset({"news.read"}))
    with pytest.raises(Forbidden):
        await NewsService(office.database).page(
            reader, NewsFilters(planned=True), Paging(), languages=[]
        )
    office.clock.advance(3600)
    assert await titles(client, planned=True) == []


async def test_nobody_stands_behind_the_console(office: Office) -> None:
    news = NewsService(office.database)
    assert (await news.unread(office.actor)).count == 0
    with pytest.raises(NoReader):
        await news.read(office.actor)


async def test_tenants_news_are_apart(office: Office, client: httpx.AsyncClient) -> None:
    made = (await client.post("/news", json=BODY)).json()
    news = NewsService(office.database)
    page = await news.page(office.stranger, NewsFilters(), Paging(), languages=[])
    assert len(page.items) == len(shipped())
    with pytest.raises(NewsUnknown):
        await news.get(office.stranger, made["id"])
    assert await office.seen_without_filter(office.stranger, "news_entries") == set()
