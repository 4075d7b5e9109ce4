"""What can become of a command besides an answer, its verbs, and its history."""

import asyncio
import json

import pytest
from tests.independent.drivers import booted
from tests.independent.house import House, Json

pytestmark = pytest.mark.asyncio(loop_scope="module")

TAG = "CAFEBABE55667788"
BOTH = pytest.mark.parametrize("protocol", ["ocpp1.6", "ocpp2.0.1"])
VERBS: list[tuple[str, Json, str, Json, str, Json]] = [
    (
        "start",
        {"id_token": TAG, "evse_id": 2},
        "RemoteStartTransaction",
        {"idTag": TAG, "connectorId": 2},
        "RequestStartTransaction",
        {"idToken": {"idToken": TAG, "type": "Central"}, "evseId": 2, "remoteStartId": 1},
    ),
    (
        "stop",
        {"transaction_id": "31"},
        "RemoteStopTransaction",
        {"transactionId": 31},
        "RequestStopTransaction",
        {"transactionId": "31"},
    ),
    (
        "unlock",
        {"evse_id": 2},
        "UnlockConnector",
        {"connectorId": 2},
        "UnlockConnector",
        {"evseId": 2, "connectorId": 1},
    ),
    ("reset", {}, "Reset", {"type": "Soft"}, "Reset", {"type": "OnIdle"}),
    (
        "set-availability",
        {"operative": False, "evse_id": 1},
        "ChangeAvailability",
        {"connectorId": 1, "type": "Inoperative"},
        "ChangeAvailability",
        {"operationalStatus": "Inoperative", "evse": {"id": 1}},
    ),
    (
        "trigger",
        {"message": "Heartbeat"},
        "TriggerMessage",
        {"requestedMessage": "Heartbeat"},
        "TriggerMessage",
        {"requestedMessage": "Heartbeat"},
    ),
    ("clear-cache", {}, "ClearCache", {}, "ClearCache", {}),
]


@BOTH
@pytest.mark.parametrize("verb", VERBS, ids=[verb[0] for verb in VERBS])
async def test_a_verb_is_said_in_the_stations_version(
    house: House, protocol: str, verb: tuple[str, Json, str, Json, str, Json]
) -> None:
    name, body, old_action, old, new_action, new = verb
    action, expected = (old_action, old) if protocol == "ocpp1.6" else (new_action, new)
    station = await house.station(protocol)
    async with booted(house, station, protocol) as charger:
        word = "Unlocked" if name == "unlock" else "Accepted"
        charger.answers = {action: {"status": word}}
        command = await house.api.post(f"/stations/{station['id']}/{name}", body)
        assert charger.last_order(action) == expected
    assert (command["verb"], command["action"]) == (name.replace("-", "_"), action)
    assert (command["status"], command["answer_status"]) == ("accepted", word)


@BOTH
async def test_silence_is_a_time_out(house: House, protocol: str) -> None:
    station = await house.station(protocol)
    async with booted(house, station, protocol) as charger:
        charger.answers = {"ClearCache": asyncio.Event()}
        command = await house.api.post(
            f"/stations/{station['id']}/commands/ClearCache", {"timeout_s": 1}
        )
        assert (command["status"], command["answer"]) == ("timed_out", None)
        assert command["sent_at"] is not None
        assert command["answered_at"] is None


@BOTH
async def test_a_station_that_is_away_is_told_so_at_once(house: House, protocol: str) -> None:
    station = await house.station(protocol)
    command = await house.api.post(f"/stations/{station['id']}/commands/ClearCache")
    assert (command["status"], command["sent_at"]) == ("offline", None)


@BOTH
async def test_a_connection_that_ends_cancels_the_command(house: House, protocol: str) -> None:
    station = await house.station(protocol)
    async with booted(house, station, protocol) as charger:
        charger.answers = {"ClearCache": asyncio.Event()}
        asking = asyncio.create_task(
            house.api.post(f"/stations/{station['id']}/commands/ClearCache")
        )
        await charger.obeyed("ClearCache")
        await charger.vanish()
        assert (await asking)["status"] == "cancelled"


