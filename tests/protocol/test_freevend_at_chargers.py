"""Chargers are switched between freevend and managed access: FR-001, FR-005, FR-006, FR-017."""

import asyncio

import pytest
from tests.protocol.modes import Modes, Simulated, simulated
from tests.protocol.rig import Rig

from chargehouse.contexts.access.model import MODES
from chargehouse.platform.settings import OcppSettings

SWITCHED = {
    "abb-terra-ac": ("ocpp1.6", "FreevendEnabled"),
    "easee": ("ocpp1.6", "freecharging"),
    "zaptec-go": ("ocpp1.6", "FreeCharging"),
    "wallbox": ("ocpp1.6", "AuthEnabled"),
    "vestel": ("ocpp1.6", "FreeModeActive"),
    "webasto-unite": ("ocpp1.6", "FreeModeActive"),
    "alfen": ("ocpp2.0.1", "AlfenStation.AuthorizationMethod"),
    "microocpp": ("ocpp1.6", "Cst_FreeVendActive"),
    "microocpp-mo": ("ocpp1.6", "MO_FreeVendActive"),
    "microocpp-ao": ("ocpp1.6", "AO_FreeVendActive"),
    "autel": ("ocpp1.6", "FreeVendIdTag"),
    "loop": ("ocpp1.6", "OfflinePlugAndChargeToggle"),
    "loop-2": ("ocpp2.0.1", "CustomizationCtrlr.OfflinePlugAndChargeToggle"),
    "liteon": ("ocpp1.6", "OfflinePlugAndChargeToggle"),
    "liteon-2": ("ocpp2.0.1", "CustomizationCtrlr.OfflinePlugAndChargeToggle"),
    "charx": ("ocpp1.6", "FreeMode"),
    "custom-freevend-a": ("ocpp1.6", "FreeVend"),
    "custom-freevend-b": ("ocpp1.6", "FreevendEnabled"),
    "custom-freevend-c": ("ocpp1.6", "FreeVendEnabled"),
    "standard-freevend": ("ocpp2.0.1", "AuthCtrlr.Enabled"),
    "standard-authenabled": ("ocpp2.0.1", "AuthCtrlr.AuthEnabled"),
}
"""The makes that are switched, as simulated: what they speak, and by which setting."""


@pytest.fixture
def ocpp_settings() -> OcppSettings:
    return OcppSettings(port=0, ping_interval_s=86_400)


@pytest.fixture
def modes(rig: Rig) -> Modes:
    return Modes(rig)


async def probed(rig: Rig, modes: Modes) -> None:
    """Let a charger that has just booted be asked what it can do."""
    await modes.settle()
    rig.clock.advance(11)
    await modes.settle()


async def boots_over(rig: Rig, modes: Modes, at: Simulated) -> None:
    """Let a charger that was told to start anew do so, and the work go on."""
    await rig.eventually(lambda: not at.charger.online)
    rig.clock.advance(at.charger.profile.boot_s + 1)
    await rig.eventually(lambda: at.charger.online)
    await modes.settle()


@pytest.mark.parametrize("model", SWITCHED)
async def test_every_make_that_can_be_switched_is(rig: Rig, modes: Modes, model: str) -> None:
    """There and back, each confirmed by what was read back."""
    protocol, key = SWITCHED[model]
    async with simulated(rig, model, protocol) as at:
        await probed(rig, modes)
        found = await modes.of(at.station)
        assert found.path is not None
        assert found.path.key == key
        assert found.observed == "managed_access"
        for mode in MODES:
            await modes.expect(at.station, mode)
            if not at.charger.online or (await modes.of(at.station)).sync == "changing":
                await boots_over(rig, modes, at)
            now = await modes.of(at.station)
            assert now.sync == "in_sync"
            assert (now.observed, now.is_confirmed) == (mode, True)
            assert at.charger.is_free is (mode == "freevend")
            assert now.change is not None
            assert now.change.status == "confirmed"
        assert await modes.problems(is_open=None) == []


async def test_probing_asks_for_names_and_never_for_all(rig: Rig, modes: Modes) -> None:
    async with simulated(rig, "fragile-get-all") as at:
        await probed(rig, modes)
        await modes.expect(at.station, "freevend")
        assert (await modes.of(at.station)).sync == "in_sync"
        assert at.asked("GetConfiguration")
        assert at.charger.times_broken == 0


async def test_a_charger_that_accepts_and_applies_nothing_is_found_out(
    rig: Rig, modes: Modes
) -> None:
    async with simulated(rig, "liar-applies-nothing") as at:
        await probed(rig, modes)
        await modes.expect(at.station, "freevend")
        now = await modes.of(at.station)
        assert now.sync == "unconfirmed"
        [problem] = now.problems
        assert problem.kind == "not_applied"
        assert any("FreeVend = false" in str(each["answered"]) for each in problem.evidence)
        for _ in range(8):
            rig.clock.advance(7300)
            await modes.settle()
        given_up = await modes.of(at.station)
        assert given_up.change is not None
        assert (given_up.change.status, given_up.change.step) == ("failed", None)
        assert await modes.kinds() == {"not_applied"}
        names = [name for name, _ in await rig.events()]
        assert names.count("charger_access.mode_change_failed") == 1
        assert names.count("charger_access.mode_change_requested") == 1


async def test_a_charger_that_boots_at_every_change_is_read_after_its_boot(
    rig: Rig, modes: Modes
) -> None:
    async with simulated(rig, "liar-reboots") as at:
        await probed(rig, modes)
        await modes.expect(at.station, "freevend")
        await boots_over(rig, modes, at)
        rig.clock.advance(11)
        await modes.settle()
        assert (await modes.of(at.station)).sync == "in_sync"
        assert len(at.asked("ChangeConfiguration")) == 1


async def test_a_charger_that_answers_late_is_read_and_not_told_twice(
    rig: Rig, modes: Modes
) -> None:
    async with simulated(rig, "liar-late") as at:
        await modes.settle()
        rig.clock.advance(11)
        work = asyncio.create_task(modes.settle())
        await rig.eventually(lambda: bool(at.asked("GetConfiguration")))
        rig.clock.advance(25)
        await work
        assert (await modes.of(at.station)).probe_outcome == "timed_out"
        assert (await modes.of(at.station)).capability == "unknown"
