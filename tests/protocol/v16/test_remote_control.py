"""Core profile: start, stop, reset and unlock from afar (TC 010 to 018, 026 to 031)."""

from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.v16.words import TAG, authorize, started, status, stop

from chargehouse.contexts.stations.public import StationRef

REMOTE_TAG = "APP-USER-000042"


async def test_tc_010_remote_start_with_the_cable_plugged_in(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    await status(charger, "Preparing")
    command = rig.command(
        station, "RemoteStartTransaction", {"idTag": REMOTE_TAG, "connectorId": 1}
    )
    asked = await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert asked == {"idTag": REMOTE_TAG, "connectorId": 1}
    done = await command
    assert await authorize(charger, REMOTE_TAG) == "Accepted"
    transaction = await started(charger, REMOTE_TAG)
    await status(charger, "Charging")

    assert (done.status, done.answer_status) == ("accepted", "Accepted")
    assert done.request == {"idTag": "AP••••42", "connectorId": 1}
    [decision] = await rig.decisions()
    assert (decision["source"], decision["reason"]) == ("operator", "permitted")
    [session] = await rig.sessions()
    assert (session["transaction_id"], session["decision_id"]) == (str(transaction), decision["id"])
    assert REMOTE_TAG not in await rig.dump()


async def test_tc_011_1_remote_start_first(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "RemoteStartTransaction", {"idTag": TAG})
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    assert (await command).status == "accepted"
    await status(charger, "Preparing")
    rig.clock.advance(30)
    await started(charger, minute=0.5)
    await status(charger, "Charging", minute=0.5)

    assert [row["status"] for row in await rig.sessions()] == ["charging"]
    [attempt] = await rig.rows("SELECT kind, started_at FROM access_attempts")
    assert attempt == {"kind": "remote", "started_at": rig.clock.now()}


async def test_tc_011_2_remote_start_and_nobody_plugs_in(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "RemoteStartTransaction", {"idTag": TAG})
    await charger.obey("RemoteStartTransaction", {"status": "Accepted"})
    await command
    await status(charger, "Preparing")
    rig.clock.advance(60)
    await status(charger, "Available", minute=1)

    assert await rig.sessions() == []
    [attempt] = await rig.rows("SELECT kind, started_at FROM access_attempts")
    assert attempt == {"kind": "remote", "started_at": None}


async def test_tc_012_remote_stop(rig: Rig, charger: RawCharger, station: StationRef) -> None:
    transaction = await started(charger)
    command = rig.command(station, "RemoteStopTransaction", {"transactionId": transaction})
    asked = await charger.obey("RemoteStopTransaction", {"status": "Accepted"})
    assert asked == {"transactionId": transaction}
    done = await command
    await stop(charger, transaction, reason="Remote")

    assert done.status == "accepted"
    [session] = await rig.sessions()
    assert (session["status"], session["stop_reason"]) == ("terminated", "Remote")


async def test_tc_013_hard_reset(rig: Rig, charger: RawCharger, station: StationRef) -> None:
    transaction = await started(charger)
    command = rig.command(station, "Reset", {"type": "Hard"})
    await charger.obey("Reset", {"status": "Accepted"})
    assert (await command).status == "accepted"
    await charger.vanish()
    again = await rig.booted()
    await stop(again, transaction, meter=1200, minute=1, reason="HardReset")

    [session] = await rig.sessions()
    assert (session["status"], session["stop_reason"], session["energy_wh"]) == (
        "terminated",
        "HardReset",
        200,
    )
    assert {"rebooted", "connection_lost"} <= set(session["flags"])


async def test_tc_014_soft_reset(rig: Rig, charger: RawCharger, station: StationRef) -> None:
    transaction = await started(charger)
    command = rig.command(station, "Reset", {"type": "Soft"})
    await charger.obey("Reset", {"status": "Accepted"})
    assert (await command).status == "accepted"
    await stop(charger, transaction, meter=1200, minute=1, reason="SoftReset")
    await status(charger, "Finishing", minute=1)
    await charger.close()
    await rig.booted()

    [session] = await rig.sessions()
    assert (session["status"], session["stop_reason"]) == ("terminated", "SoftReset")
    assert "rebooted" not in session["flags"]
    assert [name for name, _ in await rig.events()].count("station.booted") == 2


async def test_tc_017_1_unlock_without_a_transaction(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "UnlockConnector", {"connectorId": 1})
    assert await charger.obey("UnlockConnector", {"status": "Unlocked"}) == {"connectorId": 1}
    done = await command
    assert (done.status, done.answer_status) == ("accepted", "Unlocked")


async def test_tc_017_2_unlock_a_fixed_cable(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "UnlockConnector", {"connectorId": 1})
    await charger.obey("UnlockConnector", {"status": "NotSupported"})
    done = await command
    assert (done.status, done.answer_status) == ("rejected", "NotSupported")


async def test_tc_018_1_unlock_in_a_transaction(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    transaction = await started(charger)
    command = rig.command(station, "UnlockConnector", {"connectorId": 1})
    await charger.obey("UnlockConnector", {"status": "Unlocked"})
    assert (await command).status == "accepted"
    await stop(charger, transaction, reason="UnlockCommand")

    [session] = await rig.sessions()
    assert (session["status"], session["stop_reason"]) == ("terminated", "UnlockCommand")


async def test_tc_026_remote_start_refused(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    await started(charger)
    command = rig.command(station, "RemoteStartTransaction", {"idTag": TAG, "connectorId": 1})
    await charger.obey("RemoteStartTransaction", {"status": "Rejected"})
    done = await command

    assert (done.status, done.answer_status) == ("rejected", "Rejected")
    assert done.answer == {"status": "Rejected"}
    assert len(await rig.sessions()) == 1


async def test_tc_028_remote_stop_refused(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    transaction = await started(charger)
    command = rig.command(station, "RemoteStopTransaction", {"transactionId": transaction + 1})
    await charger.obey("RemoteStopTransaction", {"status": "Rejected"})
    done = await command

    assert (done.status, done.answer_status) == ("rejected", "Rejected")
    assert [row["ended_at"] for row in await rig.sessions()] == [None]


async def test_tc_030_unlock_fails(rig: Rig, charger: RawCharger, station: StationRef) -> None:
    command = rig.command(station, "UnlockConnector", {"connectorId": 1})
    await charger.obey("UnlockConnector", {"status": "UnlockFailed"})
    done = await command
    assert (done.status, done.answer_status) == ("rejected", "UnlockFailed")


async def test_tc_031_unlock_of_an_unknown_connector(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "UnlockConnector", {"connectorId": 9})
    assert await charger.obey("UnlockConnector", {"status": "NotSupported"}) == {"connectorId": 9}
    done = await command
    assert (done.status, done.answer_status) == ("rejected", "NotSupported")


async def test_a_command_that_is_not_answered_times_out_and_a_late_answer_is_told_apart(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "ClearCache", {}, timeout_s=30)
    message_id, _ = await charger.expect_call("ClearCache")
    rig.clock.advance(31)
    assert (await command).status == "timed_out"
    await charger.answer(message_id, {"status": "Accepted"})
    await charger.call("Heartbeat")

    frames = await rig.frames()
    late = [frame for frame in frames if frame["message_id"] == message_id]
    assert [(frame["kind"], frame["deviations"]) for frame in late] == [
        ("call", None),
        ("result", ["came after its call had timed out"]),
    ]


async def test_a_callerror_is_the_commands_outcome(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "ClearCache", {})
    message_id, _ = await charger.expect_call("ClearCache")
    await charger.send([4, message_id, "NotImplemented", "no cache here", {}])
    done = await command
    assert (done.status, done.error_code, done.error_description) == (
        "refused",
        "NotImplemented",
        "no cache here",
    )


async def test_an_offline_station_is_told_nothing_and_the_operator_hears_so(
    rig: Rig, station: StationRef
) -> None:
    await (await rig.booted()).close()
    await rig.eventually(lambda: not len(rig.chargers))
    await rig.settled()
    assert (await rig.command(station, "Reset", {"type": "Soft"})).status == "offline"


async def test_verbs_are_said_in_the_stations_own_words(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    verbs: dict[str, tuple[dict[str, object], str]] = {
        "start": ({"id_token": "VERB-USER-1", "evse_id": 1}, "RemoteStartTransaction"),
        "stop": ({"transaction_id": "7"}, "RemoteStopTransaction"),
        "unlock": ({"evse_id": 1}, "UnlockConnector"),
        "reset": ({"gentle": False}, "Reset"),
        "set_availability": ({"operative": False}, "ChangeAvailability"),
    }
    for verb, (arguments, action) in verbs.items():
        work = rig.perform(station, verb, arguments)
        said = await charger.obey(
            action, {"status": "Unlocked" if verb == "unlock" else "Accepted"}
        )
        done = await work
        assert (done.status, done.verb, done.action) == ("accepted", verb, action)
        assert done.request.keys() == said.keys()
