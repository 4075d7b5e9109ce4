import httpx
from tests.integration.across.conftest import Depot


async def test_a_session_is_stopped_by_its_station_and_the_reason_is_kept(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await depot.station("CH-1")
    await depot.connect(station)
    ref = await depot.start(station, "7")
    path = f"/sessions/{ref.session_id}"
    answer = await client.post(f"{path}/stop", json={"reason": "blocks the exit"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["answer"]) == (
        "accepted",
        {"status": "Accepted"},
    )
    [command] = depot.port.sent
    assert (command.action, command.payload) == ("ocpp1.6:stop", {"transaction_id": "7"})
    [kept] = (await client.get(f"/stations/{station.id}/commands")).json()["items"]
    assert (kept["reason"], kept["verb"]) == ("blocks the exit", "stop")
    assert (await client.get(path)).json()["status"] == "charging"


async def test_a_station_that_is_not_connected_is_told_to_be_offline(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    station = await depot.station("CH-1")
    await depot.disconnect(station, await depot.connect(station))
    ref = await depot.start(station, "7")
    answer = await client.post(f"/sessions/{ref.session_id}/stop", json={"reason": "late"})
    assert (answer.status_code, answer.json()["status"]) == (200, "offline")


async def test_what_has_ended_and_what_never_was_are_not_stopped(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    ref = await depot.start(await depot.station("CH-1"), "7")
    repair = {"reason": "gone"}
    assert (await client.post(f"/sessions/{ref.session_id}/repair", json=repair)).status_code == 200
    ended = await client.post(f"/sessions/{ref.session_id}/stop", json={"reason": "again"})
    assert (ended.status_code, ended.json()["type"].rpartition("/")[2]) == (409, "session_ended")
    unknown = await client.post(f"/sessions/{depot.ids.new()}/stop", json={"reason": "x"})
    assert unknown.status_code == 404


async def test_a_stop_needs_a_reason_and_both_permissions(
    depot: Depot, client: httpx.AsyncClient
) -> None:
    ref = await depot.start(await depot.station("CH-1"), "7")
    path = f"/sessions/{ref.session_id}/stop"
    for body in ({}, {"reason": ""}, {"reason": "  "}):
        assert (await client.post(path, json=body)).status_code == 422
    for token in ("stations.command", "sessions.read"):
        answer = await client.post(
            path, json={"reason": "x"}, headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 403
