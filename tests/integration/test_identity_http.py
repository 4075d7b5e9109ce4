from collections.abc import AsyncIterator

import httpx
import pytest
from structlog.testing import capture_logs
from tests.integration.backoffice import Office, open_client, open_office

from chargehouse.platform.postgres.address import PostgresAddress

CANARY = "Canary04A2B3C4"
GROUP = "Canary-Fleet-7"


@pytest.fixture
async def office(database: PostgresAddress) -> AsyncIterator[Office]:
    async with open_office(database) as opened:
        yield opened


@pytest.fixture
async def client(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    async with open_client(office) as opened:
        yield opened


def no_canary(text: str) -> bool:
    lowered = text.lower()
    return all(
        canary.lower() not in lowered
        and canary.encode().hex() not in lowered
        and canary.upper().encode().hex() not in lowered
        for canary in (CANARY, GROUP)
    )


async def test_a_vehicle_lives_from_post_to_delete(client: httpx.AsyncClient) -> None:
    made = (await client.post("/vehicles", json={"name": "Van 7"})).json()
    address = f"/vehicles/{made['id']}"
    patched = await client.patch(address, json={"registration_number": "HH-CH 7", "version": 1})
    assert patched.json()["registration_number"] == "HH-CH 7"
    assert (await client.patch(address, json={"name": "X", "version": 1})).status_code == 409
    cleared = await client.patch(address, json={"registration_number": None})
    assert (cleared.json()["registration_number"], cleared.json()["name"]) == (None, "Van 7")
    listed = (await client.get("/vehicles", params={"search": "van", "status": "active"})).json()
    assert [vehicle["name"] for vehicle in listed["items"]] == ["Van 7"]
    exported = await client.get("/vehicles", params={"format": "csv"})
    assert exported.text.startswith("id,name,registration_number,fleet_id,fleet_name,status,")
    assert (await client.get(address)).status_code == 200
    assert (await client.delete(address)).status_code == 204
    assert (await client.get(address)).status_code == 404


async def test_an_identifier_is_answered_masked_by_every_route(
    client: httpx.AsyncClient, office: Office
) -> None:
    answers = []
    with capture_logs() as lines:
        van = (await client.post("/vehicles", json={"name": "Van 7"})).json()["id"]
        body = {"value": CANARY, "type": "rfid", "group": GROUP}
        added = await client.post("/identifiers", json=body, headers={"Idempotency-Key": "k"})
        address = f"/identifiers/{added.json()['id']}"
        answers = [
            added,
            await client.post("/identifiers", json=body),
            await client.post("/identifiers", json={**body, "type": CANARY}),
            await client.post("/identifiers", json={**body, "value": CANARY * 3}),
            await client.get(address),
            await client.post(f"{address}/assign", json={"vehicle_id": van}),
            await client.patch(address, json={"status": "blocked", "group": GROUP.lower()}),
            await client.post(f"{address}/deactivate"),
            await client.post("/identifiers/search", json={"value": CANARY.lower()}),
            await client.post("/identifiers/classify", json={"value": CANARY}),
            await client.post("/identifiers/import", content=f"value\n{CANARY}\n{CANARY},x\n"),
            await client.get("/identifiers", params={"status": "inactive", "vehicle_id": van}),
            await client.get("/identifiers", params={"format": "csv"}),
            await client.delete(address),
        ]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [201, 409, 422, 422, 200, 200, 200, 200, 200, 200, 200, 200, 200, 204]
    assert len(answers[8].json()["items"]) == len(answers[11].json()["items"]) == 1
    assert answers[9].json()["reason"] == "inactive_identifier"
    assert "C••••C4" not in answers[12].text
    assert "Ca••••C4" in answers[12].text
    assert [answer.text for answer in answers if not no_canary(answer.text)] == []
    assert no_canary(str(lines))
    assert no_canary(await office.dump())


async def test_why_an_identifier_was_deactivated_stands_in_the_event(
    client: httpx.AsyncClient, office: Office
) -> None:
    added = await client.post("/identifiers", json={"value": CANARY, "type": "rfid"})
    address = f"/identifiers/{added.json()['id']}/deactivate"
    refused = await client.post(address, json={"reason": "x" * 501})
    assert refused.status_code == 422
    deactivated = await client.post(address, json={"reason": "Left at the pump."})
    assert deactivated.json()["status"] == "inactive"
    name, payload = (await office.events())[-1]
    assert name == "identifier.changed"
    assert "Left at the pump." in payload


async def test_a_table_is_imported_or_only_tried(client: httpx.AsyncClient) -> None:
    table = "value,type,vehicle\n04A2B3C4D5E61F,rfid,Van 7\n1234,pigeon,\n"
    headers = {"Content-Type": "text/csv"}
    tried = await client.post(
        "/identifiers/import", params={"dry_run": "true"}, content=table, headers=headers
    )
    taken = await client.post("/identifiers/import", content=table, headers=headers)
    assert tried.json() == {**taken.json(), "dry_run": True}
    assert (taken.json()["added"], taken.json()["refused"]) == (1, 1)
    assert taken.json()["errors"][0]["line"] == 3
    assert (await client.post("/identifiers/import", content="")).status_code == 422


async def test_a_table_may_be_longer_than_other_bodies_and_than_a_page(
    client: httpx.AsyncClient,
) -> None:
    table = "value\n" + "\n".join(f"04A2B3C4D5E6{number:04}" for number in range(1000))
    assert len(table) > 10_000
    report = await client.post("/identifiers/import", content=table)
    assert report.json()["added"] == 1000
    exported = await client.get("/identifiers", params={"format": "csv", "sort": "created_at"})
    assert exported.headers["content-type"].startswith("text/csv")
    lines = exported.text.splitlines()[1:]
    assert len(set(lines)) == len(lines) == 1000


async def test_a_list_that_cannot_be_sorted_so_is_refused_before_its_file_begins(
    client: httpx.AsyncClient,
) -> None:
    for path in ("/identifiers", "/vehicles", "/tokens"):
        answer = await client.get(path, params={"format": "csv", "sort": "value"})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "sort"


async def test_the_document_of_the_api_tells_permissions_and_the_tables_body(
    client: httpx.AsyncClient,
) -> None:
    document = (await client.get("http://house/api/openapi.json")).json()
    operation = document["paths"]["/api/v1/identifiers/import"]["post"]
    assert operation["x-permission"] == "identifiers.edit"
    assert list(operation["requestBody"]["content"]) == ["text/csv"]
    changed = document["components"]["schemas"]["ChangedIdentifier"]
    assert changed.get("required", []) == []
    shown = document["components"]["schemas"]["Identifier"]["properties"]
    assert not {"value", "value_hash", "group"} & set(shown)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/vehicles"),
        ("POST", "/vehicles"),
        ("GET", "/identifiers"),
        ("POST", "/identifiers"),
        ("POST", "/identifiers/search"),
        ("POST", "/identifiers/classify"),
        ("POST", "/identifiers/import"),
    ],
)
async def test_no_route_is_open_to_a_token_without_its_permission(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    body = {"name": "Little", "permissions": ["tenant.read"]}
    little = (await client.post("/tokens", json=body)).json()["value"]
    answer = await client.request(method, path, headers={"Authorization": f"Bearer {little}"})
    assert answer.status_code == 403
