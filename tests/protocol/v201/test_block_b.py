"""Block B of the OCPP 2.0.1 cases: provisioning."""

from typing import Any

import pytest
from tests.protocol.rawcharger import Refused
from tests.protocol.rig import Rig
from tests.protocol.v201.driving import TAG, Json, Player

from chargehouse.contexts.stations.public import StationRef

SLOT: dict[str, Any] = {
    "configurationSlot": 1,
    "connectionData": {
        "messageTimeout": 30,
        "ocppCsmsUrl": "wss://csms.example.com/ocpp",
        "ocppInterface": "Wired0",
        "ocppTransport": "JSON",
        "ocppVersion": "OCPP20",
        "securityProfile": 1,
    },
}


@pytest.fixture
async def newcomer(rig: Rig, station: StationRef, tag: str) -> Player:
    """The station, connected; it has not booted."""
    return Player(rig, await rig.connect(protocol="ocpp2.0.1"))


async def register(rig: Rig, station: StationRef, registration: str) -> None:
    """Let an operator say how the station is registered."""
    await rig.contexts.stations.edit(rig.actor, station.id, {"registration": registration})


# -- B01 to B03: boots


async def test_tc_b_01_a_station_boots_and_is_accepted(rig: Rig, newcomer: Player) -> None:
    answer = await newcomer.boot(serialNumber="SN-1", firmwareVersion="1.2.3")
    assert answer == {"currentTime": newcomer.now, "interval": 300, "status": "Accepted"}
    await newcomer.status("Available")
    station = await rig.station()
    assert (station["vendor"], station["model"]) == ("Acme", "One")
    assert (station["serial_number"], station["firmware_version"]) == ("SN-1", "1.2.3")
    assert (station["boot_reason"], station["booted_at"]) == ("PowerUp", rig.clock.now())
    assert "station.booted" in [name for name, _ in await rig.events()]


async def test_tc_b_02_a_station_is_pending_until_an_operator_accepts_it(
    rig: Rig, station: StationRef, newcomer: Player
) -> None:
    await register(rig, station, "pending")
    answer = await newcomer.boot()
    assert (answer["status"], answer["interval"]) == ("Pending", 60)
    asked: dict[str, Any] = {"requestId": 1, "reportBase": "ConfigurationInventory"}
    await newcomer.obeys(station, "GetBaseReport", asked, {"status": "Accepted"})
    part = {"requestId": 1, "generatedAt": newcomer.now, "seqNo": 0, "reportData": [HEARTBEATS]}
    assert await newcomer.call("NotifyReport", part) == {}
    await register(rig, station, "accepted")
    rig.clock.advance(60)
    assert (await newcomer.boot())["status"] == "Accepted"
    await newcomer.status("Available")
    assert (await rig.connector())["status"] == "Available"
    assert (await rig.one("SELECT value FROM station_variables"))["value"] == "300"


@pytest.mark.parametrize("registration", ["pending", "rejected"])
async def test_tc_b_30_who_is_not_accepted_is_refused_with_a_security_error(
    rig: Rig, station: StationRef, newcomer: Player, registration: str
) -> None:
    await register(rig, station, registration)
    assert (await newcomer.boot())["status"] == registration.capitalize()
    for call in (newcomer.status("Available"), newcomer.notify("Connector", "Problem", "true")):
        with pytest.raises(Refused) as refused:
            await call
        assert refused.value.code == "SecurityError"
    assert await rig.rows("SELECT * FROM connectors") == []
    assert await rig.rows("SELECT * FROM faults") == []
    assert ("in", "call", "StatusNotification") in await rig.timeline()


@pytest.mark.parametrize("registration", ["pending", "rejected"])
async def test_tc_b_31_a_boot_is_sent_for_once_the_station_is_accepted(
    rig: Rig, station: StationRef, newcomer: Player, registration: str
) -> None:
    await register(rig, station, registration)
    await newcomer.boot()
    await register(rig, station, "accepted")
    asked = {"requestedMessage": "BootNotification"}
    await newcomer.obeys(station, "TriggerMessage", asked, {"status": "Accepted"})
    assert (await newcomer.boot("Triggered"))["status"] == "Accepted"
    await newcomer.status("Available")
    assert (await rig.connector())["status"] == "Available"


