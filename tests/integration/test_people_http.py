from collections.abc import AsyncIterator

import httpx
import pytest
from tests.integration.backoffice import Office, open_client, open_office

from chargehouse.platform.postgres.address import PostgresAddress


@pytest.fixture
async def office(database: PostgresAddress) -> AsyncIterator[Office]:
    async with open_office(database) as opened:
        yield opened


@pytest.fixture
async def client(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    async with open_client(office) as opened:
        yield opened


async def test_the_own_tenant_is_shown(client: httpx.AsyncClient, office: Office) -> None:
    answer = await client.get("/tenant")
    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["slug"]) == (str(office.north), "north")


async def test_all_that_may_be_permitted_is_listed(client: httpx.AsyncClient) -> None:
    permissions = (await client.get("/permissions")).json()
    actions = [permission["action"] for permission in permissions]
    assert actions == sorted(actions)
    assert {"tokens.create", "identifiers.edit"} <= set(actions)
    assert all(permission["description"] for permission in permissions)


async def test_a_token_is_made_used_and_revoked(client: httpx.AsyncClient) -> None:
    body = {"name": "Reader", "permissions": ["tokens.read"], "expires_at": None}
    answer = await client.post("/tokens", json=body)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    bearer = {"Authorization": f"Bearer {made['value']}"}
    listed = (await client.get("/tokens", headers=bearer, params={"active": "true"})).json()
    assert [token["name"] for token in listed["items"]] == ["Reader", "all"]
    assert made["value"] not in str(listed)
    assert (await client.get("/tenant", headers=bearer)).status_code == 403
    assert (await client.delete(f"/tokens/{made['token']['id']}")).status_code == 204
    refused = await client.get("/tokens", headers=bearer)
    assert refused.status_code == 401
    assert refused.json()["type"] == "/problems/api_token_revoked"


async def test_a_token_never_makes_a_mightier_one(client: httpx.AsyncClient) -> None:
    body = {"name": "Maker", "permissions": ["tokens.create", "tokens.read"]}
    maker = (await client.post("/tokens", json=body)).json()["value"]
    bearer = {"Authorization": f"Bearer {maker}"}
    for permissions, status in ((["*"], 403), (["tenant.read"], 403), (["nonsense"], 422)):
        answer = await client.post(
            "/tokens", headers=bearer, json={"name": "x", "permissions": permissions}
        )
        assert answer.status_code == status
    again = await client.post(
        "/tokens", headers=bearer, json={"name": "x", "permissions": ["tokens.read"]}
    )
    assert again.status_code == 201


async def test_a_repeated_creation_gives_the_same_token_and_leaves_no_value(
    client: httpx.AsyncClient, office: Office
) -> None:
    body = {"name": "Once", "permissions": ["tokens.read"]}
    answers = [
        await client.post("/tokens", json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    value = answers[0].json()["value"]
    dump = await office.dump()
    assert value not in dump
    assert value.encode().hex() not in dump


async def test_tokens_are_exported_without_values(client: httpx.AsyncClient) -> None:
    await client.post("/tokens", json={"name": "=cmd", "permissions": ["tokens.read"]})
    answer = await client.get("/tokens", params={"format": "csv", "sort": "name"})
    assert answer.headers["content-type"].startswith("text/csv")
    header, first, *_ = answer.text.split("\r\n")
    assert header.startswith("id,name,permissions,")
    assert "'=cmd" in first
    assert "cht_" not in answer.text