@BOTH
async def test_a_repetition_with_the_same_key_is_sent_once(house: House, protocol: str) -> None:
    station = await house.station(protocol)
    path = f"/stations/{station['id']}/commands/ClearCache"
    async with booted(house, station, protocol) as charger:
        charger.answers = {"ClearCache": {"status": "Accepted"}}
        key = f"once-{station['code']}"
        first = await house.api.answer_to(path, {}, idempotency_key=key)
        again = await house.api.answer_to(path, {}, idempotency_key=key)
        assert first.json() == again.json()
        assert again.headers["idempotent-replayed"] == "true"
        orders = [frame for frame in charger.wire.got if frame[0] == 2]
        assert [order[2] for order in orders] == ["ClearCache"]
        other = await house.api.answer_to(path, {"reason": "other"}, idempotency_key=key)
        assert other.status_code == 422
    (kept,) = await house.api.items(f"/stations/{station['id']}/commands")
    assert kept["id"] == first.json()["id"]


@BOTH
async def test_without_waiting_the_answer_is_found_in_the_history(
    house: House, protocol: str
) -> None:
    station = await house.station(protocol)
    path = f"/stations/{station['id']}/commands"
    async with booted(house, station, protocol) as charger:
        charger.answers = {"ClearCache": {"status": "Rejected"}}
        queued = await house.api.post(f"{path}/ClearCache", {"wait": False, "reason": "cards"})
        assert (queued["status"], queued["answer"]) == ("queued", None)
        done = await house.api.eventually(
            lambda: house.api.get(f"{path}/{queued['id']}"),
            lambda command: command["status"] not in {"queued", "sent"},
        )
    assert (done["status"], done["answer"]) == ("rejected", {"status": "Rejected"})
    assert done["reason"] == "cards"


@BOTH
async def test_the_history_keeps_identifiers_and_secrets_masked(
    house: House, protocol: str
) -> None:
    station = await house.station(protocol)
    secret = "correct-horse-battery"
    token = {"idToken": TAG, "type": "ISO14443"}
    by_protocol: dict[str, list[tuple[str, Json]]] = {
        "ocpp1.6": [
            ("RemoteStartTransaction", {"idTag": TAG}),
            (
                "SendLocalList",
                {
                    "listVersion": 1,
                    "updateType": "Full",
                    "localAuthorizationList": [{"idTag": TAG}],
                },
            ),
            ("ChangeConfiguration", {"key": "AuthorizationKey", "value": secret}),
        ],
        "ocpp2.0.1": [
            ("RequestStartTransaction", {"remoteStartId": 4, "idToken": token}),
            (
                "SendLocalList",
                {
                    "versionNumber": 1,
                    "updateType": "Full",
                    "localAuthorizationList": [
                        {"idToken": token, "idTokenInfo": {"status": "Accepted"}}
                    ],
                },
            ),
            (
                "SetVariables",
                {
                    "setVariableData": [
                        {
                            "attributeValue": secret,
                            "component": {"name": "SecurityCtrlr"},
                            "variable": {"name": "BasicAuthPassword"},
                        }
                    ]
                },
            ),
        ],
    }
    orders = by_protocol[protocol]
    async with booted(house, station, protocol) as charger:
        for action, payload in orders:
            await house.api.answer_to(
                f"/stations/{station['id']}/commands/{action}", {"payload": payload}
            )
            assert charger.last_order(action) == payload
    history = await house.api.items(f"/stations/{station['id']}/commands")
    assert [command["action"] for command in history] == [action for action, _ in orders[::-1]]
    exported = await house.api.client.get(
        f"/api/v1/stations/{station['id']}/commands", params={"format": "csv"}
    )
    assert exported.text.count("\n") == len(orders) + 1
    frames = await house.frames(station)
    for text in (json.dumps(history), exported.text, json.dumps(frames)):
        assert TAG not in text.upper()
        assert secret not in text