# -- B05, B06: variables


def setting(component: str, variable: str, value: str) -> dict[str, Any]:
    return {
        "component": {"name": component},
        "variable": {"name": variable},
        "attributeValue": value,
    }


def outcome(component: str, variable: str, status: str, value: str | None = None) -> Json:
    result = {
        "attributeStatus": status,
        "component": {"name": component},
        "variable": {"name": variable},
    }
    return result if value is None else {**result, "attributeValue": value}


async def test_tc_b_09_one_variable_is_set(rig: Rig, station: StationRef, player: Player) -> None:
    asked = {"setVariableData": [setting("OCPPCommCtrlr", "OfflineThreshold", "123")]}
    answer = {"setVariableResult": [outcome("OCPPCommCtrlr", "OfflineThreshold", "Accepted")]}
    command = await player.obeys(station, "SetVariables", asked, answer)
    assert (command.status, command.answer_status) == ("accepted", "Accepted")
    assert await rig.rows("SELECT * FROM station_variables") == []


async def test_tc_b_10_several_variables_are_set_and_one_is_refused(
    station: StationRef, player: Player
) -> None:
    names = ("OfflineThreshold", "MessageTimeout")
    asked = {"setVariableData": [setting("OCPPCommCtrlr", name, "60") for name in names]}
    results = [
        outcome("OCPPCommCtrlr", name, status)
        for name, status in zip(names, ("Accepted", "Rejected"), strict=True)
    ]
    command = await player.obeys(station, "SetVariables", asked, {"setVariableResult": results})
    assert (command.status, command.answer_status) == ("rejected", "Rejected")
    assert command.answer == {"setVariableResult": results}


async def read_variables(
    rig: Rig, station: StationRef, player: Player, names: tuple[str, ...]
) -> None:
    """Let an operator read variables; what the station says is kept."""
    asked = [{"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": n}} for n in names]
    results = [outcome("OCPPCommCtrlr", name, "Accepted", "60") for name in names]
    command = await player.obeys(
        station, "GetVariables", {"getVariableData": asked}, {"getVariableResult": results}
    )
    assert command.status == "accepted"
    kept = await rig.rows("SELECT component, variable, value FROM station_variables ORDER BY 2")
    assert [tuple(row.values()) for row in kept] == [
        ("OCPPCommCtrlr", name, "60") for name in sorted(names)
    ]


