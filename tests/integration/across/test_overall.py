"""The first page's figures in one answer, which those who may see the same share."""

from typing import Any

import httpx
from tests.integration.across.conftest import Depot

from chargehouse.kernel.actor import system_actor

SINCE = {"from": "2026-01-01T00:00:00Z"}


async def overall(client: httpx.AsyncClient, token: str | None = None, **asked: object) -> Any:  # noqa: ANN401  JSON
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    params = SINCE | {name: str(value) for name, value in asked.items()}
    answer = await client.get("/overview", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def elsewhere(depot: Depot) -> None:
    """A second location, with a station that never came."""
    location = await depot.contexts.locations.add(
        system_actor("console", depot.tenant_id, "test"), name="Elsewhere", timezone="UTC"
    )
    depot.location_id = location.id
    await depot.station("THERE")


async def test_each_part_is_what_its_own_address_answers(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await depot.station("CH-1")
    await depot.connect(station)
    await depot.start(station, "A")
    await depot.tap(station, identifier_hash=b"other", type_recognised=False)
    parts = {
        "attention": "/attention",
        "stations": "/stations/overview",
        "sessions": "/sessions/overview",
        "denials": "/access/decisions/overview",
        "control": "/access/controls/summary",
    }
    whole = await overall(client)
    for part, path in parts.items():
        asked = SINCE if part == "denials" else {}
        assert whole[part] == (await client.get(path, params=asked)).json(), part


async def test_a_part_that_may_not_be_read_is_left_out(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    await depot.start(await depot.station("CH-1"), "A")
    stranger, reader = await overall(client, "tenant.read"), await overall(client, "sessions.read")
    assert [stranger[part] for part in ("stations", "sessions", "denials", "control")] == [None] * 4
    assert stranger["attention"] == []
    assert (reader["stations"], reader["sessions"]["live"]) == (None, 1)
    assert (await overall(client))["stations"]["stations"] == 1


async def test_a_location_is_looked_at_alone(depot: Depot, client: httpx.AsyncClient) -> None:
    here = depot.location_id
    await depot.start(await depot.station("HERE"), "A")
    await elsewhere(depot)
    there = depot.location_id
    for location, code, live in ((here, "HERE", 1), (there, "THERE", 0)):
        found = await overall(client, location_id=location)
        assert (found["stations"]["stations"], found["sessions"]["live"]) == (1, live)
        assert {each["station_code"] for each in found["attention"]} == {code}
    assert (await overall(client))["stations"]["stations"] == 2


async def test_figures_are_made_once_a_second(depot: Depot, client: httpx.AsyncClient) -> None:
    await depot.station("CH-1")
    first = await overall(client)
    await depot.station("CH-2")
    assert await overall(client) == first
    depot.clock.advance(1)
    second = await overall(client)
    assert (second["stations"]["stations"], second["at"] > first["at"]) == (2, True)


async def test_it_needs_an_instant_with_a_time_zone(client: httpx.AsyncClient) -> None:
    for asked in ({}, {"from": "yesterday"}, {"from": "2026-01-01T00:00:00"}):
        assert (await client.get("/overview", params=asked)).status_code in {400, 422}
