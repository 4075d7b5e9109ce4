"""Block F of the OCPP 2.0.1 cases: remote control."""

from typing import Any

from tests.protocol.rig import Rig
from tests.protocol.v201.driving import OTHER_TAG, TAG, Player, energy, token

from chargehouse.contexts.stations.public import StationRef

ASKED: dict[str, Any] = {"idToken": token(), "remoteStartId": 7, "evseId": 1}


async def remote_decision(rig: Rig) -> dict[str, Any]:
    """The one decision there is: the operator's permission."""
    [decision] = await rig.decisions()
    assert (decision["decision"], decision["source"]) == ("allowed", "operator")
    return decision


async def test_tc_f_01_remote_start_with_the_cable_in(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await player.plugged_in("Started")
    answer = {"status": "Accepted", "transactionId": "tx-1"}
    command = await player.obeys(station, "RequestStartTransaction", ASKED, answer)
    assert command.status == "accepted"
    told = await player.tell("Updated", "RemoteStart", tag=TAG, remote_start_id=7)
    assert told["idTokenInfo"] == {"status": "Accepted"}
    await player.tell("Updated", "ChargingStateChanged", state="Charging")
    [session] = await rig.sessions()
    assert session["status"] == "charging"
    assert session["decision_id"] == (await remote_decision(rig))["id"]


async def test_tc_f_02_remote_start_first_and_the_station_asks_for_the_tag(
    rig: Rig, player: Player, station: StationRef
) -> None:
    asked = {**ASKED, "idToken": token(OTHER_TAG)}
    await player.obeys(station, "RequestStartTransaction", asked, {"status": "Accepted"})
    assert await player.authorize(OTHER_TAG) == {"status": "Accepted"}
    told = await player.tell("Started", "RemoteStart", tag=OTHER_TAG, remote_start_id=7)
    assert told["idTokenInfo"] == {"status": "Accepted"}
    await player.plugged_in()
    [session] = await rig.sessions()
    assert session["decision_id"] == (await remote_decision(rig))["id"]
    assert OTHER_TAG not in await rig.dump()


async def test_tc_f_03_remote_start_first_and_the_station_does_not_ask(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await player.obeys(station, "RequestStartTransaction", ASKED, {"status": "Accepted"})
    told = await player.tell("Started", "RemoteStart", tag=TAG, remote_start_id=7)
    assert told["idTokenInfo"] == {"status": "Accepted"}
    await player.plugged_in()
    await player.tell("Updated", "ChargingStateChanged", state="Charging")
    await remote_decision(rig)
    assert [session["status"] for session in await rig.sessions()] == ["charging"]


async def test_tc_f_04_remote_start_first_and_nobody_plugs_in(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await player.obeys(station, "RequestStartTransaction", ASKED, {"status": "Accepted"})
    await player.tell("Started", "RemoteStart", tag=TAG, remote_start_id=7)
    assert await player.tell("Updated", "EVConnectTimeout", evse=False) == {}
    assert [session["status"] for session in await rig.sessions()] == ["started"]
    await player.tell("Ended", "EVConnectTimeout", stopped="Timeout", evse=False)
    assert [session["stop_reason"] for session in await rig.sessions()] == ["Timeout"]


async def test_tc_f_06_a_connector_is_unlocked_without_a_transaction(
    player: Player, station: StationRef
) -> None:
    asked = {"evseId": 1, "connectorId": 1}
    command = await player.obeys(station, "UnlockConnector", asked, {"status": "Unlocked"})
    assert (command.status, command.answer_status) == ("accepted", "Unlocked")
    assert command.requested_by == "console:test"


async def triggered(
    player: Player, station: StationRef, message: str, *, evse: bool = False
) -> None:
    """Let an operator send for a message."""
    asked: dict[str, Any] = {"requestedMessage": message}
    if evse:
        asked["evse"] = {"id": 1}
    command = await player.obeys(station, "TriggerMessage", asked, {"status": "Accepted"})
    assert command.status == "accepted"


async def tell_meter(player: Player, evse_id: int, wh: int) -> None:
    reading = {"timestamp": player.now, "sampledValue": [energy(wh, "Trigger")]}
    assert await player.call("MeterValues", {"evseId": evse_id, "meterValue": [reading]}) == {}


async def test_tc_f_11_meter_values_of_one_evse_are_sent_for(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await triggered(player, station, "MeterValues", evse=True)
    await tell_meter(player, 1, 5000)
    reading = await rig.one("SELECT * FROM meter_values")
    assert (reading["evse_id"], reading["energy_wh"], reading["context"]) == (1, 5000, "Trigger")


async def test_tc_f_12_meter_values_of_all_evses_are_sent_for(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await triggered(player, station, "MeterValues")
    for evse_id in (1, 2):
        await tell_meter(player, evse_id, 1000 * evse_id)
    readings = await rig.rows("SELECT evse_id, energy_wh FROM meter_values ORDER BY evse_id")
    assert [tuple(row.values()) for row in readings] == [(1, 1000), (2, 2000)]


async def send_for_transactions(
    rig: Rig, player: Player, station: StationRef, evses: tuple[int, ...]
) -> None:
    """Begin transactions, and send for their events: of one EVSE, or of all."""
    for evse in evses:
        player.evse_id = evse
        player.new_transaction(f"tx-{evse}")
        await player.charging()
    await triggered(player, station, "TransactionEvent", evse=len(evses) == 1)
    for evse in evses:
        player.evse_id, player.transaction_id = evse, f"tx-{evse}"
        samples = [energy(7000 + evse, "Trigger")]
        told = await player.tell(
            "Updated", "Trigger", state="Charging", samples=samples, seq_no=player.seq_no
        )
        assert told == {}
    sessions = await rig.sessions()
    assert [session["meter_last_wh"] for session in sessions] == [7000 + evse for evse in evses]


async def test_tc_f_13_the_transaction_event_of_one_evse_is_sent_for(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await send_for_transactions(rig, player, station, (1,))


async def test_tc_f_14_transaction_events_of_all_evses_are_sent_for(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await send_for_transactions(rig, player, station, (1, 2))


async def statuses_told(rig: Rig, event: str) -> list[str]:
    """The statuses that events of this name carry."""
    return [body["status"] for name, body in await rig.events() if name == event]


async def test_tc_f_15_how_an_upload_goes_is_sent_for(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await triggered(player, station, "LogStatusNotification")
    assert await player.call("LogStatusNotification", {"status": "Idle"}) == {}
    assert await statuses_told(rig, "station.diagnostics_status_reported") == ["Idle"]


async def test_tc_f_18_how_an_update_goes_is_sent_for(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await triggered(player, station, "FirmwareStatusNotification")
    assert await player.call("FirmwareStatusNotification", {"status": "Idle"}) == {}
    assert await statuses_told(rig, "station.firmware_status_reported") == ["Idle"]


async def test_tc_f_20_a_heartbeat_is_sent_for(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await triggered(player, station, "Heartbeat")
    rig.clock.advance(5)
    assert await player.call("Heartbeat") == {"currentTime": player.now}
    assert (await rig.station())["heartbeat_at"] == rig.clock.now()


async def test_tc_f_23_the_status_of_one_evse_is_sent_for(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await triggered(player, station, "StatusNotification", evse=True)
    await player.status("Available")
    assert (await rig.connector())["status"] == "Available"


async def test_tc_f_24_the_statuses_of_all_evses_are_sent_for(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await triggered(player, station, "StatusNotification")
    for evse in (1, 2):
        player.evse_id = evse
        await player.status("Available")
        assert (await rig.connector(evse))["status"] == "Available"


async def test_tc_f_27_a_message_that_the_station_does_not_have_is_sent_for(
    player: Player, station: StationRef
) -> None:
    asked = {"requestedMessage": "PublishFirmwareStatusNotification"}
    command = await player.obeys(station, "TriggerMessage", asked, {"status": "NotImplemented"})
    assert (command.status, command.answer_status) == ("rejected", "NotImplemented")
