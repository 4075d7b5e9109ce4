"""Partners stop and limit the sessions of their own drivers, and no others (C7)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.integration.remote.conftest import UID, House, Scene
from tests.integration.roaming.conftest import KEYRING, Json, Roamer
from tests.integration.roaming.fakepartner import fake_partner, role
from tests.integration.roaming.registering import Caller, registered

from chargehouse.contexts.identity.public import IdentifierReader
from chargehouse.contexts.sessions.public import Ended, Identification, Started, transaction_key
from chargehouse.contexts.stations.public import CommandOutcome, CommandRow

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROFILE = {
    "charging_rate_unit": "A",
    "charging_profile_period": [{"start_period": 0, "limit": 16}],
}
SCHEDULE = (
    '{"status":"Accepted","scheduleStart":"2026-11-22T08:00:00Z","chargingSchedule":'
    '{"duration":600,"chargingRateUnit":"A","chargingSchedulePeriod":'
    '[{"startPeriod":0,"limit":"10.5"}]}}'
)


async def started(scene: Scene, attempt_id: UUID | None) -> str:
    """Let the charger begin a session that came of an attempt; return its id."""
    contexts, tenant_id = scene.roamer.contexts, scene.roamer.actor.tenant_id
    identifier = IdentifierReader(KEYRING, tenant_id).identifier_of(UID)
    ref = await contexts.sessions.apply(
        tenant_id,
        Started(
            station_id=scene.station.id,
            location_id=scene.station.location_id,
            protocol="ocpp2.0.1",
            received_at=scene.clock.now(),
            charger_key=transaction_key("TX-1"),
            transaction_id="TX-1",
            evse_id=1,
            connector_id=1,
            identification=Identification(
                identifier_hash=identifier.hash,
                masked=identifier.masked,
                attempt_id=attempt_id,
                mode="managed_access",
            ),
        ),
    )
    assert ref is not None
    return str(ref.session_id)


async def own_session(scene: Scene) -> str:
    """Let the partner start a session, and the charger begin it."""
    await scene.start()
    await scene.heard()
    scene.results.clear()
    [row] = await scene.received()
    return await started(scene, UUID(row["command_id"]))


async def profile(scene: Scene, method: str, session_id: str, **more: Any) -> Json:  # noqa: ANN401  JSON
    url = f"{scene.partner.url}/results/1"
    path = f"2.2.1/receiver/chargingprofiles/{session_id}"
    body = None
    if method == "PUT":
        body = {"charging_profile": PROFILE, "response_url": url, **more}
    else:
        asked = {"response_url": url, **({"duration": 600} if method == "GET" else {}), **more}
        path += "?" + "&".join(f"{name}={value}" for name, value in asked.items())
    told: Json = (await scene.caller.ask(method, path, body)).json()
    return told


async def test_a_partner_stops_the_session_that_it_started(scene: Scene) -> None:
    session_id = await own_session(scene)
    said = await scene.command("STOP_SESSION", {"session_id": session_id.upper()})
    assert said["data"]["result"] == "ACCEPTED"
    await scene.heard()
    assert scene.sent()[-1].payload == {"transaction_id": "TX-1"}
    assert [each["result"] for each in scene.results] == ["ACCEPTED"]
    contexts = scene.roamer.contexts
    ended = Ended(
        station_id=scene.station.id,
        location_id=scene.station.location_id,
        protocol="ocpp2.0.1",
        received_at=scene.clock.now() + timedelta(minutes=1),
        charger_key=transaction_key("TX-1"),
        transaction_id="TX-1",
    )
    await contexts.sessions.apply(scene.roamer.actor.tenant_id, ended)
    again = await scene.command("STOP_SESSION", {"session_id": session_id})
    assert again["data"]["result"] == "REJECTED"


async def test_what_another_started_is_nobody_elses(
    scene: Scene, house: House, roamer: Roamer
) -> None:
    session_id = await own_session(scene)
    async with fake_partner() as second:
        second.roles = [role("BE-TWO")]
        _, token = await registered(roamer, second, name="Second")
        other = Scene(house, roamer, scene.station, second, "", Caller(roamer, token))
        said = await other.command("STOP_SESSION", {"session_id": session_id})
        assert said["data"]["result"] == "UNKNOWN_SESSION"
        assert (await profile(other, "PUT", session_id))["data"]["result"] == "UNKNOWN_SESSION"
    unclaimed = await profile(scene, "GET", str(UUID(int=1)))
    assert unclaimed["data"] == {"result": "UNKNOWN_SESSION", "timeout": 0}
    assert len(scene.sent()) == 1


async def test_limits_are_set_read_and_cleared(scene: Scene, house: House) -> None:
    session_id = await own_session(scene)
    said = await profile(scene, "PUT", session_id)
    assert said["data"] == {"result": "ACCEPTED", "timeout": 60}
    await scene.heard()
    sent = scene.sent()[-1]
    assert sent.action == "ocpp1.6:set_charging_profile"
    assert (sent.payload["transaction_id"], sent.payload["evse_id"]) == ("TX-1", 1)
    number = sent.payload["profile_id"]

    async def schedule(command: CommandRow) -> CommandOutcome:
        return CommandOutcome(status="accepted", answer=SCHEDULE, answer_status="Accepted")

    house.port.answer = schedule
    await profile(scene, "GET", session_id)
    await scene.heard()
    assert scene.sent()[-1].payload == {"evse_id": 1, "duration_s": 600}

    async def unknown(command: CommandRow) -> CommandOutcome:
        return CommandOutcome(status="rejected", answer_status="Unknown")

    house.port.answer = unknown
    await profile(scene, "DELETE", session_id)
    await scene.heard()
    assert scene.sent()[-1].payload == {"profile_id": number}
    set_, read, cleared = scene.results
    assert (set_["result"], cleared["result"]) == ("ACCEPTED", "UNKNOWN")
    assert read["result"] == "ACCEPTED"
    assert read["profile"]["start_date_time"] == "2026-11-22T08:00:00Z"
    limits = read["profile"]["charging_profile"]["charging_profile_period"]
    assert limits == [{"start_period": 0, "limit": 10.5}]


async def test_what_cannot_be_followed_is_refused(scene: Scene) -> None:
    session_id = await own_session(scene)
    empty = {"charging_rate_unit": "A"}
    said = await profile(scene, "PUT", session_id, charging_profile=empty)
    assert said["status_code"] == 2001
    for wrong in ({"duration": "x"}, {"duration": 0}, {"response_url": ""}):
        said = await profile(scene, "GET", session_id, **wrong)
        assert said["status_code"] == 2001, wrong
    assert len(scene.sent()) == 1


async def test_a_charger_is_not_asked_too_often(scene: Scene) -> None:
    session_id = await own_session(scene)
    words = [(await profile(scene, "GET", session_id))["data"]["result"] for _ in range(11)]
    assert words == ["ACCEPTED"] * 10 + ["TOO_OFTEN"]
    scene.clock.advance(61)
    assert (await profile(scene, "GET", session_id))["data"]["result"] == "ACCEPTED"
    await scene.heard()
