"""What partners told us, as people see it: listed, masked, and read anew when they ask for it."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.integration.roaming.conftest import Ground, Json
from tests.integration.roaming.listing import Listing
from tests.integration.roaming.telling import Teller, path_of, teller

pytestmark = pytest.mark.asyncio(loop_scope="module")

RECEIVED = "/api/v1/roaming/received"
UID = "04AA11BB22CC33"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def partner(ground: Ground) -> AsyncIterator[Teller]:
    """A partner that told of two locations, three sessions, a tariff, a token and a CDR."""
    async with teller(ground, "2.2.1") as made:
        for id_, name in (("L-1", "Museum"), ("L-2", "Harbour")):
            told = made.whole("locations", id=id_, name=name, city="Lisboa")
            await made.done("PUT", path_of("locations", id_), told)
        for id_, status, hour in (("S-1", "COMPLETED", 9), ("S-2", "ACTIVE", 7), ("S-3", "X", 8)):
            told = made.whole(
                "sessions",
                id=id_,
                status=status if status != "X" else "INVALID",
                start_date_time=f"2026-03-02T0{hour}:00:00Z",
            )
            told["cdr_token"] |= {"uid": UID, "contract_id": "NL-ROA-C12345678"}
            await made.done("PUT", path_of("sessions", id_), told)
        await made.done("PUT", path_of("tariffs", "T-1"), made.whole("tariffs", id="T-1"))
        token = made.whole("tokens", uid=UID, type="RFID", contract_id="NL-ROA-C12345678")
        await made.done("PUT", path_of("tokens", UID), token)
        await made.done("POST", "cdrs", made.whole("cdrs", id="C-1"))
        yield made


async def listed(partner: Teller, **query: str) -> list[Json]:
    answer = await partner.roamer.client.get(RECEIVED, params=query)
    assert answer.is_success, answer.text
    found: list[Json] = answer.json()["items"]
    return found


async def ids(partner: Teller, **query: str) -> list[str]:
    return [each["object_id"] for each in await listed(partner, **query)]


async def test_live_sessions_come_first(partner: Teller) -> None:
    assert await ids(partner, module="sessions") == ["S-2", "S-1", "S-3"]


async def test_objects_are_found_by_partner_state_and_text(partner: Teller) -> None:
    assert await ids(partner, module="locations", q="muse") == ["L-1"]
    assert await ids(partner, module="locations", q="l-2") == ["L-2"]
    assert await ids(partner, module="sessions", status="active") == ["S-2"]
    assert sorted(await ids(partner, partner_id=partner.id)) == ["L-1", "L-2"]
    assert await ids(partner, partner_id="01935a3c-8f6b-7c1e-9a55-3c1f0e6d2b47") == []
    assert await ids(partner, listed="false") == []
    party = (await listed(partner))[0]["party_id"]
    assert len(await ids(partner, party_id=party)) == 2


async def test_lists_have_pages(partner: Teller) -> None:
    client = partner.roamer.client
    query = {"module": "sessions", "limit": "2"}
    first = (await client.get(RECEIVED, params=query)).json()
    rest = (await client.get(RECEIVED, params={**query, "cursor": first["next_cursor"]})).json()
    assert [each["object_id"] for each in (*first["items"], *rest["items"])] == [
        "S-2",
        "S-1",
        "S-3",
    ]
    assert rest["next_cursor"] is None
    assert (await client.get(RECEIVED, params={"module": "payments"})).status_code == 422


@pytest.mark.parametrize("module", ["cdrs", "sessions", "tariffs", "tokens", "locations"])
async def test_drivers_are_masked(partner: Teller, module: str) -> None:
    row = (await listed(partner, module=module))[0]
    answer = await partner.roamer.client.get(f"{RECEIVED}/{row['id']}")
    assert answer.json()["row"] == row
    document = json.loads(answer.json()["document"])
    assert document["party_id"] == "ROA"
    assert UID not in answer.text
    assert "C12345678" not in answer.text
    if module == "tokens":
        assert (row["object_id"], row["masked_token"]) == (None, document["uid"])
        assert row["masked_token"] == "04••••33"
    if module == "locations":
        assert document["evses"][0]["uid"] == partner.whole("locations")["evses"][0]["uid"]


async def test_what_is_not_there_is_not_found(partner: Teller) -> None:
    answer = await partner.roamer.client.get(f"{RECEIVED}/{partner.id}")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/received_unknown")


async def test_a_partners_lists_are_read_on_demand(partner: Teller) -> None:
    client, pulls = partner.roamer.client, f"/api/v1/roaming/partners/{partner.id}/pulls"
    answer = await client.post(pulls, json={})
    assert (answer.status_code, answer.json()) == (202, [])
    wrong = partner.whole("locations", id="L-9", publish="yes")
    Listing(partner.partner, "/2.2.1/locations", [wrong])
    contexts = partner.roamer.contexts
    [known] = await contexts.partner_line.partners(partner.roamer.actor)
    await contexts.pulls.pull(partner.roamer.actor, known.id, whole=True)
    [state] = (await client.get(pulls)).json()
    assert (state["module"], state["state"], state["listed"]) == ("locations", "ended", 1)
    assert state["faults"] == [
        {"index": 0, "field": "publish", "message": "Expected `bool`, got `str`"}
    ]
    nobody = "/api/v1/roaming/partners/01935a3c-8f6b-7c1e-9a55-3c1f0e6d2b47/pulls"
    answer = await client.post(nobody, json={"whole": False})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no_line")
