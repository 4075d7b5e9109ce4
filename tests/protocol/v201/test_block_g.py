"""Block G of the OCPP 2.0.1 cases: availability."""

from typing import Any

from tests.protocol.rig import Rig
from tests.protocol.v201.driving import Player

from chargehouse.contexts.stations.public import StationRef

EVSE: dict[str, Any] = {"evse": {"id": 1}}
CONNECTOR: dict[str, Any] = {"evse": {"id": 1, "connectorId": 1}}


async def change(
    rig: Rig, player: Player, station: StationRef, place: dict[str, Any], word: str
) -> None:
    """Let an operator change availability; the connector tells what came of it."""
    inoperative = word == "Inoperative"
    before, after = ("Available", "Unavailable") if inoperative else ("Unavailable", "Available")
    await player.status(before)
    asked = {"operationalStatus": word, **place}
    command = await player.obeys(station, "ChangeAvailability", asked, {"status": "Accepted"})
    assert (command.status, command.answer_status) == ("accepted", "Accepted")
    await player.status(after)
    assert (await rig.connector())["status"] == after


async def change_later(
    rig: Rig, player: Player, station: StationRef, place: dict[str, Any]
) -> None:
    """Let an operator take out of service what is in use: it goes once the transaction is over."""
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


async def test_tc_g_03_an_evse_is_taken_out_of_service(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await change(rig, player, station, EVSE, "Inoperative")


async def test_tc_g_04_an_evse_is_put_into_service(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await change(rig, player, station, EVSE, "Operative")


async def test_tc_g_07_a_connector_is_taken_out_of_service(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await change(rig, player, station, CONNECTOR, "Inoperative")


async def test_tc_g_08_a_connector_is_put_into_service(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await change(rig, player, station, CONNECTOR, "Operative")


async def test_tc_g_05_a_station_is_taken_out_of_service(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await change(rig, player, station, {}, "Inoperative")


async def test_tc_g_06_a_station_is_put_into_service(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await change(rig, player, station, {}, "Operative")


async def test_tc_g_11_a_busy_evse_goes_out_of_service_later(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await change_later(rig, player, station, EVSE)


async def test_tc_g_17_a_busy_connector_goes_out_of_service_later(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await change_later(rig, player, station, CONNECTOR)


async def test_tc_g_14_a_busy_station_goes_out_of_service_later(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await change_later(rig, player, station, {})


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
