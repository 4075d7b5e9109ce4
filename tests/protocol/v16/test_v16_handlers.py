"""Every message that a charger of 1.6 may begin, and who is answered before it is accepted."""

import pytest
from tests.protocol.rawcharger import RawCharger, Refused
from tests.protocol.rig import Rig
from tests.protocol.v16.words import started, status, stop

from chargehouse.contexts.stations.public import StationRef
from chargehouse.gateway.v16.table import HANDLERS
from chargehouse.ocpp.v16.actions import ACTIONS

BOOT = {"chargePointVendor": "Acme", "chargePointModel": "One"}


def test_every_message_that_a_charger_may_begin_has_a_handler_of_its_name() -> None:
    begun = {name for name, action in ACTIONS.items() if action.sender in {"station", "both"}}
    assert set(HANDLERS) == begun


async def test_older_firmware_and_diagnostics_reports_are_kept(
    rig: Rig, charger: RawCharger
) -> None:
    assert await charger.call("FirmwareStatusNotification", {"status": "Installed"}) == {}
    assert await charger.call("DiagnosticsStatusNotification", {"status": "Uploaded"}) == {}
    told = [
        (name, payload["status"]) for name, payload in await rig.events() if "status" in payload
    ]
    assert ("station.firmware_status_reported", "Installed") in told
    assert ("station.diagnostics_status_reported", "Uploaded") in told


@pytest.mark.parametrize(
    ("registration", "word", "interval"),
    [("pending", "Pending", 60), ("rejected", "Rejected", 300)],
)
async def test_a_station_that_is_not_accepted_tells_of_transactions_and_of_nothing_else(
    rig: Rig, registration: str, word: str, interval: int
) -> None:
    await rig.add_station(registration=registration)
    charger = await rig.connect()
    answer = await charger.call("BootNotification", BOOT)
    assert (answer["status"], answer["interval"]) == (word, interval)
    with pytest.raises(Refused) as refused:
        await charger.call("Authorize", {"idTag": "SOMEBODY"})
    assert refused.value.code == "SecurityError"
    assert await charger.call("Heartbeat")
    answer = await charger.call(
        "StartTransaction",
        {"connectorId": 1, "idTag": "T", "meterStart": 0, "timestamp": "2026-11-20T12:00:00Z"},
    )
    await stop(charger, answer["transactionId"], meter=100)
    assert [row["energy_wh"] for row in await rig.sessions()] == [100]


async def test_a_pending_station_is_heard_on_what_it_was_asked(rig: Rig) -> None:
    station = await rig.add_station(registration="pending")
    charger = await rig.connect()
    await charger.call("BootNotification", BOOT)
    with pytest.raises(Refused):
        await charger.call("FirmwareStatusNotification", {"status": "Idle"})
    command = rig.command(
        station, "TriggerMessage", {"requestedMessage": "FirmwareStatusNotification"}
    )
    await charger.obey("TriggerMessage", {"status": "Accepted"})
    await command
    assert await charger.call("FirmwareStatusNotification", {"status": "Idle"}) == {}


async def test_a_station_that_is_accepted_meanwhile_hears_so_at_its_next_try(rig: Rig) -> None:
    station = await rig.add_station(registration="pending")
    charger = await rig.connect()
    assert (await charger.call("BootNotification", BOOT))["status"] == "Pending"
    await rig.contexts.stations.edit(rig.actor, station.id, {"registration": "accepted"})
    assert (await charger.call("BootNotification", BOOT))["status"] == "Accepted"
    await rig.add_identifier("SOMEBODY")
    assert (await charger.call("Authorize", {"idTag": "SOMEBODY"}))["idTagInfo"] == {
        "status": "Accepted"
    }


async def test_a_boot_that_was_asked_for_is_no_reboot(
    rig: Rig, charger: RawCharger, station: StationRef
) -> None:
    await started(charger)
    command = rig.command(station, "TriggerMessage", {"requestedMessage": "BootNotification"})
    await charger.obey("TriggerMessage", {"status": "Accepted"})
    await command
    await charger.call("BootNotification", BOOT)
    assert [row["flags"] for row in await rig.sessions()] == [[]]
    await charger.call("BootNotification", BOOT)
    assert [row["flags"] for row in await rig.sessions()] == [["rebooted"]]


async def test_status_of_the_whole_station_is_kept_apart(rig: Rig, charger: RawCharger) -> None:
    await status(charger, "Unavailable", connector=0)
    assert (await rig.station())["status"] == "Unavailable"
    assert await rig.rows("SELECT * FROM connectors") == []
