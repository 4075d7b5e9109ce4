"""Simulated chargers against a small other side, over real websockets."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from cryptography import x509
from tests.integration.small_csms import PATIENCE_S, STRANGER, Csms, Json
from websockets.asyncio.server import serve
from websockets.typing import Subprotocol

from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.clock import FakeClock
from chargehouse.kernel.ids import TimeOrderedIds
from chargehouse.ocpp.version import VERSIONS
from chargehouse.simulator.charger import Charger
from chargehouse.simulator.fleet import Simulation
from chargehouse.simulator.link import Address
from chargehouse.simulator.profile import profile
from chargehouse.simulator.scenario import DemoCharger, Part, run_demo

KNOWN = "04AABBCCDDEE80"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def csms(clock: FakeClock) -> AsyncIterator[Csms]:
    other_side = Csms(clock)
    protocols = [Subprotocol(name) for name in VERSIONS]
    async with serve(
        other_side.serve, "127.0.0.1", 0, subprotocols=protocols, compression=None
    ) as server:
        other_side.port = next(iter(server.sockets)).getsockname()[1]
        yield other_side
        assert other_side.observed_errors == []


@asynccontextmanager
async def running(
    csms: Csms, protocol: str = "ocpp1.6", model: str = "generic-ac", *, booted: bool = True
) -> AsyncIterator[Charger]:
    charger = Charger(
        profile(model),
        Address(csms.url, "CP-1", "a-long-enough-password"),
        protocol,
        clock=csms.clock,
        chance=SeededChance(7),
        ids=TimeOrderedIds(),
    )
    task = asyncio.create_task(charger.run())
    try:
        if booted:
            last = str(len(charger.evses))
            await csms.hears("StatusNotification", lambda said: place(said) == int(last))
        yield charger
        assert charger.uplink.failures == []
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def place(status: Json) -> int:
    return int(status["evseId"] if "evseId" in status else status["connectorId"])


def status_is(word: str) -> Callable[[Json], bool]:
    return lambda said: word in {said.get("status"), said.get("connectorStatus")}


def event(kind: str, trigger: str | None = None) -> Callable[[Json], bool]:
    return lambda said: said["eventType"] == kind and trigger in {None, said["triggerReason"]}


async def passes(csms: Csms, seconds: float, action: str) -> Json:
    """Move the clock on, and wait for a message that this brings about."""
    await settled()
    since = len(csms.calls)
    csms.clock.advance(seconds)
    return await csms.hears(action, since=since)


async def settled() -> None:
    """Let both sides finish what is under way: the loopback delivers within some turns."""
    for _ in range(200):
        await asyncio.sleep(0)


async def test_a_charger_connects_with_its_password_boots_and_tells_its_state(csms: Csms) -> None:
    async with running(csms):
        assert csms.paths == ["/ocpp/depot/CP-1"]
        pair = base64.b64encode(b"CP-1:a-long-enough-password").decode()
        assert csms.authorizations == [f"Basic {pair}"]
        boot = csms.said("BootNotification")[0]
        assert boot["chargePointVendor"] == "Example"
        assert [
            (said["connectorId"], said["status"]) for said in csms.said("StatusNotification")
        ] == [
            (0, "Available"),
            (1, "Available"),
            (2, "Available"),
        ]


async def test_heartbeats_come_at_the_interval_of_the_boot(csms: Csms) -> None:
    async with running(csms) as charger:
        assert charger.configuration.text("HeartbeatInterval") == "300"
        await settled()
        await passes(csms, 300, "Heartbeat")
        await passes(csms, 300, "Heartbeat")


@pytest.mark.parametrize("protocol", ["ocpp1.6", "ocpp2.0.1"])
async def test_a_pending_charger_says_nothing_until_it_is_accepted(
    csms: Csms, protocol: str
) -> None:
    csms.boot_status = "Pending"
    async with running(csms, protocol, booted=False) as charger:
        await csms.hears("BootNotification")
        await settled()
        assert not charger.online
        assert [name for _, name, _ in csms.calls] == ["BootNotification"]
        csms.boot_status = "Accepted"
        await passes(csms, 300, "BootNotification")
        await csms.hears("StatusNotification")


async def test_a_session_in_1_6_from_plug_to_unplug(csms: Csms) -> None:
    async with running(csms) as charger:
        charger.plug_in(1)
        await csms.hears("StatusNotification", status_is("Preparing"))
        assert await charger.present(KNOWN)
        start = await csms.hears("StartTransaction")
        assert (start["connectorId"], start["idTag"], start["meterStart"]) == (1, KNOWN, 0)
        await csms.hears("StatusNotification", status_is("Charging"))
        for _ in range(5):
            await passes(csms, 60, "MeterValues")
        since = len(csms.calls)
        charger.unplug(1)
        stop = await csms.hears("StopTransaction")
        assert (stop["transactionId"], stop["reason"]) == (71, "EVDisconnected")
        assert 800 < stop["meterStop"] < 920
        registers = [register(said) for said in csms.said("MeterValues")]
        assert registers == sorted(registers)
        assert all(said["transactionId"] == 71 for said in csms.said("MeterValues"))
        await csms.hears("StatusNotification", status_is("Available"), since=since)


def register(said: Json) -> int:
    return int(said["meterValue"][0]["sampledValue"][0]["value"])


@pytest.mark.parametrize("protocol", ["ocpp2.0.1", "ocpp2.1"])
async def test_a_session_in_2_x_is_one_run_of_transaction_events(csms: Csms, protocol: str) -> None:
    async with running(csms, protocol, "generic-dc") as charger:
        assert await charger.start_charging(KNOWN)
        started = await csms.hears("TransactionEvent", event("Started"))
        assert started["idToken"] == {"idToken": KNOWN, "type": "ISO14443"}
        assert started["transactionInfo"]["chargingState"] == "Charging"
        for _ in range(3):
            await passes(csms, 60, "TransactionEvent")
        assert await charger.present(KNOWN)
        ended = await csms.hears("TransactionEvent", event("Ended"))
        assert ended["triggerReason"] == "StopAuthorized"
        assert ended["transactionInfo"]["stoppedReason"] == "Local"
        events = csms.said("TransactionEvent")
        assert [said["seqNo"] for said in events] == list(range(5))
        assert len({said["transactionInfo"]["transactionId"] for said in events}) == 1
        measurands = {sample["measurand"] for sample in events[2]["meterValue"][0]["sampledValue"]}
        assert "SoC" in measurands


async def test_a_transaction_may_begin_with_the_cable_in_2_x(csms: Csms) -> None:
    async with running(csms, "ocpp2.0.1") as charger:
        change = {
            "attributeValue": "EVConnected",
            "component": {"name": "TxCtrlr"},
            "variable": {"name": "TxStartPoint"},
        }
        await csms.ask("SetVariables", {"setVariableData": [change]})
        charger.plug_in(1)
        started = await csms.hears("TransactionEvent", event("Started"))
        assert started["transactionInfo"]["chargingState"] == "EVConnected"
        assert "idToken" not in started
        assert await charger.present(KNOWN)
        updated = await csms.hears("TransactionEvent", event("Updated", "Authorized"))
        assert updated["idToken"]["idToken"] == KNOWN
        assert updated["transactionInfo"]["chargingState"] == "Charging"


async def test_an_unknown_card_is_not_let_in(csms: Csms) -> None:
    async with running(csms) as charger:
        assert not await charger.start_charging(STRANGER)
        await settled()
        assert csms.said("StartTransaction") == []


async def test_a_refused_start_is_stopped_at_once(csms: Csms) -> None:
    async with running(csms) as charger:
        charger.configuration.put("AllowOfflineTxForUnknownId", "true")
        charger.cut_link()
        assert await charger.start_charging(STRANGER)
        charger.restore_link()
        stop = await csms.hears("StopTransaction")
        assert stop["reason"] == "DeAuthorized"


async def test_some_makes_ignore_a_refusal(csms: Csms) -> None:
    async with running(csms, model="loop") as charger:
        charger.configuration.put("AllowOfflineTxForUnknownId", "true")
        charger.cut_link()
        assert await charger.start_charging(STRANGER)
        charger.restore_link()
        await csms.hears("StartTransaction")
        await settled()
        assert charger.evses[1].transaction is not None


async def test_what_happens_offline_is_told_later_with_its_own_time_in_1_6(csms: Csms) -> None:
    async with running(csms) as charger:
        assert await charger.start_charging(KNOWN)
        await csms.hears("StartTransaction")
        await settled()
        charger.cut_link()
        await settled()
        csms.clock.advance(60)
        await settled()
        left_at = csms.clock.now()
        charger.unplug(1)
        csms.clock.advance(3600)
        charger.restore_link()
        stop = await csms.hears("StopTransaction")
        assert datetime.fromisoformat(stop["timestamp"]) == left_at
        assert stop["transactionId"] == 71
        assert len(csms.said("BootNotification")) == 2
        assert len(csms.said("MeterValues")) == 1


async def test_what_happens_offline_is_marked_so_in_2_x(csms: Csms) -> None:
    async with running(csms, "ocpp2.0.1") as charger:
        assert await charger.start_charging(KNOWN)
        await csms.hears("TransactionEvent", event("Started"))
        await settled()
        charger.cut_link()
        left_at = csms.clock.now()
        charger.unplug(1)
        csms.clock.advance(600)
        charger.restore_link()
        ended = await csms.hears("TransactionEvent", event("Ended"))
        assert ended["offline"] is True
        assert datetime.fromisoformat(ended["timestamp"]) == left_at
        assert "offline" not in csms.said("TransactionEvent")[0]


async def test_an_unanswered_message_is_sent_again(csms: Csms) -> None:
    async with running(csms) as charger:
        csms.silent.add("StartTransaction")
        assert await charger.start_charging(KNOWN)
        began_at = csms.clock.now()
        await settled()
        for _ in range(3):
            await settled()
            csms.clock.advance(40)
        csms.silent.clear()
        async with asyncio.timeout(PATIENCE_S):
            while not csms.said("StartTransaction"):
                csms.clock.advance(10)
                await asyncio.sleep(0.01)
        start = csms.said("StartTransaction")[0]
        assert datetime.fromisoformat(start["timestamp"]) == began_at


async def test_a_charger_comes_back_after_the_other_side_closed(csms: Csms) -> None:
    async with running(csms):
        csms.connections["CP-1"].close(1012, "restart")
        async with asyncio.timeout(PATIENCE_S):
            while len(csms.said("BootNotification")) < 2:
                csms.clock.advance(1)
                await asyncio.sleep(0.01)


async def test_a_lost_power_ends_the_transaction_and_boots_again(csms: Csms) -> None:
    async with running(csms) as charger:
        assert await charger.start_charging(KNOWN)
        await csms.hears("StartTransaction")
        await settled()
        lost_at = csms.clock.now()
        cycle = asyncio.create_task(charger.power_cycle())
        await settled()
        csms.clock.advance(5)
        await cycle
        stop = await csms.hears("StopTransaction")
        assert stop["reason"] == "PowerLoss"
        assert datetime.fromisoformat(stop["timestamp"]) == lost_at


@pytest.mark.parametrize("protocol", ["ocpp1.6", "ocpp2.0.1"])
async def test_a_remote_start_waits_for_the_cable_and_a_remote_stop_stops(
    csms: Csms, protocol: str
) -> None:
    async with running(csms, protocol) as charger:
        if protocol == "ocpp1.6":
            asked = {"idTag": KNOWN, "connectorId": 2}
            answer = await csms.ask("RemoteStartTransaction", asked)
        else:
            token = {"idToken": KNOWN, "type": "Central"}
            asked = {"idToken": token, "evseId": 2, "remoteStartId": 9}
            answer = await csms.ask("RequestStartTransaction", asked)
        assert answer.status == "Accepted"
        await settled()
        assert charger.evses[2].waiting is not None
        charger.plug_in(2)
        if protocol == "ocpp1.6":
            assert (await csms.hears("StartTransaction"))["connectorId"] == 2
            await settled()
            answer = await csms.ask("RemoteStopTransaction", {"transactionId": 71})
            assert (await csms.hears("StopTransaction"))["reason"] == "Remote"
        else:
            started = await csms.hears("TransactionEvent", event("Started", "RemoteStart"))
            info = started["transactionInfo"]
            assert info["remoteStartId"] == 9
            asked = {"transactionId": info["transactionId"]}
            answer = await csms.ask("RequestStopTransaction", asked)
            ended = await csms.hears("TransactionEvent", event("Ended", "RemoteStop"))
            assert ended["transactionInfo"]["stoppedReason"] == "Remote"
        assert answer.status == "Accepted"


async def test_nobody_plugs_in_so_the_wait_ends(csms: Csms) -> None:
    async with running(csms) as charger:
        assert await charger.present(KNOWN, 1)
        await csms.hears("StatusNotification", status_is("Preparing"))
        csms.clock.advance(60)
        assert charger.evses[1].waiting is None


async def test_a_reset_boots_again_and_brings_settings_into_force(csms: Csms) -> None:
    async with running(csms, model="vestel") as charger:
        change = {"key": "FreeModeActive", "value": "true"}
        assert (await csms.ask("ChangeConfiguration", change)).status == "RebootRequired"
        read = await csms.ask("GetConfiguration", {"key": ["FreeModeActive", "Nonsense"]})
        assert read.configuration_key[0].value == "true"
        assert read.unknown_key == ["Nonsense"]
        assert not charger.is_free
        assert (await csms.ask("Reset", {"type": "Soft"})).status == "Accepted"
        async with asyncio.timeout(PATIENCE_S):
            while len(csms.said("BootNotification")) < 2:
                csms.clock.advance(1)
                await asyncio.sleep(0.01)
        assert charger.is_free


@pytest.mark.parametrize(
    ("model", "key", "value", "tag"),
    [
        ("easee", "freecharging", "True", "rfidtagfreecharging"),
        ("wallbox", "AuthEnabled", "false", "AuthDisabledIdTag"),
        ("zaptec-go", "FreeCharging", "true", "FreeChargingIdTag"),
        ("autel", "FreeVendIdTag", "FreeForAll", "FreeForAll"),
        ("microocpp", "Cst_FreeVendActive", "true", "SMARTEVSE"),
        ("microocpp-mo", "MO_FreeVendActive", "true", "A0000000"),
        ("abb-terra-ac", "FreevendEnabled", "true", "FreevendIdTag"),
    ],
)
async def test_free_charging_begins_with_the_cable_under_the_makers_tag(
    csms: Csms, model: str, key: str, value: str, tag: str
) -> None:
    async with running(csms, model=model) as charger:
        answer = await csms.ask("ChangeConfiguration", {"key": key, "value": value})
        assert answer.status == "Accepted"
        charger.plug_in(1)
        assert (await csms.hears("StartTransaction"))["idTag"] == tag
        assert csms.said("Authorize") == []


async def test_external_authorization_ends_free_charging_at_easee(csms: Csms) -> None:
    async with running(csms, model="easee") as charger:
        await csms.ask("ChangeConfiguration", {"key": "freecharging", "value": "True"})
        assert charger.configuration.text("ExternalAuthorizationRequired") == "False"
        change = {"key": "ExternalAuthorizationRequired", "value": "True"}
        await csms.ask("ChangeConfiguration", change)
        assert not charger.is_free


async def test_free_charging_in_2_x_reports_no_authorization(csms: Csms) -> None:
    async with running(csms, "ocpp2.0.1", "standard-freevend") as charger:
        change = {
            "attributeValue": "false",
            "component": {"name": "AuthCtrlr"},
            "variable": {"name": "Enabled"},
        }
        answer = await csms.ask("SetVariables", {"setVariableData": [change]})
        assert answer.set_variable_result[0].attribute_status == "Accepted"
        charger.plug_in(1)
        started = await csms.hears("TransactionEvent", event("Started"))
        assert started["idToken"] == {"idToken": "", "type": "NoAuthorization"}


async def test_a_fault_carries_the_makers_code(csms: Csms) -> None:
    async with running(csms) as charger:
        charger.fault(1, "HighTemperature", "E-2107", "Cable cooling failed")
        said = await csms.hears("StatusNotification", status_is("Faulted"))
        assert said["errorCode"] == "HighTemperature"
        assert (said["vendorId"], said["vendorErrorCode"]) == ("Example", "E-2107")
        since = len(csms.calls)
        charger.clear_fault(1)
        await csms.hears("StatusNotification", status_is("Available"), since=since)


async def test_a_fault_in_2_x_is_an_event_besides_the_status(csms: Csms) -> None:
    async with running(csms, "ocpp2.0.1") as charger:
        charger.fault(1, "HighTemperature", "E-2107")
        await csms.hears("StatusNotification", status_is("Faulted"))
        told = (await csms.hears("NotifyEvent"))["eventData"][0]
        assert (told["variable"]["name"], told["techCode"]) == ("Problem", "E-2107")
        assert told["actualValue"] == "true"


COMMANDS_16: list[tuple[str, Json, str]] = [
    ("ChangeAvailability", {"connectorId": 1, "type": "Inoperative"}, "Accepted"),
    ("UnlockConnector", {"connectorId": 1}, "Unlocked"),
    ("UnlockConnector", {"connectorId": 9}, "NotSupported"),
    ("ClearCache", {}, "Accepted"),
    ("DataTransfer", {"vendorId": "com.example"}, "UnknownVendorId"),
    ("CancelReservation", {"reservationId": 4}, "Rejected"),
    ("ClearChargingProfile", {"id": 4}, "Unknown"),
    ("GetCompositeSchedule", {"connectorId": 1, "duration": 600}, "Accepted"),
    ("RemoteStopTransaction", {"transactionId": 4}, "Rejected"),
    (
        "GetInstalledCertificateIds",
        {"certificateType": "CentralSystemRootCertificate"},
        "NotFound",
    ),
    (
        "SendLocalList",
        {
            "listVersion": 2,
            "updateType": "Full",
            "localAuthorizationList": [{"idTag": KNOWN, "idTagInfo": {"status": "Accepted"}}],
        },
        "Accepted",
    ),
    ("ChangeConfiguration", {"key": "NumberOfConnectors", "value": "9"}, "Rejected"),
    ("ChangeConfiguration", {"key": "Nonsense", "value": "9"}, "NotSupported"),
    ("ChangeConfiguration", {"key": "HeartbeatInterval", "value": "60"}, "Accepted"),
]


@pytest.mark.parametrize(("action", "payload", "status"), COMMANDS_16)
async def test_commands_of_1_6_are_answered(
    csms: Csms, action: str, payload: Json, status: str
) -> None:
    async with running(csms):
        assert (await csms.ask(action, payload)).status == status


COMMANDS_2: list[tuple[str, Json, str]] = [
    (
        "ChangeAvailability",
        {"operationalStatus": "Inoperative", "evse": {"id": 1, "connectorId": 1}},
        "Accepted",
    ),
    ("UnlockConnector", {"evseId": 1, "connectorId": 1}, "Unlocked"),
    ("UnlockConnector", {"evseId": 1, "connectorId": 4}, "UnknownConnector"),
    ("ClearCache", {}, "Accepted"),
    ("CancelReservation", {"reservationId": 4}, "Rejected"),
    ("ClearChargingProfile", {"chargingProfileId": 4}, "Unknown"),
    ("GetChargingProfiles", {"requestId": 1, "chargingProfile": {}}, "NoProfiles"),
    ("GetCompositeSchedule", {"evseId": 1, "duration": 600}, "Accepted"),
    ("RequestStopTransaction", {"transactionId": "x"}, "Rejected"),
    ("GetInstalledCertificateIds", {}, "NotFound"),
    ("GetMonitoringReport", {"requestId": 1}, "EmptyResultSet"),
    ("SetMonitoringBase", {"monitoringBase": "All"}, "NotSupported"),
    ("GetDisplayMessages", {"requestId": 1}, "Unknown"),
    ("SetMonitoringLevel", {"severity": 4}, "Rejected"),
]


@pytest.mark.parametrize("protocol", ["ocpp2.0.1", "ocpp2.1"])
@pytest.mark.parametrize(("action", "payload", "status"), COMMANDS_2)
async def test_commands_of_2_x_are_answered(
    csms: Csms, protocol: str, action: str, payload: Json, status: str
) -> None:
    async with running(csms, protocol):
        assert (await csms.ask(action, payload)).status == status


async def test_the_local_list_decides_offline(csms: Csms) -> None:
    async with running(csms) as charger:
        entry = {"idTag": KNOWN, "idTagInfo": {"status": "Accepted"}}
        asked = {"listVersion": 5, "updateType": "Full", "localAuthorizationList": [entry]}
        await csms.ask("SendLocalList", asked)
        assert (await csms.ask("GetLocalListVersion", {})).list_version == 5
        charger.cut_link()
        assert await charger.start_charging(KNOWN, 1)
        assert not await charger.start_charging(STRANGER, 2)


async def test_a_reservation_keeps_an_evse_for_one_card(csms: Csms) -> None:
    async with running(csms) as charger:
        until = datetime(2026, 3, 2, 9, 0, tzinfo=UTC).isoformat()
        asked = {"connectorId": 1, "expiryDate": until, "idTag": KNOWN, "reservationId": 3}
        assert (await csms.ask("ReserveNow", asked)).status == "Accepted"
        await csms.hears("StatusNotification", status_is("Reserved"))
        assert not await charger.present("04FFFFFFFFFF80", 1)
        assert await charger.start_charging(KNOWN, 1)
        assert (await csms.hears("StartTransaction"))["reservationId"] == 3


async def test_a_reservation_runs_out(csms: Csms) -> None:
    async with running(csms) as charger:
        until = datetime(2026, 3, 2, 9, 0, tzinfo=UTC).isoformat()
        asked = {"connectorId": 1, "expiryDate": until, "idTag": KNOWN, "reservationId": 3}
        await csms.ask("ReserveNow", asked)
        csms.clock.advance(3600)
        assert charger.evses[1].reservation is None


async def test_a_charging_profile_limits_the_power(csms: Csms) -> None:
    async with running(csms) as charger:
        assert await charger.start_charging(KNOWN)
        schedule = {
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 8.0}],
        }
        wanted = {
            "chargingProfileId": 1,
            "stackLevel": 0,
            "chargingProfilePurpose": "TxDefaultProfile",
            "chargingProfileKind": "Absolute",
            "chargingSchedule": schedule,
        }
        asked = {"connectorId": 1, "csChargingProfiles": wanted}
        assert (await csms.ask("SetChargingProfile", asked)).status == "Accepted"
        await settled()
        await passes(csms, 60, "MeterValues")
        last = await passes(csms, 60, "MeterValues")
        power = next(
            sample["value"]
            for sample in last["meterValue"][0]["sampledValue"]
            if sample["measurand"] == "Power.Active.Import"
        )
        assert power == str(8 * 3 * 230)


async def test_a_base_report_comes_in_parts(csms: Csms) -> None:
    async with running(csms, "ocpp2.0.1"):
        asked = {"requestId": 12, "reportBase": "FullInventory"}
        assert (await csms.ask("GetBaseReport", asked)).status == "Accepted"
        last = await csms.hears("NotifyReport", lambda said: not said.get("tbc"))
        parts = csms.said("NotifyReport")
        assert [part["seqNo"] for part in parts] == list(range(len(parts)))
        assert last["seqNo"] == len(parts) - 1 > 0
        told = [one for part in parts for one in part["reportData"]]
        names = {(one["component"]["name"], one["variable"]["name"]) for one in told}
        assert ("AuthCtrlr", "Enabled") in names
        assert ("Connector", "ConnectorType") in names


async def test_variables_are_told_one_by_one(csms: Csms) -> None:
    async with running(csms, "ocpp2.0.1"):
        data = [
            {"component": {"name": "AuthCtrlr"}, "variable": {"name": "Enabled"}},
            {"component": {"name": "AuthCtrlr"}, "variable": {"name": "Nonsense"}},
            {"component": {"name": "Nonsense"}, "variable": {"name": "Enabled"}},
            {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}},
        ]
        answer = await csms.ask("GetVariables", {"getVariableData": data})
        results = answer.get_variable_result
        assert [one.attribute_status for one in results] == [
            "Accepted",
            "UnknownVariable",
            "UnknownComponent",
            "Rejected",
        ]
        assert results[0].attribute_value == "true"


@pytest.mark.parametrize("protocol", ["ocpp1.6", "ocpp2.0.1"])
async def test_a_triggered_certificate_request_is_a_real_one(csms: Csms, protocol: str) -> None:
    async with running(csms, protocol):
        if protocol == "ocpp1.6":
            asked = {"requestedMessage": "SignChargePointCertificate"}
            await csms.ask("ExtendedTriggerMessage", asked)
        else:
            asked = {"requestedMessage": "SignChargingStationCertificate"}
            await csms.ask("TriggerMessage", asked)
        said = await csms.hears("SignCertificate")
        request = x509.load_pem_x509_csr(said["csr"].encode())
        assert request.is_signature_valid
        assert "CP-1" in request.subject.rfc4514_string()


@pytest.mark.parametrize("wanted", ["BootNotification", "Heartbeat", "StatusNotification"])
async def test_messages_can_be_triggered(csms: Csms, wanted: str) -> None:
    async with running(csms):
        since = len(csms.calls)
        await csms.ask("TriggerMessage", {"requestedMessage": wanted})
        await csms.hears(wanted, since=since)


async def test_firmware_and_logs_are_told_step_by_step(csms: Csms) -> None:
    async with running(csms):
        now = csms.clock.now().isoformat()
        asked = {"location": "https://updates.example/5", "retrieveDate": now}
        await csms.ask("UpdateFirmware", asked)
        await csms.ask("GetDiagnostics", {"location": "https://logs.example"})
        async with asyncio.timeout(PATIENCE_S):
            while {"status": "Installed"} not in csms.said("FirmwareStatusNotification"):
                csms.clock.advance(1)
                await asyncio.sleep(0.01)
        steps = [said["status"] for said in csms.said("FirmwareStatusNotification")]
        assert steps == ["Downloading", "Downloaded", "Installing", "Installed"]
        sent = [said["status"] for said in csms.said("DiagnosticsStatusNotification")]
        assert sent == ["Uploading", "Uploaded"]


async def test_a_simulation_runs_many_chargers_with_visitors(csms: Csms) -> None:
    simulation = Simulation(
        csms.url,
        5,
        "2.0.1",
        clock=csms.clock,
        chance=SeededChance(3),
        tags=(KNOWN,),
        time_scale=60,
    )
    task = asyncio.create_task(simulation.run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            while len({said["transactionInfo"]["transactionId"] for said in ended(csms)}) < 3:
                csms.clock.advance(2)
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert {code for code, _, _ in csms.calls} == {f"SIM-000{at}" for at in range(1, 6)}


def ended(csms: Csms) -> list[Json]:
    return [said for said in csms.said("TransactionEvent") if said["eventType"] == "Ended"]


async def test_the_demo_shows_charging_a_stranger_a_fault_and_free_charging(csms: Csms) -> None:
    parts: list[tuple[str, Part]] = [
        ("ocpp1.6", "regular"),
        ("ocpp1.6", "stranger"),
        ("ocpp2.0.1", "faulty"),
        ("ocpp1.6", "offline"),
        ("ocpp1.6", "freevend"),
        ("ocpp2.1", "idle"),
    ]
    cast = [
        DemoCharger(code=f"D-{at}", password=None, protocol=protocol, tags=(KNOWN,), part=part)
        for at, (protocol, part) in enumerate(parts)
    ]
    task = asyncio.create_task(run_demo(csms.url, cast, csms.clock, SeededChance(5)))

    def shown() -> bool:
        tags = {said["idTag"] for said in csms.said("StartTransaction")}
        boots = [code for code, name, _ in csms.calls if name == "BootNotification"]
        return (
            {KNOWN, "FreeChargingIdTag"} <= tags
            and any(said.get("techCode") == "E-2107" for said in events(csms))
            and any(said["idTag"] != KNOWN for said in csms.said("Authorize"))
            and boots.count("D-3") > 1
        )

    try:
        async with asyncio.timeout(PATIENCE_S):
            while not shown():
                csms.clock.advance(2)
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def events(csms: Csms) -> list[Json]:
    return [one for said in csms.said("NotifyEvent") for one in said["eventData"]]
