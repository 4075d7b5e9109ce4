"""Q-061 to Q-063: what chargers do with the setting that switches freevend."""

import asyncio

import pytest
from tests.protocol.modes import Modes
from tests.protocol.rawcharger import RawCharger
from tests.protocol.rig import Rig

from chargehouse.contexts.stations.public import StationRef

KEY = "FreeVend"
BOOT = {"chargePointVendor": "Acme", "chargePointModel": "One"}


@pytest.fixture
def modes(rig: Rig) -> Modes:
    return Modes(rig)


async def told(charger: RawCharger, value: str) -> list[str]:
    """Answer what the setting is; return what was asked for."""
    key = {"key": KEY, "readonly": False, "value": value}
    asked = await charger.obey("GetConfiguration", {"configurationKey": [key]})
    return list(asked["key"])


async def governed(rig: Rig, modes: Modes) -> tuple[StationRef, RawCharger, "asyncio.Task[None]"]:
    """Return a charger that was probed, and the work on its being free from now on."""
    station = await rig.add_station()
    charger = await rig.booted()
    await modes.settle()
    probing = asyncio.create_task(rig.contexts.access_control.probe(rig.actor, station.id))
    assert KEY in await told(charger, "false")
    await probing
    return station, charger, asyncio.create_task(modes.expect(station, "freevend"))


async def test_q_061_settings_are_asked_for_by_their_names(rig: Rig, modes: Modes) -> None:
    _, charger, work = await governed(rig, modes)
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    assert await told(charger, "true") == [KEY]
    await work


async def test_q_062_accepted_is_not_applied(rig: Rig, modes: Modes) -> None:
    station, charger, work = await governed(rig, modes)
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    await told(charger, "false")
    await work
    assert (await modes.of(station)).sync == "unconfirmed"
    assert await modes.kinds() == {"not_applied"}


async def test_q_063_a_mode_that_was_forgotten_is_set_again(rig: Rig, modes: Modes) -> None:
    station, charger, work = await governed(rig, modes)
    await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    await told(charger, "true")
    await work
    await charger.call("BootNotification", BOOT)
    work = asyncio.create_task(modes.settle())
    await told(charger, "false")
    request = await charger.obey("ChangeConfiguration", {"status": "Accepted"})
    assert request == {"key": KEY, "value": "true"}
    await told(charger, "true")
    await work
    assert (await modes.of(station)).sync == "in_sync"
