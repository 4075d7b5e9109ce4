import httpx
import pytest
from tests.integration.across.conftest import Depot


async def found(client: httpx.AsyncClient, text: str, token: str = "*") -> dict[str, list[str]]:
    answer = await client.get(
        "/search", params={"q": text}, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200, answer.text
    return {kind: [hit["title"] for hit in hits] for kind, hits in answer.json().items()}


async def test_stations_are_found_by_code_name_and_serial_number(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await depot.station("NORTH-1", "Left of the gate")
    gate = await depot.station("SOUTH-2", "Gate")
    await depot.execute("UPDATE stations SET serial_number = 'SN-99_A' WHERE id = :id", id=gate.id)
    assert (await found(client, "north"))["stations"] == ["NORTH-1"]
    assert (await found(client, "GATE"))["stations"] == ["SOUTH-2", "NORTH-1"]
    assert (await found(client, "sn-99_a"))["stations"] == ["SOUTH-2"]
    assert (await found(client, "n%"))["stations"] == []
    [hit] = (await client.get("/search", params={"q": "99_a"})).json()["stations"]
    assert hit["id"] == str(gate.id)
    assert hit["detail"] == "Gate · Depot North · SN-99_A"


async def test_a_station_that_was_removed_is_not_found(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    gone = await depot.station("GONE-1")
    await depot.contexts.stations.remove(depot.actor, gone.id)
    assert (await found(client, "gone"))["stations"] == []


async def test_no_more_than_five_of_a_kind_are_found(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    for number in range(7):
        await depot.station(f"CH-{number}")
    assert (await found(client, "ch-"))["stations"] == [f"CH-{number}" for number in range(5)]


async def test_sessions_are_found_by_id_and_by_the_stations_transaction(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    ref = await depot.start(await depot.station("CH-1"), "TX-4711")
    by_id = str(ref.session_id)
    for text in (by_id, by_id[:18], by_id.replace("-", "")[:16].upper(), "TX-4711", "TX-47"):
        assert (await found(client, text))["sessions"] == ["Transaction TX-4711"], text
    assert (await found(client, "4711"))["sessions"] == []
    [hit] = (await client.get("/search", params={"q": "TX-4"})).json()["sessions"]
    assert hit == {
        "id": by_id,
        "title": "Transaction TX-4711",
        "detail": "CH-1 · 2026-11-20 12:00 UTC · charging",
    }


async def test_vehicles_are_found_by_name_and_by_plate_without_its_blanks(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    vehicles = depot.contexts.vehicles
    await vehicles.add(depot.actor, name="Van 7", registration_number="HH-CH 77")
    await vehicles.add(depot.actor, name="Old van 7")
    assert (await found(client, "van 7"))["vehicles"] == ["Van 7", "Old van 7"]
    for text in ("hh-ch 77", "HHCH77", "hhch", "CH 7"):
        assert (await found(client, text))["vehicles"] == ["Van 7"], text
    assert (await found(client, "- -"))["vehicles"] == []


async def test_everybody_finds_only_what_they_may_read(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await depot.start(await depot.station("XX-1"), "XX-1")
    await depot.contexts.vehicles.add(depot.actor, name="XX-1")
    nothing: dict[str, list[str]] = {"stations": [], "sessions": [], "vehicles": []}
    assert await found(client, "XX-1", "tenant.read") == nothing
    assert await found(client, "XX-1", "vehicles.read") == {**nothing, "vehicles": ["XX-1"]}
    both = await found(client, "XX-1", "stations.read,sessions.read")
    assert both == {**nothing, "stations": ["XX-1"], "sessions": ["Transaction XX-1"]}


async def test_another_tenants_things_are_not_found(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await depot.station("OURS-1")
    stranger = Depot(**{**vars(depot), "actor": depot.actor})
    other = await depot.contexts.tenants.create("other")
    stranger.actor = type(depot.actor)("console", other.id, "test", permissions=frozenset({"*"}))
    hits = await depot.contexts.global_search.find(stranger.actor, "OURS-1")
    assert (hits.stations, hits.sessions, hits.vehicles) == ([], [], [])


@pytest.mark.parametrize("text", ["", "x", " x ", "x" * 101])
async def test_a_text_that_is_too_short_or_too_long_is_refused(
    client: httpx.AsyncClient, text: str
) -> None:
    answer = await client.get("/search", params={"q": text})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "q"


@pytest.mark.parametrize("text", ["\U0010ffff\U0010ffff", "\ud7ffx", "ab\\%_'", "日本語", "0000"])
async def test_any_text_may_be_looked_for(client: httpx.AsyncClient, text: str) -> None:
    assert (await client.get("/search", params={"q": text})).status_code == 200
