import pytest
from tests.integration.stations.conftest import Ground

from chargehouse.contexts.stations.errors import StationUnknown
from chargehouse.contexts.stations.public import VariableReport
from chargehouse.contexts.stations.service import ConnectorService, VariableService
from chargehouse.platform.secrets import Keyring

CANARY = "04A2B3C4D5E61F"


def service_of(ground: Ground) -> VariableService:
    return VariableService(ground.database, Keyring(bytes(range(32))))


async def test_values_are_kept_and_only_changes_are_told(ground: Ground) -> None:
    service = service_of(ground)
    now = ground.clock.now()
    reports = [
        VariableReport(variable="HeartbeatInterval", value="300", mutability="ReadWrite"),
        VariableReport(variable="FreeVendIdTag", value=CANARY),
    ]
    assert await service.observed(ground.station, reports, now) == [
        "FreeVendIdTag",
        "HeartbeatInterval",
    ]
    assert await service.observed(ground.station, reports, now) == []
    changed = VariableReport(variable="HeartbeatInterval", value="600")
    assert await service.observed(ground.station, [changed], now) == ["HeartbeatInterval"]
    ground.clock.advance(20)
    [tag, heartbeat] = await service.list_of(ground.actor, ground.station.id)
    assert (heartbeat.value, heartbeat.mutability, heartbeat.age_s) == ("600", "ReadWrite", 20)
    assert (tag.masked, tag.variable) == (True, "FreeVendIdTag")


async def test_an_identifier_in_a_value_is_read_by_the_system_alone(ground: Ground) -> None:
    """NFR-006."""
    service = service_of(ground)
    report = VariableReport(variable="FreeVendIdTag", value=CANARY)
    await service.observed(ground.station, [report], ground.clock.now())
    [row] = await ground.rows("SELECT v::text AS whole FROM station_variables v")
    assert CANARY not in row.whole
    assert CANARY.encode().hex() not in row.whole
    assert CANARY not in str(await ground.events())
    [known] = await service.values(ground.actor.tenant_id, ground.station.id, ["freevendidtag"])
    assert known.value == CANARY


async def test_variables_are_searched_but_not_by_what_is_masked(ground: Ground) -> None:
    service = service_of(ground)
    reports = [
        VariableReport(component="AuthCtrlr", variable="Enabled", value="true"),
        VariableReport(component="ClockCtrlr", variable="TimeZone", value="Europe/Berlin"),
        VariableReport(variable="FreeVendIdTag", value=CANARY),
    ]
    await service.observed(ground.station, reports, ground.clock.now())

    async def names(**asked: str) -> list[str]:
        found = await service.list_of(ground.actor, ground.station.id, **asked)
        return [variable.variable for variable in found]

    assert await names(search="authctrl") == ["Enabled"]
    assert await names(component="clockctrlr") == ["TimeZone"]
    assert await names(search=CANARY[:2]) == []
    with pytest.raises(StationUnknown):
        await service.list_of(ground.actor, ground.ids.new())


async def test_connectors_learn_their_type_and_an_operators_word_stands(ground: Ground) -> None:
    """B2."""
    connectors = ConnectorService(ground.database)
    await connectors.describe(ground.actor, ground.station.id, 2, 1, {"power_type": "ac_1_phase"})
    place = {"component": "Connector", "connector_id": 1, "variable": "ConnectorType"}
    reports = [
        VariableReport(evse_id=1, value="cCCS2", **place),  # type: ignore[arg-type]
        VariableReport(evse_id=2, value="sType2", **place),  # type: ignore[arg-type]
        VariableReport(component="EVSE", evse_id=2, variable="SupplyPhases", value="3"),
    ]
    await service_of(ground).observed(ground.station, reports, ground.clock.now())
    found = await connectors.of_station(ground.actor, ground.station.id)
    assert [(each.standard, each.power_type) for each in found] == [
        ("cCCS2", "dc"),
        ("sType2", "ac_1_phase"),
    ]


async def test_a_value_with_a_nul_is_kept_without_it(ground: Ground) -> None:
    service = service_of(ground)
    report = VariableReport(variable="A\0", value="b\0")
    assert await service.observed(ground.station, [report], ground.clock.now()) == ["A\ufffd"]
    assert await service.observed(ground.station, [report], ground.clock.now()) == []
