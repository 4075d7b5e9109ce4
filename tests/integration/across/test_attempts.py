"""Attempts to charge, as a policy's replay leads to them."""

from uuid import UUID

import httpx
from tests.integration.across.conftest import Depot
from tests.integration.across.test_access_policies import schedulable

ALWAYS = {"default_mode": "managed_access"}


async def attempts(client: httpx.AsyncClient, **asked: str) -> list[str]:
    answer = await client.get("/access/attempts", params=asked)
    assert answer.status_code == 200, answer.text
    return sorted(one["station_code"] for one in answer.json()["items"])


async def test_attempts_are_asked_for_by_policy_and_by_vehicle(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    governed = await schedulable(depot, client, "CH-1")
    await schedulable(depot, client, "CH-2")
    made = (await client.post("/access/policies", json={"name": "All", **ALWAYS})).json()
    path = f"/access/policies/{made['id']}/stations"
    assert (await client.post(path, json={"stations": [governed]})).status_code == 200
    vehicle = (await client.post("/vehicles", json={"name": "Van"})).json()["id"]
    card = {"value": "04A2B3C4D5E680", "type": "rfid", "vehicle_id": vehicle}
    assert (await client.post("/identifiers", json=card)).status_code == 201
    with_card = await depot.contexts.vehicles.hashes(depot.actor, UUID(vehicle))
    for code in ("CH-1", "CH-2"):
        await depot.tap(depot.stations[code], identifier_hash=with_card[0])
        await depot.tap(depot.stations[code], identifier_hash=b"nobody")
    assert await attempts(client) == ["CH-1", "CH-1", "CH-2", "CH-2"]
    assert await attempts(client, policy_id=made["id"]) == ["CH-1", "CH-1"]
    assert await attempts(client, vehicle_id=vehicle) == ["CH-1", "CH-2"]
    assert await attempts(client, policy_id=made["id"], vehicle_id=vehicle) == ["CH-1"]
    nobody = str(depot.ids.new())
    assert await attempts(client, vehicle_id=nobody) == []
    assert await attempts(client, policy_id=nobody) == []
