"""A charger of another make goes through its life; all is set up and read by REST alone."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from tests.independent.charger import Answer, IndependentCharger, connected
from tests.independent.drivers import CLOCK, Driver, driver_of
from tests.independent.house import House, Json

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module", params=["ocpp1.6", "ocpp2.0.1"])
def protocol(request: pytest.FixtureRequest) -> str:
    """The version that the charger speaks."""
    named: str = request.param
    return named


@pytest_asyncio.fixture(loop_scope="module")
async def station(house: House, protocol: str) -> Json:
    """A station that nothing has happened to."""
    return await house.station(protocol)


@pytest_asyncio.fixture(loop_scope="module")
async def charger(house: House, station: Json, protocol: str) -> AsyncIterator[IndependentCharger]:
    """The station's charger, connected and booted."""
    async with connected(house, station, protocol) as made:
        assert await driver_of(made).boot() == "Accepted"
        yield made


@pytest.fixture
def driver(charger: IndependentCharger) -> Driver:
    """Who takes the charger through a session."""
    return driver_of(charger)


async def only_session(house: House, station: Json) -> Json:
    """Return the station's only session."""
    (session,) = await house.api.items("/sessions", station_id=station["id"])
    return session


async def test_a_boot_tells_what_the_charger_is(
    house: House, station: Json, charger: IndependentCharger, protocol: str
) -> None:
    seen = await house.api.get(f"/stations/{station['id']}")
    assert (seen["vendor"], seen["model"], seen["firmware_version"]) == (
        "Elsewhere",
        "Post",
        "1.2.3",
    )
    assert seen["socket"]["state"] == "open"
    assert seen["socket"]["subprotocol"] == protocol
    assert seen["socket"]["security_profile"] == 1


@pytest.mark.parametrize("case", ["allowed", "unknown", "inactive", "expired"])
async def test_an_identifier_is_answered_and_the_decision_can_be_read(
    house: House, station: Json, driver: Driver, case: str
) -> None:
    tag = f"CARD{station['code']}".replace("-", "")
    if case == "inactive":
        await house.identifier(tag, status="inactive")
    elif case == "expired":
        until = CLOCK.now() - timedelta(days=1)
        await house.identifier(tag, valid_until=until.isoformat())
    elif case == "allowed":
        await house.identifier(tag)
    assert await driver.authorise(tag.lower()) == driver.words[case]
    (decision,) = await house.api.items("/access/decisions", station_id=station["id"])
    assert decision["decision"] == ("allowed" if case == "allowed" else "denied")
    if case != "allowed":
        assert decision["reason"] == f"{case}_identifier"
    assert tag not in json.dumps(decision).upper()


async def test_a_session_its_curve_its_decision_and_its_frames_can_be_read(
    house: House, station: Json, charger: IndependentCharger, driver: Driver
) -> None:
    tag = f"TAG{station['code']}"
    known = await house.identifier(tag)
    assert await driver.authorise(tag) == "Accepted"
    assert await driver.start(tag, 1_000) == "Accepted"
    live = await only_session(house, station)
    assert (live["status"], live["meter_start_wh"], live["ended_at"]) == (
        live["status"],
        1_000,
        None,
    )
    for meter_wh in (1_500, 2_000, 2_500):
        await driver.meter(meter_wh)
    await driver.stop(3_000)
    session = await only_session(house, station)
    assert session["status"] == "terminated"
    assert session["transaction_id"] == driver.transaction_id
    assert session["energy_wh"] == 2_000
    assert session["meter_stop_wh"] == 3_000
    assert session["stop_reason"] == "EVDisconnected"
    assert session["identifier_id"] == known["id"]
    assert not session["offline"]
    readings = await house.api.get(f"/sessions/{session['id']}/readings")
    curve = [reading["energy_wh"] for reading in readings]
    assert [wh for wh in curve if wh in {1_500, 2_000, 2_500}] == [1_500, 2_000, 2_500]
    assert 7_200 in [reading["power_w"] for reading in readings]
    decision = await house.api.get(f"/access/decisions/{session['decision_id']}")
    assert decision["decision"]["decision"] == "allowed"
    await every_frame_is_kept(house, station, charger)


async def every_frame_is_kept(house: House, station: Json, charger: IndependentCharger) -> None:
    wire = charger.wire
    frames = await house.api.eventually(
        lambda: house.frames(station), lambda found: len(found) == len(wire.sent) + len(wire.got)
    )
    for direction, passed in (("in", wire.sent), ("out", wire.got)):
        kept = [frame for frame in frames if frame["direction"] == direction]
        assert [frame["message_id"] for frame in kept] == [each[1] for each in passed]
        assert [set(json.loads(frame["payload"])) for frame in kept] == [
            set(each[-1]) for each in passed
        ]
    assert all(frame["deviations"] == [] for frame in frames)


async def test_a_refused_identifier_does_not_charge(
    house: House, station: Json, driver: Driver
) -> None:
    assert await driver.start("NOBODYKNOWSME", 0) == driver.words["unknown"]
    (decision,) = await house.api.items("/access/decisions", station_id=station["id"])
    assert (decision["decision"], decision["reason"]) == ("denied", "unknown_identifier")


