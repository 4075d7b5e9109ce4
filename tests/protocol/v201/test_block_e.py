"""Block E of the OCPP 2.0.1 cases: transactions."""

from typing import Any

import pytest
from tests.protocol.rig import Rig
from tests.protocol.v201.driving import OTHER_TAG, TAG, Json, Player, energy, said

from chargehouse.contexts.stations.public import StationRef

MASKED = "04••••80"


async def only_session(rig: Rig) -> dict[str, Any]:
    [session] = await rig.sessions()
    return session


# -- E01: where a transaction may start


async def test_tc_e_01_it_starts_when_the_power_path_is_closed(rig: Rig, player: Player) -> None:
    await player.authorize()
    await player.status("Occupied")
    answer = await player.tell("Started", "ChargingStateChanged", tag=TAG, state="Charging")
    assert answer["idTokenInfo"] == {"status": "Accepted"}
    session = await only_session(rig)
    assert (session["status"], session["masked"]) == ("charging", MASKED)
    assert (session["evse_id"], session["connector_id"]) == (1, 1)


async def test_tc_e_02_it_starts_with_the_energy_transfer(rig: Rig, player: Player) -> None:
    await player.authorize()
    await player.status("Occupied")
    samples = [energy(12_000, "Transaction.Begin")]
    answer = await player.tell(
        "Started", "ChargingStateChanged", tag=TAG, state="Charging", samples=samples
    )
    assert answer["idTokenInfo"] == {"status": "Accepted"}
    session = await only_session(rig)
    assert (session["status"], session["meter_start_wh"]) == ("charging", 12_000)


async def test_tc_e_09_it_starts_when_the_vehicle_is_plugged_in(rig: Rig, player: Player) -> None:
    assert await player.plugged_in("Started") == {}
    session = await only_session(rig)
    assert (session["status"], session["charging_state"]) == ("started", "EVConnected")
    assert (session["transaction_id"], session["masked"]) == ("tx-1", None)


async def test_tc_e_10_it_starts_when_the_driver_is_authorised(rig: Rig, player: Player) -> None:
    await player.authorized()
    session = await only_session(rig)
    [decision] = await rig.decisions()
    assert session["decision_id"] == decision["id"]
    attempt = await rig.one("SELECT kind, started_at FROM access_attempts")
    assert attempt["kind"] == "authorize"
    assert attempt["started_at"] is not None


async def test_tc_e_11_it_starts_when_the_driver_is_authorised_from_afar(
    rig: Rig, player: Player, station: StationRef
) -> None:
    asked = {"idToken": {"idToken": OTHER_TAG, "type": "Central"}, "remoteStartId": 7, "evseId": 1}
    await player.obeys(station, "RequestStartTransaction", asked, {"status": "Accepted"})
    answer = await player.tell(
        "Started", "RemoteStart", tag={"idToken": OTHER_TAG, "type": "Central"}, remote_start_id=7
    )
    assert answer["idTokenInfo"] == {"status": "Accepted"}
    [decision] = await rig.decisions()
    assert (decision["decision"], decision["source"]) == ("allowed", "operator")
    assert (await only_session(rig))["decision_id"] == decision["id"]


async def test_tc_e_12_it_starts_when_the_bay_is_occupied(rig: Rig, player: Player) -> None:
    assert await player.parked() == {}
    session = await only_session(rig)
    assert (session["evse_id"], session["status"]) == (None, "started")


async def test_tc_e_53_numbers_may_begin_anew_with_each_transaction(
    rig: Rig, player: Player
) -> None:
    for name in ("tx-1", "tx-2"):
        player.new_transaction(name)
        await player.charging()
        await player.unplugged(stopped="EVDisconnected")
    sessions = await rig.sessions()
    assert [session["transaction_id"] for session in sessions] == ["tx-1", "tx-2"]
    assert [session["status"] for session in sessions] == ["terminated"] * 2
    assert [session["flags"] for session in sessions] == [[], []]


# -- E02, E03: what the driver does first


async def test_tc_e_03_the_cable_comes_first(rig: Rig, player: Player) -> None:
    await player.plugged_in("Started")
    await player.authorized("Updated")
    await player.tell("Updated", "ChargingStateChanged", state="Charging")
    session = await only_session(rig)
    assert (session["status"], session["masked"], session["mode"]) == (
        "charging",
        MASKED,
        "managed_access",
    )
    assert (await rig.connector())["status"] == "Occupied"


async def test_tc_e_04_the_tag_comes_first(rig: Rig, player: Player) -> None:
    await player.charging()
    session = await only_session(rig)
    assert (session["status"], session["masked"]) == ("charging", MASKED)
    assert len(await rig.decisions()) == 1


