"""Saved views: a person's own, in one tenant."""

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.integration.signing import ADA, BEN, House, open_house

from chargehouse.platform.postgres.address import PostgresAddress

VIEW = {"page": "stations", "name": "Faulty", "query": "status=faulted&columns=code,fault"}


@pytest.fixture
async def house(database: PostgresAddress) -> AsyncIterator[House]:
    async with open_house(database) as opened:
        await opened.add(ADA)
        await opened.reception.accounts.join(opened.south, ADA["email"])
        await opened.add(BEN, "Ben")
        yield opened


@pytest.fixture
async def ada(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.signed_in() as browser:
        yield browser


async def test_a_view_is_kept_changed_and_forgotten(ada: httpx.AsyncClient) -> None:
    made = await ada.post("/views", json=VIEW)
    assert made.status_code == 201
    assert made.json() == {**VIEW, "id": made.json()["id"], "version": 1}
    place = f"/views/{made.json()['id']}"
    renamed = await ada.patch(place, json={"name": "Broken", "version": 1})
    assert renamed.json() == {**made.json(), "name": "Broken", "version": 2}
    narrowed = await ada.patch(place, json={"query": ""})
    assert (narrowed.json()["name"], narrowed.json()["query"]) == ("Broken", "")
    assert (await ada.get("/views", params={"page": "stations"})).json() == [narrowed.json()]
    assert (await ada.get("/views", params={"page": "sessions"})).json() == []
    assert (await ada.delete(place)).status_code == 204
    assert (await ada.delete(place)).status_code == 404
    assert (await ada.patch(place, json={"name": "Gone"})).status_code == 404
    assert (await ada.get("/views")).json() == []


async def test_a_view_that_was_changed_elsewhere_is_not_overwritten(
    ada: httpx.AsyncClient,
) -> None:
    made = (await ada.post("/views", json=VIEW)).json()
    place = f"/views/{made['id']}"
    await ada.patch(place, json={"query": "first", "version": 1})
    late = await ada.patch(place, json={"query": "second", "version": 1})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/changed_meanwhile")
    assert (await ada.get("/views")).json()[0]["query"] == "first"


async def test_a_page_has_one_view_of_a_name(ada: httpx.AsyncClient) -> None:
    await ada.post("/views", json=VIEW)
    same = await ada.post("/views", json={**VIEW, "name": " Faulty "})
    assert (same.status_code, same.json()["type"]) == (409, "/problems/view_name_taken")
    assert [error["field"] for error in same.json()["errors"]] == ["name"]
    other = (await ada.post("/views", json={**VIEW, "name": "Other"})).json()
    assert (await ada.patch(f"/views/{other['id']}", json={"name": "Faulty"})).status_code == 409
    assert (await ada.patch(f"/views/{other['id']}", json={"name": "Other"})).status_code == 200
    assert (await ada.post("/views", json={**VIEW, "page": "sessions"})).status_code == 201


async def test_views_are_nobody_elses_and_of_one_tenant(
    house: House, ada: httpx.AsyncClient
) -> None:
    mine = (await ada.post("/views", json=VIEW)).json()
    assert (await ada.get("/views", headers={"X-Tenant": "south"})).json() == []
    async with house.signed_in(BEN) as ben:
        assert (await ben.get("/views")).json() == []
        place = f"/views/{mine['id']}"
        assert (await ben.patch(place, json={"name": "Stolen"})).status_code == 404
        assert (await ben.delete(place)).status_code == 404
        assert (await ben.post("/views", json=VIEW)).status_code == 201
    assert (await ada.get("/views")).json() == [mine]
    assert await house.office.seen_without_filter(house.office.stranger, "views") == set()


async def test_an_account_has_a_hundred_views_at_most(house: House, ada: httpx.AsyncClient) -> None:
    first = (await ada.post("/views", json=VIEW)).json()
    await house.office.rows(
        "INSERT INTO views SELECT tenant_id, gen_random_uuid(), account_id, page, n::text, query,"
        " 1, created_at FROM views, generate_series(2, 100) AS n"
    )
    one_more = await ada.post("/views", json={**VIEW, "name": "One more"})
    assert (one_more.status_code, one_more.json()["type"]) == (409, "/problems/views_too_many")
    await ada.delete(f"/views/{first['id']}")
    assert (await ada.post("/views", json={**VIEW, "name": "One more"})).status_code == 201


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"query": "x" * 4001}, "query"),
        ({"query": "a\nb"}, "query"),
        ({"page": "../stations"}, "page"),
        ({"page": ""}, "page"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
    ],
)
async def test_a_view_that_cannot_be_meant_names_its_field(
    ada: httpx.AsyncClient, wrong: dict[str, str], field: str
) -> None:
    answer = await ada.post("/views", json={**VIEW, **wrong})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_page_that_cannot_be_is_not_looked_for(ada: httpx.AsyncClient) -> None:
    for page in ("\x00", "", "x" * 64):
        assert (await ada.get("/views", params={"page": page})).status_code == 422


async def test_names_and_queries_come_back_as_they_were_typed(ada: httpx.AsyncClient) -> None:
    view = {"page": "a-page", "name": "<script>alert(1)</script> محطة", "query": "x" * 4000}
    made = (await ada.post("/views", json=view)).json()
    assert {name: made[name] for name in view} == view
