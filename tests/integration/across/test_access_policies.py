"""Access policies over REST, from a draft to what is expected of a station."""

import httpx
from tests.integration.across.conftest import Depot

MORNINGS = {
    "default_mode": "managed_access",
    "windows": [
        {"days": [1, 2, 3, 4, 5, 6, 7], "begins": "00:00", "ends": "24:00", "mode": "freevend"}
    ],
}


async def schedulable(depot: Depot, client: httpx.AsyncClient, code: str) -> str:
    """Return a station that can follow schedules, as its operator says."""
    station = await depot.station(code)
    said = {"capability": "full", "reason": "Its maker says so."}
    path = f"/stations/{station.id}/access/control/override"
    assert (await client.put(path, json=said)).status_code == 200
    return str(station.id)


async def test_a_policy_is_made_given_changed_and_explained(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await schedulable(depot, client, "CH-1")
    unknown = str((await depot.station("CH-2")).id)
    made = await client.post("/access/policies", json={"name": "Always", **MORNINGS})
    assert made.status_code == 201, made.text
    policy = made.json()["id"]
    given = await client.post(
        f"/access/policies/{policy}/stations", json={"stations": [station, unknown]}
    )
    assert [one["outcome"] for one in given.json()] == ["assigned", "not_schedulable"]
    access = (await client.get(f"/stations/{station}/access")).json()
    assert (access["mode"], access["source"], access["policy"]["name"]) == (
        "freevend",
        "weekly",
        "Always",
    )
    assert access["rule"] == "every day 00:00 to 24:00"
    changed = await client.patch(f"/access/policies/{policy}", json={"windows": [], "version": 1})
    assert changed.json()["version"] == 2
    assert (await client.get(f"/stations/{station}/access")).json()["mode"] == "managed_access"
    versions = (await client.get(f"/access/policies/{policy}/versions")).json()
    assert [one["version"] for one in versions] == [2, 1]
    (governed,) = (await client.get(f"/access/policies/{policy}/stations")).json()
    assert governed["code"] == "CH-1"
    assert (await client.delete(f"/access/policies/{policy}")).status_code == 409
    released = await client.delete(f"/stations/{station}/access/policy")
    assert released.status_code == 204
    assert (await client.delete(f"/access/policies/{policy}")).status_code == 204
    assert (await client.get(f"/access/policies/{policy}")).status_code == 404


async def test_what_overlaps_is_refused_with_the_clash(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await schedulable(depot, client, "CH-1")
    twice = {
        "default_mode": "managed_access",
        "windows": [
            {"days": [1], "begins": "22:00", "ends": "06:00", "mode": "freevend"},
            {"days": [2], "begins": "05:00", "ends": "07:00", "mode": "freevend"},
        ],
    }
    refused = await client.put(f"/stations/{station}/access/policy", json=twice)
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error == {
        "field": "windows[1]",
        "message": "does not overlap windows[0]: Tue 05:00 to 07:00 and Mon 22:00 to 06:00 do",
    }


async def test_a_draft_is_previewed_and_tried_and_holidays_are_told(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await schedulable(depot, client, "CH-1")
    asked = {"draft": MORNINGS, "station_id": station}
    outlook = await client.post("/access/policies/preview", json=asked)
    assert [span["mode"] for span in outlook.json()["spans"]] == ["freevend"]
    tried = await client.post(
        "/access/policies/replay", json={"draft": MORNINGS, "stations": [station]}
    )
    assert (tried.status_code, tried.json()["denied"]) == (200, 0)
    countries = {one["country"]: one for one in (await client.get("/access/holidays")).json()}
    assert "BY" in countries["DE"]["regions"]
    policy = (await client.post("/access/policies", json={"name": "Days", **MORNINGS})).json()["id"]
    wanted = {"country": "FR", "years": [2027], "mode": "managed_access", "dry_run": True}
    told = (await client.post(f"/access/policies/{policy}/holidays", json=wanted)).json()
    assert "2027-07-14T00:00" in {one["begins"] for one in told["added"]}
    assert (told["version"], told["left_out"]) == (1, [])


async def test_an_override_is_ordered_listed_and_ended(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = (await depot.station("CH-1")).id
    path = f"/stations/{station}/overrides"
    ordered = await client.post(path, json={"mode": "freevend", "reason": "works"})
    assert ordered.status_code == 201
    assert (await client.get(f"/stations/{station}/access")).json()["override"] == ordered.json()
    past = await client.post(path, json={"mode": "freevend", "begins": "2000-01-01T00:00:00Z"})
    assert (past.status_code, past.json()["errors"][0]["field"]) == (422, "begins")
    one = f"{path}/{ordered.json()['id']}"
    assert (await client.delete(one)).status_code == 200
    assert (await client.delete(one)).json()["status"] == 409
    assert [each["reason"] for each in (await client.get(path)).json()] == ["works"]