async def test_tc_b_06_one_variable_is_read_and_kept(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await read_variables(rig, station, player, ("OfflineThreshold",))


async def test_tc_b_07_several_variables_are_read_and_kept(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await read_variables(rig, station, player, ("OfflineThreshold", "MessageTimeout"))


# -- B07: reports


HEARTBEATS: dict[str, Any] = {
    "component": {"name": "OCPPCommCtrlr"},
    "variable": {"name": "HeartbeatInterval"},
    "variableAttribute": [{"value": "300", "mutability": "ReadWrite"}],
    "variableCharacteristics": {"dataType": "integer", "unit": "s", "supportsMonitoring": False},
}


def connector(variable: str, value: str, **evse: int) -> dict[str, Any]:
    name = "Connector" if "connectorId" in evse else "EVSE"
    return {
        "component": {"name": name, "evse": evse},
        "variable": {"name": variable},
        "variableAttribute": [{"value": value, "mutability": "ReadOnly"}],
    }


async def report(rig: Rig, station: StationRef, player: Player, base: str) -> None:
    """Let an operator ask for a report; it comes in parts, and is kept."""
    asked = {"requestId": 4, "reportBase": base}
    command = await player.obeys(station, "GetBaseReport", asked, {"status": "Accepted"})
    assert command.status == "accepted"
    parts = [
        [HEARTBEATS, connector("SupplyPhases", "3", id=1)],
        [connector("ConnectorType", "cType2", id=1, connectorId=1)],
    ]
    for number, part in enumerate(parts):
        request = {
            "requestId": 4,
            "generatedAt": player.now,
            "seqNo": number,
            "tbc": number + 1 < len(parts),
            "reportData": part,
        }
        assert await player.call("NotifyReport", request) == {}
    kept = await rig.rows("SELECT * FROM station_variables ORDER BY variable")
    assert [row["variable"] for row in kept] == [
        "ConnectorType",
        "HeartbeatInterval",
        "SupplyPhases",
    ]
    assert (kept[1]["value"], kept[1]["unit"], kept[1]["data_type"]) == ("300", "s", "integer")
    assert kept[1]["mutability"] == "ReadWrite"
    assert (await rig.connector())["standard"] == "cType2"
    assert (await rig.connector())["power_type"] == "ac_3_phase"


async def test_tc_b_12_the_configuration_is_reported_in_parts(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await report(rig, station, player, "ConfigurationInventory")


async def test_tc_b_13_everything_is_reported_in_parts(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await report(rig, station, player, "FullInventory")


# -- B09: network profiles


async def test_tc_b_42_a_network_profile_is_set(station: StationRef, player: Player) -> None:
    command = await player.obeys(station, "SetNetworkProfile", SLOT, {"status": "Accepted"})
    assert (command.status, command.answer_status) == ("accepted", "Accepted")


async def test_tc_b_44_a_network_profile_cannot_be_set(station: StationRef, player: Player) -> None:
    command = await player.obeys(station, "SetNetworkProfile", SLOT, {"status": "Failed"})
    assert (command.status, command.answer_status) == ("rejected", "Failed")


# -- B11, B12: resets


async def come_back(player: Player, reason: str = "RemoteReset") -> None:
    """Reboot: the socket breaks, and a BootNotification comes over another one."""
    await player.raw.vanish()
    player.rig.clock.advance(30)
    player.raw = await player.rig.connect(protocol="ocpp2.0.1")
    assert (await player.boot(reason))["status"] == "Accepted"


async def test_tc_b_20_an_idle_station_is_reset(
    rig: Rig, station: StationRef, player: Player
) -> None:
    command = await player.obeys(station, "Reset", {"type": "OnIdle"}, {"status": "Accepted"})
    assert command.status == "accepted"
    await come_back(player)
    await player.status("Available")
    assert (await rig.station())["boot_reason"] == "RemoteReset"


async def test_tc_b_25_an_idle_evse_is_reset(station: StationRef, player: Player) -> None:
    asked = {"type": "OnIdle", "evseId": 1}
    command = await player.obeys(station, "Reset", asked, {"status": "Accepted"})
    assert command.status == "accepted"


async def test_tc_b_21_a_busy_station_is_reset_when_it_is_idle(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await player.charging()
    command = await player.obeys(station, "Reset", {"type": "OnIdle"}, {"status": "Scheduled"})
    assert (command.status, command.answer_status) == ("accepted", "Scheduled")
    await player.tell("Ended", "StopAuthorized", tag=TAG, stopped="Local")
    await come_back(player)
    [session] = await rig.sessions()
    assert (session["status"], session["flags"]) == ("terminated", [])


async def test_tc_b_22_a_busy_station_is_reset_at_once(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await player.charging()
    await player.obeys(station, "Reset", {"type": "Immediate"}, {"status": "Accepted"})
    await player.tell("Ended", "ResetCommand", state="EVConnected", stopped="ImmediateReset")
    await come_back(player)
    await player.status("Occupied")
    [session] = await rig.sessions()
    assert (session["status"], session["stop_reason"]) == ("terminated", "ImmediateReset")
    assert (await rig.connector())["status"] == "Occupied"


async def test_tc_b_26_a_busy_evse_is_reset_when_it_is_idle(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await player.charging()
    asked = {"type": "OnIdle", "evseId": 1}
    command = await player.obeys(station, "Reset", asked, {"status": "Scheduled"})
    assert command.answer_status == "Scheduled"
    await player.stop_authorized()
    await player.unplugged(stopped="EVDisconnected")
    assert [session["status"] for session in await rig.sessions()] == ["terminated"]


async def test_tc_b_27_a_busy_evse_is_reset_at_once(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await player.charging()
    asked = {"type": "Immediate", "evseId": 1}
    await player.obeys(station, "Reset", asked, {"status": "Accepted"})
    await player.tell("Ended", "ResetCommand", state="EVConnected", stopped="ImmediateReset")
    assert [session["stop_reason"] for session in await rig.sessions()] == ["ImmediateReset"]