async def test_remote_start_and_stop_reach_the_charger(
    house: House, station: Json, charger: IndependentCharger, driver: Driver
) -> None:
    path = f"/stations/{station['id']}"
    tag = f"REMOTE{station['code']}"
    charger.answers = {
        driver.words["start"]: {"status": "Accepted"},
        driver.words["stop"]: {"status": "Accepted"},
    }
    started = await house.api.post(f"{path}/start", {"id_token": tag, "evse_id": 1})
    assert (started["status"], started["answer"]) == ("accepted", {"status": "Accepted"})
    order = charger.last_order(driver.words["start"])
    assert order.get("idTag") or order["idToken"]["idToken"] == tag
    assert await driver.start(tag, 10) == "Accepted"
    session = await only_session(house, station)
    stopped = await house.api.post(f"{path}/stop", {"transaction_id": session["transaction_id"]})
    assert (stopped["status"], stopped["answer"]) == ("accepted", {"status": "Accepted"})
    assert str(charger.last_order(driver.words["stop"])["transactionId"]) == driver.transaction_id
    await driver.stop(20)
    assert (await only_session(house, station))["status"] == "terminated"
    (decision,) = await house.api.items("/access/decisions", station_id=station["id"])
    assert (decision["decision"], decision["source"]) == ("allowed", "operator")


async def test_a_reset_is_answered_and_the_charger_comes_back(
    house: House, station: Json, protocol: str
) -> None:
    async with connected(house, station, protocol) as before:
        await driver_of(before).boot()
        before.answers = {"Reset": {"status": "Accepted"}}
        reset = await house.api.post(f"/stations/{station['id']}/reset", {"gentle": False})
        assert (reset["status"], reset["answer_status"]) == ("accepted", "Accepted")
        expected = {"ocpp1.6": "Hard", "ocpp2.0.1": "Immediate"}
        assert before.last_order("Reset")["type"] == expected[protocol]
    async with connected(house, station, protocol) as after:
        await driver_of(after).boot()
        boots = await house.frames(station, action="BootNotification", direction="in")
        assert len(boots) == 2
        assert len({boot["connection_id"] for boot in boots}) == 2


async def test_configuration_is_written_read_back_and_kept(
    house: House, station: Json, charger: IndependentCharger, driver: Driver, protocol: str
) -> None:
    path = f"/stations/{station['id']}"
    place = {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "HeartbeatInterval"}}
    answers: dict[str, dict[str, Answer]] = {
        "ocpp1.6": {
            "ChangeConfiguration": {"status": "Accepted"},
            "GetConfiguration": {
                "configurationKey": [{"key": "HeartbeatInterval", "readonly": False, "value": "77"}]
            },
        },
        "ocpp2.0.1": {
            "SetVariables": {"setVariableResult": [{"attributeStatus": "Accepted", **place}]},
            "GetVariables": {
                "getVariableResult": [
                    {"attributeStatus": "Accepted", "attributeValue": "77", **place}
                ]
            },
        },
    }
    charger.answers = answers[protocol]
    key = {"ocpp1.6": "HeartbeatInterval", "ocpp2.0.1": "OCPPCommCtrlr.HeartbeatInterval"}[protocol]
    written = await house.api.post(f"{path}/set-configuration", {"key": key, "value": "77"})
    assert written["status"] == "accepted"
    assert written["answer"] == charger.answers[driver.words["write"]]
    read = await house.api.post(f"{path}/get-configuration", {"keys": [key]})
    assert read["status"] == "accepted"
    assert read["answer"] == charger.answers[driver.words["read"]]
    (variable,) = await house.api.get(f"{path}/variables", search="Heartbeat")
    assert (variable["value"], variable["masked"]) == ("77", False)


async def test_a_session_goes_on_after_a_disconnection(
    house: House, station: Json, protocol: str
) -> None:
    tag = f"BACK{station['code']}"
    await house.identifier(tag)
    async with connected(house, station, protocol) as before:
        driver = driver_of(before)
        await driver.boot()
        await driver.start(tag, 100)
        await driver.meter(200)
        await before.vanish()
    left = await house.api.eventually(
        lambda: house.api.get(f"/stations/{station['id']}"),
        lambda seen: seen["socket"]["state"] == "closed",
    )
    assert left["socket"]["since"]
    assert (await only_session(house, station))["ended_at"] is None
    async with connected(house, station, protocol) as after:
        driver = driver_of(after, driver.transaction_id)
        if protocol == "ocpp2.0.1":
            vars(driver)["sequence"] = 1
        await driver.meter(300)
        await driver.stop(400)
    session = await only_session(house, station)
    assert (session["status"], session["energy_wh"]) == ("terminated", 300)
    readings = await house.api.get(f"/sessions/{session['id']}/readings")
    curve = [reading["energy_wh"] for reading in readings if reading["energy_wh"] in {200, 300}]
    assert curve == [200, 300]


async def test_what_happens_is_streamed_and_a_reader_resumes_where_it_left(
    house: House, station: Json, protocol: str
) -> None:
    tag = f"LIVE{station['code']}"
    await house.identifier(tag)
    async with (
        house.events(station) as reader,
        connected(house, station, protocol) as charger,
    ):
        driver = driver_of(charger)
        await driver.boot()
        await driver.start(tag, 5)
        await driver.stop(25)
        seen = await reader.until("session.terminated")
    names = [event["event"] for event in seen]
    assert {"station.connected", "station.booted", "session.started"} <= set(names)
    assert "charger_access.decision_recorded" in names
    assert all(event["data"]["station_id"] == station["id"] for event in seen)
    assert tag not in json.dumps(seen).upper()
    for place in (0, len(seen) // 2, len(seen) - 2):
        async with house.events(station, after=seen[place]["id"]) as resumed:
            assert await resumed.until("session.terminated") == seen[place + 1 :]
