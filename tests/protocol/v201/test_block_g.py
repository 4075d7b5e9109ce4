"""Block G of the OCPP 2.0.1 cases: availability."""

from typing import Any

import pytest
from tests.protocol.rig import Rig
from tests.protocol.v201.driving import Player

from chargehouse.contexts.stations.public import StationRef

EVSE: dict[str, Any] = {"evse": {"id": 1}}
CONNECTOR: dict[str, Any] = {"evse": {"id": 1, "connectorId": 1}}


@pytest.mark.parametrize(
    ("place", "word", "status"),
    [
        (EVSE, "Inoperative", "Unavailable"),
        (EVSE, "Operative", "Available"),
        (CONNECTOR, "Inoperative", "Unavailable"),
        (CONNECTOR, "Operative", "Available"),
        ({}, "Inoperative", "Unavailable"),
        ({}, "Operative", "Available"),
    ],
    ids=["03", "04", "07", "08", "05", "06"],
)
async def test_tc_g_03_to_08_availability_is_changed(
    rig: Rig,
    player: Player,
    station: StationRef,
    *,
    place: dict[str, Any],
    word: str,
    status: str,
) -> None:
    await player.status("Unavailable" if word == "Operative" else "Available")
    asked = {"operationalStatus": word, **place}
    command = await player.obeys(station, "ChangeAvailability", asked, {"status": "Accepted"})
    assert (command.status, command.answer_status) == ("accepted", "Accepted")
    await player.status(status)
    assert (await rig.connector())["status"] == status


@pytest.mark.parametrize("place", [EVSE, CONNECTOR, {}], ids=["11", "17", "14"])
async def test_tc_g_11_14_17_availability_changes_after_the_transaction(
    rig: Rig, player: Player, station: StationRef, place: dict[str, Any]
) -> None:
    await player.charging()
    asked = {"operationalStatus": "Inoperative", **place}
    command = await player.obeys(station, "ChangeAvailability", asked, {"status": "Scheduled"})
    assert (command.status, command.answer_status) == ("accepted", "Scheduled")
    assert (await rig.connector())["status"] == "Occupied"
    await player.stop_authorized()
    await player.tell("Ended", "EVCommunicationLost", state="Idle", stopped="Local")
    await player.status("Unavailable")
    assert (await rig.connector())["status"] == "Unavailable"
    assert [session["status"] for session in await rig.sessions()] == ["terminated"]


async def test_tc_g_20_a_lock_that_fails_is_a_fault_until_it_is_cleared(
    rig: Rig, player: Player
) -> None:
    await player.status("Available")
    lock = "ConnectorPlugRetentionLock"
    assert await player.notify(lock, "Problem", "true", techCode="E-77") == {}
    fault = await rig.one("SELECT * FROM faults")
    assert (fault["error_code"], fault["vendor_error_code"]) == (f"{lock}.Problem", "E-77")
    assert (fault["evse_id"], fault["connector_id"], fault["closed_at"]) == (1, 1, None)
    assert await player.notify(lock, "Problem", "false") == {}
    assert (await rig.one("SELECT * FROM faults"))["closed_at"] == rig.clock.now()
    told = [name for name, _ in await rig.events() if name.startswith("station.fault")]
    assert told == ["station.fault_opened", "station.fault_cleared"]
