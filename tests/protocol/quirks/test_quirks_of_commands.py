"""Quirks of commands and of lists that chargers keep."""

import msgspec
import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig
from tests.protocol.v16.words import at, metered, start, started, status, stop

from chargehouse.contexts.stations.public import StationRef

PROFILE: dict[str, object] = {
    "chargingProfileId": 1,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Relative",
    "chargingSchedule": {
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}],
    },
}


async def test_q_053_connector_0_is_refused_and_said_so(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    work = rig.perform(station, "set_availability", {"operative": False})
    asked = await charger.obey("ChangeAvailability", {"status": "Rejected"})
    assert asked == {"connectorId": 0, "type": "Inoperative"}
    assert (await work).status == "rejected"
    work = rig.perform(station, "set_availability", {"operative": False, "evse_id": 1})
    asked = await charger.obey("ChangeAvailability", {"status": "Accepted"})
    assert asked == {"connectorId": 1, "type": "Inoperative"}
    assert (await work).status == "accepted"


async def test_q_054_a_change_of_configuration_reboots_the_charger(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    transaction = await started(charger)
    command = rig.command(station, "ChangeConfiguration", {"key": "K", "value": "1"})
    await charger.expect_call("ChangeConfiguration")
    await charger.vanish()
    done = await command
    assert (done.status, done.answer) == ("cancelled", None)
    again = await rig.booted()
    await stop(again, transaction, reason="Reboot")
    assert [row["stop_reason"] for row in await rig.sessions()] == ["Reboot"]


def limited(limit: object) -> dict[str, object]:
    """Return how a charger says what limit holds."""
    periods = [{"startPeriod": 0, "limit": limit}]
    return {
        "status": "Accepted",
        "connectorId": 1,
        "scheduleStart": at(0),
        "chargingSchedule": {"chargingRateUnit": "A", "chargingSchedulePeriod": periods},
    }


@pytest.mark.parametrize(("word", "outcome"), [("Accepted", "accepted"), ("Rejected", "rejected")])
async def test_q_055_a_profile_is_believed_only_when_it_is_read_back(
    rig: Rig, charger: RawCharger, station: StationRef, word: str, outcome: str
) -> None:
    """Whatever was ordered and agreed to, the limit that is told is the one that was read."""
    ordered = {"connectorId": 1, "csChargingProfiles": PROFILE}
    command = rig.command(station, "SetChargingProfile", ordered)
    assert await charger.obey("SetChargingProfile", {"status": word}) == ordered
    assert (await command).status == outcome
    wanted = {"connectorId": 1, "duration": 60, "chargingRateUnit": "A"}
    command = rig.command(station, "GetCompositeSchedule", wanted)
    assert await charger.obey("GetCompositeSchedule", limited(32.5)) == wanted
    assert (await command).answer == limited("32.5")
    kept = await rig.rows("SELECT action, status, answer FROM commands ORDER BY requested_at, id")
    assert [(row["action"], row["status"], msgspec.json.decode(row["answer"])) for row in kept] == [
        ("SetChargingProfile", outcome, {"status": word}),
        ("GetCompositeSchedule", "accepted", limited("32.5")),
    ]


async def test_q_056_a_phantom_session_is_one_of_its_own_and_takes_nothing_from_the_last(
    rig: Rig, charger: RawCharger
) -> None:
    transaction = await started(charger)
    await stop(charger, transaction, meter=2000, minute=10)
    phantom = await start(charger, meter=2000, minute=12)
    await stop(charger, phantom["transactionId"], meter=2000, minute=13, reason="Other")
    assert [(row["energy_wh"], row["problem"]) for row in await rig.sessions()] == [
        (1000, None),
        (0, None),
    ]


async def test_q_057_scheduled_is_success(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    work = rig.perform(station, "set_availability", {"operative": False, "evse_id": 1})
    await charger.obey("ChangeAvailability", {"status": "Scheduled"})
    done = await work
    assert (done.status, done.answer_status) == ("accepted", "Scheduled")


async def test_q_058_what_the_charger_says_after_a_reset_is_what_is_shown(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    work = rig.perform(station, "set_availability", {"operative": False, "evse_id": 1})
    await charger.obey("ChangeAvailability", {"status": "Accepted"})
    await work
    await status(charger, "Unavailable")
    await charger.vanish()
    again = await rig.booted()
    await status(again, "Available", minute=1)
    assert (await rig.connector())["status"] == "Available"
    [kept] = await rig.rows("SELECT action, answer_status FROM commands")
    assert kept == {"action": "ChangeAvailability", "answer_status": "Accepted"}


async def test_q_059_charging_that_ocpp_never_hears_of_is_seen_by_status_and_meter(
    rig: Rig, charger: RawCharger
) -> None:
    await status(charger, "Charging")
    await metered(charger, 1700, minute=5)
    assert await rig.sessions() == []
    assert (await rig.connector())["status"] == "Charging"
    [reading] = await rig.rows("SELECT session_id, energy_wh FROM meter_values")
    assert reading == {"session_id": None, "energy_wh": 1700}


async def test_q_060_a_local_list_that_is_too_long_for_the_charger(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    entries = [
        {"idTag": f"LOCAL-LIST-{number:04}", "idTagInfo": {"status": "Accepted"}}
        for number in range(17)
    ]
    command = rig.command(
        station,
        "SendLocalList",
        {"listVersion": 1, "updateType": "Full", "localAuthorizationList": entries},
    )
    asked = await charger.obey("SendLocalList", {"status": "Failed"})
    assert len(asked["localAuthorizationList"]) == 17
    done = await command
    assert (done.status, done.answer_status) == ("rejected", "Failed")
    assert "LOCAL-LIST-0007" not in await rig.dump()
