"""Core profile: a cold boot, and charging that somebody begins at the charger (TC 001 to 007)."""

from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.v16.words import TAG, at, authorize, metered, started, status, stop

from chargehouse.contexts.stations.public import StationRef

BOOT = {
    "chargePointVendor": "Alfen BV",
    "chargePointModel": "NG910-60023",
    "chargePointSerialNumber": "ACE0123456",
    "firmwareVersion": "4.11.0",
}


async def test_tc_001_cold_boot(rig: Rig, station: StationRef) -> None:
    charger = await rig.connect()
    await charger.send([2, "boot-1", "BootNotification", BOOT])

    assert await charger.recv() == [
        3,
        "boot-1",
        {"status": "Accepted", "currentTime": "2026-11-20T12:00:00Z", "interval": 300},
    ]
    for connector in (0, 1, 2):
        await status(charger, "Available", connector=connector)
    rig.clock.advance(300)
    assert await charger.call("Heartbeat") == {"currentTime": "2026-11-20T12:05:00Z"}

    kept = await rig.station()
    assert (kept["vendor"], kept["model"], kept["firmware_version"], kept["serial_number"]) == (
        "Alfen BV",
        "NG910-60023",
        "4.11.0",
        "ACE0123456",
    )
    assert kept["quirk_profile"] == "alfen"
    assert (kept["status"], kept["heartbeat_at"]) == ("Available", rig.clock.now())
    connectors = await rig.rows("SELECT evse_id, connector_id, status FROM connectors ORDER BY 1")
    assert [tuple(row.values()) for row in connectors] == [(1, 1, "Available"), (2, 1, "Available")]
    assert [name for name, _ in await rig.events()].count("station.booted") == 1
    assert (await rig.timeline())[:2] == [
        ("in", "call", "BootNotification"),
        ("out", "result", "BootNotification"),
    ]


async def test_tc_003_plugged_in_first(rig: Rig, charger: RawCharger) -> None:
    await status(charger, "Preparing")
    assert await authorize(charger) == "Accepted"
    transaction = await started(charger, minute=1)
    await status(charger, "Charging", minute=1)
    await metered(charger, 1400, transaction=transaction, minute=5)
    assert await authorize(charger) == "Accepted"
    await stop(charger, transaction, meter=1800, minute=10, idTag=TAG, reason="Local")
    await status(charger, "Finishing", minute=10)
    await status(charger, "Available", minute=11)

    [session] = await rig.sessions()
    assert (session["status"], session["energy_wh"], session["stop_reason"]) == (
        "terminated",
        800,
        "Local",
    )
    assert session["transaction_id"] == str(transaction)
    assert (session["evse_id"], session["masked"]) == (1, "DR••••AG")
    first = (await rig.decisions())[0]
    assert (first["decision"], first["reason"], first["answer"]) == (
        "allowed",
        "permitted",
        "Accepted",
    )
    assert session["decision_id"] == first["id"]
    assert (await rig.connector())["status"] == "Available"
    readings = await rig.rows("SELECT energy_wh, session_id FROM meter_values")
    assert readings == [{"energy_wh": 1400, "session_id": session["id"]}]


async def test_tc_004_1_identified_first(rig: Rig, charger: RawCharger) -> None:
    assert await authorize(charger) == "Accepted"
    await status(charger, "Preparing")
    transaction = await started(charger)
    await status(charger, "Charging")

    [session] = await rig.sessions()
    assert (session["status"], session["transaction_id"]) == ("charging", str(transaction))
    attempts = await rig.rows("SELECT kind, started_at FROM access_attempts")
    assert attempts == [{"kind": "authorize", "started_at": rig.clock.now()}]
    assert len(await rig.decisions()) == 1


async def test_tc_004_2_identified_first_and_never_plugged_in(
    rig: Rig, charger: RawCharger
) -> None:
    assert await authorize(charger) == "Accepted"
    await status(charger, "Preparing")
    rig.clock.advance(60)
    await status(charger, "Available", minute=1)

    assert await rig.sessions() == []
    attempts = await rig.rows("SELECT kind, started_at FROM access_attempts")
    assert attempts == [{"kind": "authorize", "started_at": None}]
    assert (await rig.connector())["status"] == "Available"


async def test_tc_005_1_the_vehicle_is_unplugged(rig: Rig, charger: RawCharger) -> None:
    transaction = await started(charger)
    await status(charger, "Charging")
    await status(charger, "SuspendedEV", minute=5)
    assert (await rig.sessions())[0]["status"] == "suspended"
    await stop(charger, transaction, meter=1500, minute=6, reason="EVDisconnected")
    await status(charger, "Finishing", minute=6)
    await status(charger, "Available", minute=7)

    [session] = await rig.sessions()
    assert (session["status"], session["stop_reason"]) == ("terminated", "EVDisconnected")
    assert session["ended_at"].strftime("%H:%M") == "12:06"
    assert session["energy_wh"] == 500


async def test_tc_007_a_cached_identifier_starts_at_once(rig: Rig, charger: RawCharger) -> None:
    await status(charger, "Preparing")
    transaction = await started(charger, minute=1)
    await status(charger, "Charging", minute=1)

    [session] = await rig.sessions()
    assert session["transaction_id"] == str(transaction)
    [attempt] = await rig.rows("SELECT kind FROM access_attempts")
    assert attempt["kind"] == "start"
    [decision] = await rig.decisions()
    assert (decision["decision"], decision["evse_id"]) == ("allowed", 1)


async def test_an_answer_tells_validity_and_group_and_the_group_is_masked(
    rig: Rig, charger: RawCharger
) -> None:
    await rig.add_identifier(
        "GROUPED-CARD-0002", group="DEPOT-GROUP-77", valid_until=rig.clock.now().replace(hour=18)
    )
    answer = await charger.call("Authorize", {"idTag": "grouped-card-0002"})

    assert answer["idTagInfo"] == {
        "status": "Accepted",
        "expiryDate": at(360),
        "parentIdTag": "DEPOT-GROUP-77",
    }
    dumped = await rig.dump()
    assert "DEPOT-GROUP-77" not in dumped
    assert "grouped-card-0002" not in dumped.lower()


async def test_freevend_accepts_everybody_and_decides_nothing(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    await rig.set_mode(station, "freevend")
    assert await authorize(charger, "ANYBODY-AT-ALL") == "Accepted"
    await started(charger, "ANYBODY-AT-ALL")

    assert await rig.decisions() == []
    assert [row["mode"] for row in await rig.sessions()] == ["freevend"]
    assert {row["mode"] for row in await rig.rows("SELECT mode FROM access_attempts")} == {
        "freevend"
    }
