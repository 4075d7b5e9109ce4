"""Behaviour to expect of chargers in every case: nesting, rebooting, queueing, forgetting."""

from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.v16.words import TAG, at, metered, started, status, stop

from chargehouse.contexts.stations.public import StationRef


async def test_a_call_nested_in_ours_is_answered_first(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "ClearCache", {})
    message_id, _ = await charger.expect_call("ClearCache")
    assert await charger.call("Heartbeat")
    await status(charger, "Available")
    await charger.answer(message_id, {"status": "Accepted"})
    assert (await command).status == "accepted"


async def test_one_command_is_under_way_at_a_time(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    first = rig.command(station, "ClearCache", {})
    message_id, _ = await charger.expect_call("ClearCache")
    second = rig.command(station, "Reset", {"type": "Soft"})
    assert await charger.call("Heartbeat")
    assert await charger.silence()
    await charger.answer(message_id, {"status": "Accepted"})
    await charger.obey("Reset", {"status": "Accepted"})
    assert [(await first).status, (await second).status] == ["accepted", "accepted"]


async def test_a_reboot_on_the_same_websocket(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    boot = {"chargePointVendor": "Acme", "chargePointModel": "One"}
    assert (await charger.call("BootNotification", boot))["status"] == "Accepted"
    await stop(charger, transaction, reason="PowerLoss")
    [session] = await rig.sessions()
    assert (session["status"], session["flags"]) == ("terminated", ["rebooted"])


async def test_a_queue_that_comes_at_once_after_a_reconnection_without_a_boot(
    rig: Rig, charger: RawCharger
) -> None:
    transaction = await started(charger)
    await charger.vanish()
    rig.clock.advance(1800)
    again = await rig.connect()
    meter = {"timestamp": at(5), "sampledValue": [{"value": "1400"}]}
    queue = [
        ("MeterValues", {"connectorId": 1, "transactionId": transaction, "meterValue": [meter]}),
        ("StopTransaction", {"transactionId": transaction, "meterStop": 1900, "timestamp": at(20)}),
        (
            "StartTransaction",
            {"connectorId": 1, "idTag": TAG, "meterStart": 1900, "timestamp": at(25)},
        ),
        (
            "StatusNotification",
            {"connectorId": 1, "errorCode": "NoError", "status": "Charging", "timestamp": at(30)},
        ),
    ]
    for number, (action, payload) in enumerate(queue):
        await again.send([2, f"q{number}", action, payload])
    answers = [await again.recv() for _ in queue]
    assert [frame[:2] for frame in answers] == [[3, f"q{number}"] for number in range(4)]

    first, second = await rig.sessions()
    assert (first["energy_wh"], first["ended_at"].strftime("%H:%M")) == (900, "12:20")
    assert (second["status"], second["meter_start_wh"]) == ("charging", 1900)


async def test_a_start_that_never_ends_leaves_its_session_to_be_repaired(
    rig: Rig, charger: RawCharger
) -> None:
    await started(charger)
    await metered(charger, 1500, minute=5)
    await started(charger, minute=60, meter=3000)
    first, second = await rig.sessions()
    assert (first["ended_at"], first["problem"]) == (None, "superseded")
    assert second["problem"] is None


async def test_stations_may_use_the_same_message_ids(rig: Rig, charger: RawCharger) -> None:
    await rig.add_station("CH-2")
    other = await rig.booted("CH-2")
    await charger.send([2, "same", "Authorize", {"idTag": TAG}])
    await other.send([2, "same", "Authorize", {"idTag": "STRANGER"}])
    assert (await charger.recv())[2]["idTagInfo"]["status"] == "Accepted"
    assert (await other.recv())[2]["idTagInfo"]["status"] == "Invalid"


async def test_two_starts_on_two_connectors_are_two_transactions(
    rig: Rig, charger: RawCharger
) -> None:
    numbers = {await started(charger, connector=connector) for connector in (1, 2)}
    assert len(numbers) == 2
    assert [row["evse_id"] for row in await rig.sessions()] == [1, 2]


async def test_what_a_station_forgot_is_joined_by_another_process(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    transaction = await started(charger)
    rig.services.sessions.forget(station.tenant_id, station.id)
    await metered(charger, 1500, transaction=transaction, minute=5)
    await stop(charger, transaction)
    assert [row["energy_wh"] for row in await rig.sessions()] == [1000]


async def test_a_trigger_that_is_accepted_and_not_followed_hurts_nobody(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "TriggerMessage", {"requestedMessage": "MeterValues"})
    await charger.obey("TriggerMessage", {"status": "Accepted"})
    assert (await command).status == "accepted"
    assert await charger.call("Heartbeat")
