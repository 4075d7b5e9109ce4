"""What each message of a station of OCPP 2.0.1 and 2.1 is answered, and what is kept of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.protocol.rawcharger import Refused
from tests.protocol.rig import Rig
from tests.protocol.v201.driving import OTHER_TAG, TAG, Json, Player, said, token

from chargehouse.contexts.stations.public import StationRef
from chargehouse.gateway.v2.handlers import HANDLERS_21, HANDLERS_201
from chargehouse.ocpp.version import V21, V201, Version

AT = "2026-11-20T12:00:00Z"
HASH: dict[str, Any] = {
    "hashAlgorithm": "SHA256",
    "issuerNameHash": "aa",
    "issuerKeyHash": "bb",
    "serialNumber": "01",
}
OCSP: dict[str, Any] = {**HASH, "responderURL": "http://ocsp.example.com"}
SCHEDULE: dict[str, Any] = {
    "id": 1,
    "chargingRateUnit": "A",
    "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}],
}
PROFILE: dict[str, Any] = {
    "id": 1,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxDefaultProfile",
    "chargingProfileKind": "Absolute",
    "chargingSchedule": [SCHEDULE],
}
NEEDS: dict[str, Any] = {"requestedEnergyTransfer": "DC"}
MONITOR: dict[str, Any] = {
    "component": {"name": "EVSE"},
    "variable": {"name": "Power"},
    "variableMonitoring": [
        {"id": 1, "transaction": False, "value": 1, "type": "Delta", "severity": 5}
    ],
}
EXI: dict[str, Any] = {"iso15118SchemaVersion": "urn:x", "action": "Install", "exiRequest": "AA=="}
NOTED: dict[str, dict[str, Any]] = {
    "ClearedChargingLimit": {"chargingLimitSource": "EMS"},
    "NotifyChargingLimit": {"chargingLimit": {"chargingLimitSource": "EMS"}},
    "NotifyCustomerInformation": {
        "data": "Ada Lovelace",
        "seqNo": 0,
        "generatedAt": AT,
        "requestId": 1,
    },
    "NotifyDisplayMessages": {"requestId": 1},
    "NotifyMonitoringReport": {
        "requestId": 1,
        "seqNo": 0,
        "generatedAt": AT,
        "monitor": [MONITOR],
    },
    "PublishFirmwareStatusNotification": {"status": "Idle"},
    "ReportChargingProfiles": {
        "requestId": 1,
        "chargingLimitSource": "CSO",
        "chargingProfile": [PROFILE],
        "evseId": 1,
    },
    "ReservationStatusUpdate": {"reservationId": 1, "reservationUpdateStatus": "Expired"},
}
NOTED_21: dict[str, dict[str, Any]] = {
    "BatterySwap": {
        "batteryData": [
            {"evseId": 1, "serialNumber": "B1", "soC": 80, "soH": 99, "vendorInfo": "x"}
        ],
        "eventType": "BatteryIn",
        "idToken": token(),
        "requestId": 1,
    },
    "ClosePeriodicEventStream": {"id": 1},
    "NotifyDERAlarm": {"controlType": "FreqDroop", "timestamp": AT},
    "NotifyDERStartStop": {"controlId": "c1", "started": True, "timestamp": AT},
    "NotifyMonitoringReport": {
        "requestId": 1,
        "seqNo": 0,
        "generatedAt": AT,
        "monitor": [
            {
                **MONITOR,
                "variableMonitoring": [
                    {
                        **MONITOR["variableMonitoring"][0],
                        "eventNotificationType": "CustomMonitor",
                    }
                ],
            }
        ],
    },
    "NotifyPriorityCharging": {"transactionId": "tx-1", "activated": True},
    "NotifySettlement": {
        "pspRef": "p1",
        "status": "Settled",
        "settlementAmount": 12.5,
        "settlementTime": AT,
    },
    "ReportDERControl": {"requestId": 1},
}
DECLINED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Get15118EVCertificate": (EXI, {"status": "Failed", "exiResponse": ""}),
    "GetCertificateStatus": ({"ocspRequestData": OCSP}, {"status": "Failed"}),
    "NotifyEVChargingNeeds": ({"chargingNeeds": NEEDS, "evseId": 1}, {"status": "Rejected"}),
    "NotifyEVChargingSchedule": (
        {"timeBase": AT, "chargingSchedule": SCHEDULE, "evseId": 1},
        {"status": "Accepted"},
    ),
}
DECLINED_21: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "OpenPeriodicEventStream": (
        {
            "constantStreamData": {
                "id": 1,
                "variableMonitoringId": 1,
                "params": {"interval": 1, "values": 1},
            }
        },
        {"status": "Rejected"},
    ),
    "PullDynamicScheduleUpdate": ({"chargingProfileId": 1}, {"status": "Rejected"}),
    "VatNumberValidation": (
        {"vatNumber": "DE123", "evseId": 1},
        {"status": "Rejected", "vatNumber": "DE123", "evseId": 1},
    ),
}


@pytest.fixture
async def newer(rig: Rig, station: StationRef, tag: str) -> Player:
    """The station, speaking OCPP 2.1, connected and booted."""
    made = Player(rig, await rig.connect(protocol="ocpp2.1"))
    assert (await made.boot())["status"] == "Accepted"
    return made


@pytest.mark.parametrize(
    ("version", "handlers"), [(V201, HANDLERS_201), (V21, HANDLERS_21)], ids=["2.0.1", "2.1"]
)
def test_every_message_of_a_station_has_a_handler(
    version: Version, handlers: dict[str, object]
) -> None:
    sent = {name for name, action in version.actions.items() if action.sender != "csms"}
    assert set(handlers) == sent


@pytest.mark.parametrize("action", NOTED)
async def test_what_is_only_noted_is_on_the_timeline(rig: Rig, player: Player, action: str) -> None:
    assert await player.call(action, NOTED[action]) == {}
    assert ("in", "call", action) in await rig.timeline()
    assert "Lovelace" not in await rig.dump()


@pytest.mark.parametrize("action", sorted(NOTED | NOTED_21))
async def test_what_is_only_noted_in_2_1_is_on_the_timeline(
    rig: Rig, newer: Player, action: str
) -> None:
    assert await newer.call(action, (NOTED | NOTED_21)[action]) == {}
    assert ("in", "call", action) in await rig.timeline()
    assert TAG not in await rig.dump()


def essence(answer: Json) -> Json:
    """An answer without why."""
    return {name: value for name, value in answer.items() if name != "statusInfo"}


@pytest.mark.parametrize("action", DECLINED)
async def test_what_cannot_be_done_is_declined(rig: Rig, player: Player, action: str) -> None:
    request, expected = DECLINED[action]
    assert essence(await player.call(action, request)) == expected
    assert ("in", "call", action) in await rig.timeline()


@pytest.mark.parametrize("action", sorted(DECLINED | DECLINED_21))
async def test_what_cannot_be_done_in_2_1_is_declined(rig: Rig, newer: Player, action: str) -> None:
    request, expected = (DECLINED | DECLINED_21)[action]
    assert essence(await newer.call(action, request)) == expected
    assert ("in", "call", action) in await rig.timeline()


async def test_nothing_is_known_of_a_chain_of_certificates(rig: Rig, newer: Player) -> None:
    asked = {"certificateHashData": HASH, "source": "OCSP", "urls": ["http://ocsp.example.com"]}
    answer = await newer.call("GetCertificateChainStatus", {"certificateStatusRequests": [asked]})
    [status] = answer["certificateStatus"]
    assert (status["status"], status["certificateHashData"]) == ("Failed", HASH)


async def test_a_message_without_an_answer_is_kept_and_gets_none(rig: Rig, newer: Player) -> None:
    stream = {"id": 1, "pending": 0, "basetime": AT, "data": [{"t": 1, "v": "2"}]}
    await newer.raw.send([6, "s1", "NotifyPeriodicEventStream", stream])
    assert await newer.call("Heartbeat") == {"currentTime": newer.now}
    assert ("in", "send", "NotifyPeriodicEventStream") in await rig.timeline()


async def test_a_transaction_of_2_1_becomes_a_session(rig: Rig, newer: Player) -> None:
    await newer.charging()
    await newer.unplugged(stopped="EVDisconnected")
    [session] = await rig.sessions()
    assert (session["protocol"], session["status"]) == ("ocpp2.1", "terminated")


# -- who is not accepted


@pytest.mark.parametrize("registration", ["pending", "rejected"])
async def test_a_transaction_is_never_lost_for_want_of_registration(
    rig: Rig, tag: str, registration: str
) -> None:
    await rig.add_station(registration=registration)
    player = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    await player.boot()
    assert "idTokenInfo" in await player.tell("Started", "Authorized", tag=TAG)
    assert len(await rig.sessions()) == 1
    with pytest.raises(Refused) as refused:
        await player.authorize()
    assert refused.value.code == "SecurityError"


async def test_a_pending_station_may_send_what_it_was_asked_for(rig: Rig) -> None:
    station = await rig.add_station(registration="pending")
    player = Player(rig, await rig.connect(protocol="ocpp2.0.1"))
    await player.boot()
    asked = {"requestedMessage": "Heartbeat"}
    await player.obeys(station, "TriggerMessage", asked, {"status": "Accepted"})
    assert await player.call("Heartbeat") == {"currentTime": player.now}
    with pytest.raises(Refused):
        await player.status("Available")


# -- decisions


async def test_a_contract_certificate_is_not_believed(rig: Rig, player: Player) -> None:
    await rig.add_identifier("DEABCC123456", kind="emaid")
    request = {
        "idToken": {"idToken": "DEABCC123456", "type": "eMAID"},
        "iso15118CertificateHashData": [OCSP],
    }
    answer = await player.call("Authorize", request)
    assert answer == {"idTokenInfo": {"status": "Invalid"}, "certificateStatus": "CertChainError"}
    [decision] = await rig.decisions()
    assert (decision["decision"], decision["reason"]) == ("denied", "unsupported_path")


async def test_an_emaid_without_a_certificate_is_judged_like_any_identifier(
    rig: Rig, player: Player
) -> None:
    await rig.add_identifier("DEABCC123456", kind="emaid")
    assert await player.authorize("DEABCC123456", "eMAID") == {"status": "Accepted"}
    assert (await rig.decisions())[0]["identifier_type"] == "emaid"


async def test_in_freevend_everybody_is_accepted_without_a_decision(
    rig: Rig, station: StationRef, player: Player
) -> None:
    await rig.set_mode(station, "freevend")
    assert await player.authorize(OTHER_TAG) == {"status": "Accepted"}
    nobody = {"idToken": "", "type": "NoAuthorization"}
    answer = await player.tell("Started", "CablePluggedIn", state="Charging", tag=nobody)
    assert answer["idTokenInfo"] == {"status": "Accepted"}
    assert await rig.decisions() == []
    [session] = await rig.sessions()
    assert (session["mode"], session["identifier_type"]) == ("freevend", "none")


async def test_nobody_is_refused_where_access_is_managed(rig: Rig, player: Player) -> None:
    nobody = {"idToken": "", "type": "NoAuthorization"}
    answer = await player.tell("Started", "CablePluggedIn", state="Charging", tag=nobody)
    assert answer["idTokenInfo"] == {"status": "Unknown"}
    [session] = await rig.sessions()
    [decision] = await rig.decisions()
    assert (session["status"], session["decision_id"]) == ("charging", decision["id"])


async def test_an_expiry_is_told_to_a_cache(rig: Rig, player: Player) -> None:
    until = rig.clock.now() + timedelta(days=3)
    await rig.add_identifier(OTHER_TAG, valid_until=until)
    info = await player.authorize(OTHER_TAG)
    assert info == {"status": "Accepted", "cacheExpiryDateTime": said(until)}


async def test_a_stop_by_a_stranger_is_told_so_and_ends_the_session(
    rig: Rig, player: Player
) -> None:
    await player.charging()
    answer = await player.tell("Ended", "StopAuthorized", tag=OTHER_TAG, stopped="Local")
    assert answer["idTokenInfo"] == {"status": "Unknown"}
    [session] = await rig.sessions()
    assert (session["status"], session["masked"]) == ("terminated", "04••••80")
    kinds = [row["kind"] for row in await rig.rows("SELECT kind FROM access_attempts ORDER BY id")]
    assert kinds == ["authorize", "authorize"]


async def test_who_began_may_stop_after_a_reconnect_without_another_decision(
    rig: Rig, player: Player
) -> None:
    await player.charging()
    player.raw = await rig.connect(protocol="ocpp2.0.1")
    answer = await player.tell("Ended", "StopAuthorized", tag=TAG, stopped="Local")
    assert answer["idTokenInfo"] == {"status": "Accepted"}
    assert len(await rig.decisions()) == 1


async def test_a_tag_that_comes_with_every_event_is_decided_on_once(
    rig: Rig, player: Player
) -> None:
    await player.tell("Started", "CablePluggedIn", tag=OTHER_TAG)
    for state in ("EVConnected", "Charging", "SuspendedEV"):
        answer = await player.tell("Updated", "ChargingStateChanged", tag=OTHER_TAG, state=state)
        assert answer["idTokenInfo"] == {"status": "Unknown"}
    assert len(await rig.decisions()) == 1


async def test_a_driver_who_is_let_in_since_is_let_in_on_the_same_transaction(
    rig: Rig, player: Player
) -> None:
    """A refusal holds no longer than the identifier that it was about."""
    refused = await player.tell("Started", "Authorized", tag=OTHER_TAG)
    again = await player.tell("Updated", "ChargingStateChanged", tag=OTHER_TAG, state="EVConnected")
    assert [each["idTokenInfo"]["status"] for each in (refused, again)] == ["Unknown"] * 2
    await rig.add_identifier(OTHER_TAG)
    for state in ("EVConnected", "Charging"):
        answer = await player.tell("Updated", "ChargingStateChanged", tag=OTHER_TAG, state=state)
        assert answer["idTokenInfo"] == {"status": "Accepted"}
    decided = [row["decision"] for row in await rig.decisions()]
    assert decided == ["denied", "allowed"]


async def test_a_refusal_on_a_transaction_ends_with_its_policy(
    rig: Rig, player: Player, station: StationRef
) -> None:
    await player.tell("Started", "Authorized", tag=OTHER_TAG)
    await rig.set_mode(station, "freevend")
    answer = await player.tell("Updated", "Authorized", tag=OTHER_TAG)
    assert answer["idTokenInfo"] == {"status": "Accepted"}


async def test_an_authorize_that_lets_in_ends_a_refusal_that_time_alone_made_void(
    rig: Rig, player: Player
) -> None:
    """The identifier becomes valid by the clock: neither it nor the policy is another."""
    await rig.add_identifier(OTHER_TAG)
    begins = rig.clock.now() + timedelta(minutes=5)
    async with rig.database.transaction(rig.actor) as work:
        await work.connection.execute(
            text("UPDATE token_index SET valid_from = :at"), {"at": begins}
        )
    refused = await player.tell("Started", "Authorized", tag=OTHER_TAG)
    assert refused["idTokenInfo"] == {"status": "Blocked"}
    rig.clock.advance(600)
    assert await player.authorize(OTHER_TAG) == {"status": "Accepted"}
    for state in ("EVConnected", "Charging"):
        answer = await player.tell("Updated", "ChargingStateChanged", tag=OTHER_TAG, state=state)
        assert answer["idTokenInfo"] == {"status": "Accepted"}
    assert len(await rig.decisions()) == 2


async def test_a_first_tag_under_any_trigger_is_a_start(rig: Rig, player: Player) -> None:
    await player.plugged_in("Started")
    answer = await player.tell("Updated", "ChargingStateChanged", tag=TAG, state="Charging")
    assert answer["idTokenInfo"] == {"status": "Accepted"}
    [session], [decision] = await rig.sessions(), await rig.decisions()
    assert session["decision_id"] == decision["id"]


# -- faults and events


async def test_an_alert_is_a_fault_until_it_is_cleared(rig: Rig, player: Player) -> None:
    alert = {"trigger": "Alerting", "techInfo": "tag 04A2B3C4D5E680 at 91 degrees"}
    await player.notify("EVSE", "Temperature", "91", **alert)
    fault = await rig.one("SELECT * FROM faults")
    assert (fault["error_code"], fault["closed_at"]) == ("EVSE.Temperature", None)
    assert TAG not in await rig.dump()
    await player.notify("EVSE", "Temperature", "40", trigger="Alerting", cleared=True)
    assert (await rig.one("SELECT closed_at FROM faults"))["closed_at"] is not None


async def test_a_faulted_connector_is_a_fault_until_it_is_not(rig: Rig, player: Player) -> None:
    await player.status("Faulted")
    assert (await rig.one("SELECT error_code FROM faults"))["error_code"] == "Faulted"
    await player.status("Available")
    assert (await rig.one("SELECT closed_at FROM faults"))["closed_at"] is not None


async def test_a_value_that_merely_changed_is_no_fault(rig: Rig, player: Player) -> None:
    await player.notify("EVSE", "Power", "7400", "Periodic")
    assert await rig.rows("SELECT * FROM faults") == []
    assert ("in", "call", "NotifyEvent") in await rig.timeline()


async def test_a_security_event_is_recorded_without_its_free_text(rig: Rig, player: Player) -> None:
    event = {"type": "InvalidChargingStationCertificate", "timestamp": AT, "techInfo": "Lovelace"}
    assert await player.call("SecurityEventNotification", event) == {}
    told = [body for name, body in await rig.events() if name == "station.security_event_reported"]
    assert [body["kind"] for body in told] == ["InvalidChargingStationCertificate"]
