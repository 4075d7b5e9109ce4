"""What a station is, is asked for by itself: once, and after new firmware."""

import asyncio

import pytest
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig

from chargehouse.gateway.inventory import ASK_AFTER_S, AT_ONCE, KEYS_16, TIMEOUT_S
from chargehouse.platform.settings import OcppSettings


@pytest.fixture
def ocpp_settings() -> OcppSettings:
    return OcppSettings(port=0, ping_interval_s=86_400)


async def boot(charger: RawCharger, firmware: str = "1.0") -> None:
    said = {"chargePointVendor": "Acme", "chargePointModel": "One", "firmwareVersion": firmware}
    assert (await charger.call("BootNotification", said))["status"] == "Accepted"


async def boot_2(charger: RawCharger) -> None:
    station = {"vendorName": "Acme", "model": "Two", "firmwareVersion": "1.0"}
    said = {"reason": "PowerUp", "chargingStation": station}
    assert (await charger.call("BootNotification", said))["status"] == "Accepted"


async def read_whole(charger: RawCharger) -> list[str]:
    """Answer every GetConfiguration that comes; return the keys that were asked for."""
    keys: list[str] = []
    while len(keys) < len(KEYS_16):
        message_id, payload = await charger.expect_call("GetConfiguration")
        keys += payload["key"]
        key = {"key": payload["key"][0], "readonly": False, "value": "7"}
        await charger.answer(message_id, {"configurationKey": [key]})
    return keys


async def nobody_waits(rig: Rig) -> None:
    """Wait until no station is being asked, nor about to be."""
    await rig.eventually(
        lambda: all(task.get_name() != "inventory" for task in asyncio.all_tasks())
    )


async def nothing_asked(rig: Rig, charger: RawCharger) -> bool:
    """Let the time for it pass; tell whether nothing was asked once nobody waits any more."""
    rig.clock.advance(ASK_AFTER_S)
    await nobody_waits(rig)
    assert await charger.call("Heartbeat")
    return await charger.silence()


async def asked(rig: Rig, charger: RawCharger) -> None:
    """Let the time for it pass, and wait until the configuration is asked for."""
    rig.clock.advance(ASK_AFTER_S)
    await charger.expect_call("GetConfiguration")


async def test_the_configuration_is_asked_for_once_by_names(rig: Rig) -> None:
    station = await rig.add_station()
    charger = await rig.connect()
    await boot(charger)
    assert await charger.silence()
    rig.clock.advance(ASK_AFTER_S)
    assert await read_whole(charger) == list(KEYS_16)
    await nobody_waits(rig)
    await boot(charger)
    assert await nothing_asked(rig, charger)
    [row] = await rig.rows("SELECT read_firmware FROM stations")
    assert row["read_firmware"] == "1.0"
    found = await rig.contexts.variables.list_of(rig.actor, station.id)
    assert KEYS_16[0] in {each.variable for each in found}
    await boot(charger, "1.1")
    await asked(rig, charger)


async def test_the_device_model_of_a_newer_version_is_asked_for_whole(rig: Rig) -> None:
    await rig.add_station()
    charger = await rig.connect(protocol="ocpp2.0.1")
    await boot_2(charger)
    rig.clock.advance(ASK_AFTER_S)
    request = await charger.obey("GetBaseReport", {"status": "Accepted"})
    assert request["reportBase"] == "FullInventory"


async def test_a_station_that_does_not_answer_is_asked_again_after_its_next_boot(rig: Rig) -> None:
    await rig.add_station()
    charger = await rig.connect()
    await boot(charger)
    await asked(rig, charger)
    rig.clock.advance(TIMEOUT_S + 1)
    await boot(charger)
    await asked(rig, charger)


@pytest.mark.parametrize("registration", ["pending", "rejected"])
async def test_a_station_that_is_not_accepted_is_asked_nothing(rig: Rig, registration: str) -> None:
    station = await rig.add_station()
    await rig.contexts.stations.edit(rig.actor, station.id, {"registration": registration})
    charger = await rig.connect()
    said = {"chargePointVendor": "Acme", "chargePointModel": "One"}
    assert (await charger.call("BootNotification", said))["status"] == registration.capitalize()
    assert await nothing_asked(rig, charger)


async def test_many_that_boot_at_once_are_asked_a_few_at_a_time(rig: Rig) -> None:
    chargers = []
    for number in range(AT_ONCE + 3):
        await rig.add_station(f"CH-{number}")
        charger = await rig.connect(f"CH-{number}")
        await boot(charger)
        chargers.append(charger)
    rig.clock.advance(ASK_AFTER_S)
    for charger in chargers[:AT_ONCE]:
        await charger.expect_call("GetConfiguration")
    assert [await charger.silence() for charger in chargers[AT_ONCE:]] == [True] * 3
    rig.clock.advance(TIMEOUT_S + 1)
    for charger in chargers[AT_ONCE:]:
        await charger.expect_call("GetConfiguration")