async def test_tc_e_38_the_vehicle_is_not_ready(rig: Rig, player: Player) -> None:
    await player.authorized()
    await player.plugged_in()
    assert await player.tell("Updated", "ChargingStateChanged", state="SuspendedEV") == {}
    assert (await only_session(rig))["status"] == "suspended"


async def test_tc_e_39_nobody_plugs_in_in_time(rig: Rig, player: Player) -> None:
    await player.authorized()
    assert await player.tell("Ended", "EVConnectTimeout", stopped="Timeout", evse=False) == {}
    session = await only_session(rig)
    assert (session["status"], session["stop_reason"]) == ("terminated", "Timeout")


# -- E06: where a transaction may end


async def test_tc_e_07_it_ends_when_the_driver_stops_it(rig: Rig, player: Player) -> None:
    await player.charging(samples=[energy(1000, "Transaction.Begin")])
    answer = await player.tell(
        "Ended", "StopAuthorized", stopped="Local", samples=[energy(4500, "Transaction.End")]
    )
    assert answer == {}
    session = await only_session(rig)
    assert (session["status"], session["stop_reason"]) == ("terminated", "Local")
    assert (session["energy_wh"], session["energy_rule"]) == (3500, "transaction_data")


async def test_tc_e_08_it_ends_when_the_transfer_ends_after_a_stop(
    rig: Rig, player: Player
) -> None:
    await player.charging()
    await player.stop_authorized()
    await player.tell("Ended", "ChargingStateChanged", state="EVConnected", stopped="Local")
    session = await only_session(rig)
    assert (session["status"], session["charging_state"]) == ("terminated", "EVConnected")
    assert len(await rig.decisions()) == 1


async def test_tc_e_14_it_ends_when_the_cable_is_taken_from_the_station(
    rig: Rig, player: Player
) -> None:
    await player.charging()
    await player.stop_authorized()
    await player.tell("Updated", "ChargingStateChanged", state="EVConnected")
    await player.unplugged(stopped="EVDisconnected")
    session = await only_session(rig)
    assert (session["status"], session["stop_reason"]) == ("terminated", "EVDisconnected")
    assert (await rig.connector())["status"] == "Available"


async def test_tc_e_15_it_ends_when_the_stop_is_authorised(rig: Rig, player: Player) -> None:
    await player.charging()
    answer = await player.tell("Ended", "StopAuthorized", tag=TAG, stopped="Local")
    assert answer["idTokenInfo"]["status"] == "Accepted"
    assert (await only_session(rig))["status"] == "terminated"


async def test_tc_e_16_it_ends_because_we_refused_its_tag(rig: Rig, player: Player) -> None:
    refused = await player.tell("Started", "Authorized", tag=OTHER_TAG)
    assert refused["idTokenInfo"] == {"status": "Unknown"}
    assert await player.tell("Ended", "Deauthorized", stopped="DeAuthorized") == {}
    session, [decision] = await only_session(rig), await rig.decisions()
    assert (session["status"], session["stop_reason"]) == ("terminated", "DeAuthorized")
    assert session["decision_id"] == decision["id"]
    assert decision["decision"] == "denied"


async def test_tc_e_17_it_ends_when_the_vehicle_is_lost(rig: Rig, player: Player) -> None:
    await player.suspended()
    ended = await player.tell(
        "Ended", "EVCommunicationLost", state="Idle", stopped="EVDisconnected"
    )
    assert ended == {}
    session = await only_session(rig)
    assert (session["status"], session["charging_state"]) == ("terminated", "Idle")


async def test_tc_e_19_it_ends_when_the_bay_is_left(rig: Rig, player: Player) -> None:
    await player.parked()
    await player.authorized("Updated")
    await player.plugged_in()
    await player.tell("Updated", "ChargingStateChanged", state="Charging")
    await player.unplugged("Updated")
    assert await player.tell("Ended", "EVDeparted", stopped="Local", evse=False) == {}
    session = await only_session(rig)
    assert (session["status"], session["evse_id"]) == ("terminated", 1)


async def test_tc_e_20_it_ends_when_the_cable_is_taken_from_the_vehicle(
    rig: Rig, player: Player
) -> None:
    await player.suspended()
    assert await player.unplugged(stopped="EVDisconnected") == {}
    assert (await only_session(rig))["stop_reason"] == "EVDisconnected"


