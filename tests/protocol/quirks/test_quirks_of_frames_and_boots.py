"""Quirks of frames, boots and clocks."""

from datetime import timedelta

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import NOON, Rig
from tests.protocol.v16.words import TAG, at, started, status

from chargehouse.contexts.stations.public import StationRef


@pytest.mark.parametrize(
    "text",
    [
        '[2,"7","Heartbeat",{},]',
        '[2,"7","Heartbeat",{"a":}]',
        '[2,"7","Heartbeat",{}',
        '[2,"7","Heartbeat",{\'a\':1}]',
    ],
)
async def test_q_013_invalid_json_is_answered_under_its_id_and_kept_as_a_shape(
    rig: Rig, charger: RawCharger, text: str
) -> None:
    await charger.send(text)
    assert (await charger.recv())[:3] == [4, "7", "FormationViolation"]
    assert await charger.call("Heartbeat")
    [kept] = [frame for frame in await rig.frames() if frame["kind"] == "malformed"]
    assert "Heartbeat" not in kept["payload"]


async def test_q_014_json_over_several_lines(rig: Rig, charger: RawCharger) -> None:
    await charger.send('[\n  2,\r\n  "7",\n\t"Heartbeat",\n  {\n  }\n]\n')
    assert (await charger.recv())[:2] == [3, "7"]
    await charger.send(
        '[2,"8","StatusNotification",{"connectorId":1,"errorCode":"NoError",'
        '"status":"Available","info":"two\nlines"}]'
    )
    assert await charger.recv() == [3, "8", {}]
    assert (await rig.connector())["info"] == "two\nlines"


async def test_q_015_message_ids_are_used_again_after_a_reboot(
    rig: Rig, charger: RawCharger
) -> None:
    assert await charger.call("Authorize", {"idTag": TAG}, "1") == {
        "idTagInfo": {"status": "Accepted"}
    }
    assert "currentTime" in await charger.call("Heartbeat", {}, "1")
    assert await charger.call("Authorize", {"idTag": "STRANGER"}, "1") == {
        "idTagInfo": {"status": "Invalid"}
    }
    await charger.vanish()
    again = await rig.booted()
    assert "currentTime" in await again.call("Heartbeat", {}, "1")


async def test_q_016_a_result_for_a_call_that_timed_out(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    command = rig.command(station, "ClearCache", {}, timeout_s=30)
    message_id, _ = await charger.expect_call("ClearCache")
    rig.clock.advance(31)
    assert (await command).status == "timed_out"
    await charger.answer(message_id, {"status": "Accepted"})
    following = rig.command(station, "ClearCache", {})
    await charger.obey("ClearCache", {"status": "Rejected"})
    assert (await following).status == "rejected"
    [late] = [frame for frame in await rig.frames() if frame["deviations"]]
    assert late["deviations"] == ["came after its call had timed out"]


async def test_q_017_two_calls_at_once(rig: Rig, charger: RawCharger) -> None:
    await charger.send([2, "a", "Authorize", {"idTag": TAG}])
    await charger.send([2, "b", "Heartbeat", {}])
    await charger.send([2, "c", "Authorize", {"idTag": "STRANGER"}])
    assert [(await charger.recv())[1] for _ in range(3)] == ["a", "b", "c"]


async def test_q_018_an_empty_vendor(rig: Rig, station: StationRef) -> None:
    charger = await rig.connect()
    answer = await charger.call(
        "BootNotification", {"chargePointVendor": "", "chargePointModel": "SCharger-22KT-S0"}
    )
    assert answer["status"] == "Accepted"
    kept = await rig.station()
    assert (kept["vendor"], kept["quirk_profile"]) == ("", "generic")


@pytest.mark.parametrize("characters", [26, 33])
async def test_q_019_serial_numbers_that_are_too_long(
    rig: Rig, station: StationRef, characters: int
) -> None:
    charger = await rig.connect()
    serial = "S" * characters
    answer = await charger.call(
        "BootNotification",
        {
            "chargePointVendor": "Schneider Electric",
            "chargePointModel": "MONOBLOCK",
            "chargePointSerialNumber": serial,
        },
    )
    assert answer["status"] == "Accepted"
    kept = await rig.station()
    assert (kept["serial_number"], kept["deviations"]) == (serial, 1)


@pytest.mark.parametrize("said", ["2026-11-20T12:00:00", "2026-11-20 12:00:00.000"])
async def test_q_020_times_without_a_zone_are_taken_for_utc(
    rig: Rig, charger: RawCharger, said: str
) -> None:
    answer = await charger.call(
        "StartTransaction", {"connectorId": 1, "idTag": TAG, "meterStart": 1, "timestamp": said}
    )
    assert answer["idTagInfo"]["status"] == "Accepted"
    [session] = await rig.sessions()
    assert session["started_at"] == NOON
    assert (await rig.station())["deviations"] == 1


async def test_q_021_local_time_marked_as_utc_until_it_is_synchronised(
    rig: Rig, charger: RawCharger
) -> None:
    await status(charger, "Preparing", minute=60)
    await started(charger, minute=60)
    assert (await rig.station())["clock_skew_s"] == 3600
    [decision] = await rig.decisions()
    assert decision["judged_at"] == NOON
    [session] = await rig.sessions()
    assert (session["started_at"], session["received_at"]) == (NOON + timedelta(hours=1), NOON)
    assert session["offline"] is False


async def test_q_022_nineteen_seventy(rig: Rig, charger: RawCharger) -> None:
    answer = await charger.call(
        "StartTransaction",
        {"connectorId": 1, "idTag": TAG, "meterStart": 1, "timestamp": "1970-01-01T00:03:07Z"},
    )
    assert answer["idTagInfo"]["status"] == "Accepted"
    [session] = await rig.sessions()
    assert (session["started_at"], session["flags"]) == (NOON, ["clock_unreliable"])
    [decision] = await rig.decisions()
    assert decision["judged_at"] == NOON
    assert (await rig.station())["clock_skew_s"] is None


async def test_q_023_times_are_answered_with_z(rig: Rig, charger: RawCharger) -> None:
    rig.clock.advance(0.123456)
    assert await charger.call("Heartbeat") == {"currentTime": "2026-11-20T12:00:00.123Z"}
    await rig.add_identifier("EXPIRING", valid_until=NOON + timedelta(hours=2))
    answer = await charger.call("Authorize", {"idTag": "EXPIRING"})
    assert answer["idTagInfo"]["expiryDate"] == at(120)


async def test_q_024_both_times_are_kept_whatever_the_skew(rig: Rig, charger: RawCharger) -> None:
    await status(charger, "Charging", minute=-200)
    connector = await rig.connector()
    assert (connector["reported_at"], connector["received_at"]) == (
        NOON - timedelta(minutes=200),
        NOON,
    )
    await started(charger, minute=-200)
    [attempt] = await rig.rows("SELECT reported_at, received_at FROM access_attempts")
    assert attempt == {"reported_at": NOON - timedelta(minutes=200), "received_at": NOON}
    [decision] = await rig.decisions()
    assert decision["judged_at"] == NOON
