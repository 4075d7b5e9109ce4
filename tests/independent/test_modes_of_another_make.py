"""A charger of another make is probed and switched; all is set up and read by REST alone."""

import pytest
from tests.independent.charger import connected
from tests.independent.drivers import driver_of
from tests.independent.freevend_setting import FREE, FreevendSetting
from tests.independent.house import House

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("protocol", list(FREE))
async def test_a_charger_of_another_make_is_probed_switched_and_read(
    house: House, protocol: str
) -> None:
    """FR-005, FR-006, FR-017."""
    station = await house.station(protocol)
    path = f"/stations/{station['id']}/access/control"
    key, free = FREE[protocol]
    async with connected(house, station, protocol) as charger:
        setting = FreevendSetting(charger)
        assert await driver_of(charger).boot() == "Accepted"
        found = await house.api.post(f"{path}/probe")
        assert (found["capability"], found["path"]["key"]) == ("full", key)
        assert (found["observed"], found["sync"]) == ("managed_access", "not_applicable")
        await house.api.post(f"/stations/{station['id']}/overrides", {"mode": "freevend"})
        now = await house.api.eventually(
            lambda: house.api.get(path), lambda told: told["sync"] == "in_sync"
        )
        assert (setting.value, now["observed"], now["is_confirmed"]) == (free, "freevend", True)
        assert now["change"]["status"] == "confirmed"
        assert [each["outcome"] for each in now["change"]["evidence"]] == ["accepted"] * 2
        changes = await house.api.items("/access/mode-changes", station_id=station["id"])
        assert [each["status"] for each in changes] == ["confirmed"]
        assert await house.api.items("/access/problems", station_id=station["id"]) == []
        summary = await house.api.get("/access/controls/summary")
        assert summary["by_sync"]["in_sync"] >= 1
        listed = await house.api.items("/access/controls", sync="in_sync")
        assert station["id"] in {each["station_id"] for each in listed}
        names = {
            each["name"]
            for each in await house.api.items("/events", station_id=station["id"])
            if each["name"].startswith("charger_access.mode_change")
        }
        assert names == {
            "charger_access.mode_change_requested",
            "charger_access.mode_change_confirmed",
        }