async def test_tc_e_21_it_ends_because_an_operator_stopped_it(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await player.charging()
    asked = {"transactionId": "tx-1"}
    await player.obeys(station, "RequestStopTransaction", asked, {"status": "Accepted"})
    await player.tell("Ended", "RemoteStop", stopped="Remote")
    session = await only_session(rig)
    assert (session["status"], session["stop_reason"]) == ("terminated", "Remote")


async def test_tc_e_22_it_ends_because_the_vehicle_stopped_it(rig: Rig, player: Player) -> None:
    await player.charging()
    await player.tell("Ended", "ChargingStateChanged", state="SuspendedEV", stopped="StoppedByEV")
    session = await only_session(rig)
    assert (session["status"], session["stop_reason"]) == ("terminated", "StoppedByEV")


async def test_tc_e_26_the_cable_comes_back_and_it_goes_on(rig: Rig, player: Player) -> None:
    await player.suspended()
    await player.unplugged("Updated")
    assert (await only_session(rig))["charging_state"] == "Idle"
    await player.plugged_in()
    await player.tell("Updated", "ChargingStateChanged", state="Charging")
    session = await only_session(rig)
    assert (session["status"], session["ended_at"]) == ("charging", None)


# -- E14: what is still to come of a transaction


async def come_back(player: Player) -> None:
    """Be offline for five minutes and come back without a BootNotification."""
    await player.raw.vanish()
    player.rig.clock.advance(300)
    player.raw = await player.rig.connect(protocol="ocpp2.0.1")
    assert (await player.call("Heartbeat"))["currentTime"].startswith(player.now[:-1])


async def tell_late(player: Player, kind: str, trigger: str, **fields: Json) -> None:
    """Send an event that was queued."""
    answer = await player.call(
        "TransactionEvent", player.event(kind, trigger, offline=True, **fields)
    )
    assert answer == {}


async def asked_for_status(
    player: Player, station: StationRef, transaction: str | None, answer: dict[str, Any]
) -> None:
    """Let an operator ask what is still to come; the answer is kept as the station gave it."""
    asked = {"transactionId": transaction} if transaction else {}
    command = await player.obeys(station, "GetTransactionStatus", asked, answer)
    assert (command.status, command.answer) == ("accepted", answer)


async def test_tc_e_29_it_is_on_and_more_is_to_come(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await player.charging()
    at = said(rig.clock.now())
    await come_back(player)
    answer = {"ongoingIndicator": True, "messagesInQueue": True}
    await asked_for_status(player, station, "tx-1", answer)
    await tell_late(player, "Updated", "MeterValuePeriodic", samples=[energy(1500)], at=at)
    session = await only_session(rig)
    assert (session["meter_last_wh"], session["offline"]) == (1500, True)


async def test_tc_e_30_it_is_on_and_nothing_is_to_come(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await player.charging()
    answer = {"ongoingIndicator": True, "messagesInQueue": False}
    await asked_for_status(player, station, "tx-1", answer)
    assert (await only_session(rig))["ended_at"] is None


async def test_tc_e_31_it_is_over_and_more_is_to_come(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await player.charging()
    first = player.seq_no
    times = [said(rig.clock.now())] * 2
    await come_back(player)
    await player.status("Available")
    await tell_late(
        player,
        "Ended",
        "EVCommunicationLost",
        state="Idle",
        stopped="EVDisconnected",
        seq_no=first + 2,
    )
    assert (await only_session(rig))["flags"] == ["connection_lost", "messages_missing"]
    answer = {"ongoingIndicator": False, "messagesInQueue": True}
    await asked_for_status(player, station, "tx-1", answer)
    await tell_late(player, "Updated", "StopAuthorized", seq_no=first, at=times[0])
    await tell_late(
        player,
        "Updated",
        "ChargingStateChanged",
        state="EVConnected",
        seq_no=first + 1,
        at=times[1],
    )
    session = await only_session(rig)
    assert (session["status"], session["flags"]) == ("terminated", ["connection_lost"])


async def test_tc_e_33_it_is_not_named_and_more_is_to_come(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await player.charging()
    await come_back(player)
    await asked_for_status(player, station, None, {"messagesInQueue": True})
    await tell_late(player, "Updated", "MeterValuePeriodic", samples=[energy(2500)])
    assert (await only_session(rig))["meter_last_wh"] == 2500


@pytest.mark.parametrize("over", [False, True])
async def test_tc_e_34_it_is_not_named_and_nothing_is_to_come(
    rig: Rig, player: Player, station: StationRef, *, over: bool
) -> None:
    await player.charging()
    if over:
        await player.unplugged(stopped="EVDisconnected")
    await asked_for_status(player, station, None, {"messagesInQueue": False})
    assert ((await only_session(rig))["ended_at"] is not None) is over
