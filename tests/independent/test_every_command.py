"""Every command of both versions, through the command endpoint to a charger of another make."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from ocpp.exceptions import SecurityError
from tests.independent import payloads
from tests.independent.charger import IndependentCharger
from tests.independent.drivers import booted
from tests.independent.house import House, Json

pytestmark = pytest.mark.asyncio(loop_scope="module")

Chargers = dict[str, tuple[Json, IndependentCharger]]
TAG = "DEADBEEF01020304"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chargers(house: House) -> AsyncIterator[Chargers]:
    """One charger a version, connected and booted, with its station."""
    old, new = await house.station("ocpp1.6"), await house.station("ocpp2.0.1")
    async with (
        booted(house, old, "ocpp1.6") as first,
        booted(house, new, "ocpp2.0.1") as second,
    ):
        yield {"ocpp1.6": (old, first), "ocpp2.0.1": (new, second)}


def path(station: Json, action: str) -> str:
    return f"/stations/{station['id']}/commands/{action}"


@pytest.mark.parametrize(("protocol", "action"), payloads.ORDERS)
async def test_a_command_gives_back_the_chargers_own_answer(
    house: House, chargers: Chargers, protocol: str, action: str
) -> None:
    station, charger = chargers[protocol]
    request = payloads.minimal_request(protocol, action)
    yes, no = payloads.words(protocol, action)
    for word, status in ((yes, "accepted"), (no, "rejected")):
        if word is None and (status == "rejected" or (yes, no) != (None, None)):
            continue
        answer = payloads.answer(protocol, action, word)
        charger.answers = {action: answer}
        command = await house.api.post(path(station, action), {"payload": request})
        assert request in charger.orders(action)
        assert answer in [frame[2] for frame in charger.wire.sent]
        assert (command["status"], command["answer_status"]) == (status, word)
        assert command["answer"] == answer
        assert await house.api.get(path(station, command["id"])) == command


@pytest.mark.parametrize(("protocol", "action"), payloads.ORDERS)
async def test_a_wrong_payload_is_refused_with_the_field_named(
    house: House, chargers: Chargers, protocol: str, action: str
) -> None:
    station, charger = chargers[protocol]
    payload, field = payloads.with_a_wrong_field(protocol, action)
    refusal = await house.api.answer_to(path(station, action), {"payload": payload})
    assert refusal.status_code == 422, refusal.text
    (error,) = refusal.json()["errors"]
    assert error["field"] == field
    assert error["message"]
    assert payload not in charger.orders(action)


@pytest.mark.parametrize(("protocol", "action"), payloads.ORDERS)
async def test_an_error_of_the_charger_is_told_with_its_code(
    house: House, chargers: Chargers, protocol: str, action: str
) -> None:
    station, charger = chargers[protocol]
    charger.answers = {action: SecurityError(description=f"not for {TAG}")}
    command = await house.api.post(
        path(station, action), {"payload": payloads.minimal_request(protocol, action)}
    )
    assert (command["status"], command["error_code"]) == ("refused", "SecurityError")
    assert command["error_description"].startswith("not for ")
    assert TAG not in command["error_description"]
    assert command["answer"] is None


@pytest.mark.parametrize(
    ("protocol", "action"),
    [
        ("ocpp1.6", "GetVariables"),
        ("ocpp2.0.1", "ChangeConfiguration"),
        ("ocpp1.6", "BootNotification"),
        ("ocpp2.0.1", "TransactionEvent"),
        ("ocpp1.6", "Nonsense"),
    ],
)
async def test_what_is_no_request_to_such_a_station_is_refused(
    house: House, chargers: Chargers, protocol: str, action: str
) -> None:
    station, _ = chargers[protocol]
    refusal = await house.api.answer_to(path(station, action), {"payload": {}})
    assert refusal.status_code == 409
    assert refusal.json()["type"] == "/problems/command_not_possible"
    assert action in refusal.json()["detail"]


async def test_a_station_of_nobody_is_unknown(house: House) -> None:
    nobody = {"id": "01900000-0000-7000-8000-000000000000"}
    refusal = await house.api.answer_to(path(nobody, "Reset"), {"payload": {"type": "Soft"}})
    assert refusal.status_code == 404
    assert refusal.json()["type"] == "/problems/station_unknown"


@pytest.mark.parametrize("protocol", ["ocpp1.6", "ocpp2.0.1"])
async def test_an_answer_that_makes_no_sense_is_a_refusal_that_says_so(
    house: House, protocol: str
) -> None:
    station = await house.station(protocol)
    async with booted(house, station, protocol) as charger:
        charger.point.route_map["ClearCache"]["_skip_schema_validation"] = True
        charger.answers = {"ClearCache": {"status": ["what", TAG]}}
        command = await house.api.post(path(station, "ClearCache"))
    assert (command["status"], command["answer"]) == ("refused", None)
    assert command["error_code"]
    assert "status" in command["error_description"]
    assert TAG not in json.dumps(command)
