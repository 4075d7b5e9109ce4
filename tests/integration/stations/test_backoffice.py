from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text
from tests.integration.stations.conftest import Ground
from tests.integration.stations.test_commands import Loopback, accepted

from chargehouse.contexts.stations.errors import (
    ChangedMeanwhile,
    LocationInUse,
    LocationUnknown,
    RegistrationClosed,
    StationCodeTaken,
    StationUnknown,
)
from chargehouse.contexts.stations.jobs import sweep_lost_connections
from chargehouse.contexts.stations.model.filters import StationFilters
from chargehouse.contexts.stations.public import STATIONS_READ, StatusReport
from chargehouse.contexts.stations.service import (
    ConnectionService,
    ConnectorService,
    LocationService,
    RegistrationService,
    ReportService,
    StationService,
    SweepService,
)
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.chance import SeededChance
from chargehouse.kernel.errors import Forbidden, Invalid
from chargehouse.platform.http.paging import Paging
from chargehouse.platform.secrets import Keyring

KEYRING = Keyring(bytes(range(32)))
PASSWORD = "a-password-of-this-test"


def stations_of(ground: Ground) -> StationService:
    return StationService(ground.database, KEYRING, SeededChance(1), Loopback(accepted))


async def run_process(ground: Ground, *, alive_for_s: float) -> str:
    process_id = str(ground.ids.new())
    async with ground.database.relay() as relay:
        await relay.execute(
            text("INSERT INTO processes VALUES (:id, '{gateway}', 'here', 1, '0', :now, :until)"),
            {
                "id": process_id,
                "now": ground.clock.now(),
                "until": ground.clock.now() + timedelta(seconds=alive_for_s),
            },
        )
    return process_id


async def connect(ground: Ground, process_id: str) -> None:
    service = ConnectionService(ground.database, ground.clock, ground.ids, ground.metrics)
    await service.connected(
        ground.station,
        connection_id=ground.ids.new(),
        process_id=UUID(process_id),
        subprotocol="ocpp2.0.1",
        security_profile=2,
        remote_address="192.0.2.7",
        at=ground.clock.now(),
    )


async def test_a_location_is_added_changed_found_and_removed(ground: Ground) -> None:
    service = LocationService(ground.database)
    added = await service.add(
        ground.actor,
        name=" North depot ",
        timezone="Europe/Lisbon",
        city="Porto",
        country="pt",
        latitude=Decimal("41.15"),
    )
    assert (added.name, added.country, added.stations, added.version) == ("North depot", "PT", 0, 1)
    edited = await service.edit(ground.actor, added.id, {"city": "Braga"}, version=1)
    assert (edited.city, edited.version) == ("Braga", 2)
    with pytest.raises(ChangedMeanwhile):
        await service.edit(ground.actor, added.id, {"city": "Faro"}, version=1)
    found = await service.page(ground.actor, Paging(), search="brag")
    assert [location.id for location in found.items] == [added.id]
    await service.remove(ground.actor, added.id)
    with pytest.raises(LocationUnknown):
        await service.get(ground.actor, added.id)
    names = [name for name, _ in await ground.events()]
    assert names == ["location.added", "location.edited", "location.removed"]


async def test_a_location_with_a_station_is_not_removed(ground: Ground) -> None:
    service = LocationService(ground.database)
    with pytest.raises(LocationInUse):
        await service.remove(ground.actor, ground.location_id)
    assert (await service.get(ground.actor, ground.location_id)).stations == 1


async def test_the_windows_of_a_location_that_is_removed_go_with_it(ground: Ground) -> None:
    service = LocationService(ground.database)
    windows = RegistrationService(ground.database, KEYRING)
    place = await service.add(ground.actor, name="Braga", timezone="Europe/Lisbon")
    await windows.open_window(ground.actor, place.id, security_profile=1, open_for_s=60)
    await service.remove(ground.actor, place.id)
    assert await windows.windows(ground.actor) == []


async def test_a_zone_that_is_no_iana_zone_is_refused(ground: Ground) -> None:
    service = LocationService(ground.database)
    with pytest.raises(Invalid) as refused:
        await service.add(ground.actor, name="Depot", timezone="CEST")
    assert refused.value.details["errors"][0]["field"] == "timezone"  # type: ignore[index]


async def test_who_may_only_read_changes_nothing(ground: Ground) -> None:
    reader = Actor(
        "token", ground.actor.tenant_id, "r", permissions=frozenset({STATIONS_READ.action})
    )
    with pytest.raises(Forbidden):
        await LocationService(ground.database).add(reader, name="A", timezone="UTC")
    with pytest.raises(Forbidden):
        await stations_of(ground).remove(reader, ground.station.id)
    assert (await stations_of(ground).get(reader, ground.station.id)).code == "CH-1"


async def test_a_code_is_unique_whatever_its_case_until_its_station_is_removed(
    ground: Ground,
) -> None:
    service = stations_of(ground)
    new = {"location_id": ground.location_id, "security_profile": 0}
    with pytest.raises(StationCodeTaken):
        await service.add(ground.actor, code="ch-1", **new)  # type: ignore[arg-type]
    other = await service.add(ground.actor, code="CH-2", **new)  # type: ignore[arg-type]
    with pytest.raises(StationCodeTaken) as taken:
        await service.edit(ground.actor, other.id, {"code": "ch-1"})
    assert [error["field"] for error in taken.value.details["errors"]] == ["code"]  # type: ignore[attr-defined]
    assert (await service.get(ground.actor, other.id)).code == "CH-2"
    await service.remove(ground.actor, ground.station.id)
    with pytest.raises(StationUnknown):
        await service.get(ground.actor, ground.station.id)
    again = await service.add(ground.actor, code="ch-1", **new)  # type: ignore[arg-type]
    assert again.id != ground.station.id
    assert (await service.get_by_code(ground.actor, "CH-1")).id == again.id


async def test_a_password_is_kept_as_a_hash_alone(ground: Ground) -> None:
    service = stations_of(ground)
    added = await service.add(
        ground.actor,
        code="CH-2",
        location_id=ground.location_id,
        security_profile=1,
        password=PASSWORD,
    )
    assert added.has_password
    await service.set_password(ground.actor, added.id, service.new_password())
    [row] = await ground.rows("SELECT s::text AS whole FROM stations s WHERE code = 'CH-2'")
    assert PASSWORD not in row.whole
    assert PASSWORD.encode().hex() not in row.whole
    assert "station.password_changed" in [name for name, _ in await ground.events()]
    assert PASSWORD not in str(await ground.events())


async def test_a_profile_with_a_password_needs_one(ground: Ground) -> None:
    service = stations_of(ground)
    with pytest.raises(Invalid):
        await service.add(
            ground.actor, code="CH-2", location_id=ground.location_id, security_profile=1
        )
    bare = await service.add(
        ground.actor, code="CH-3", location_id=ground.location_id, security_profile=0
    )
    with pytest.raises(Invalid):
        await service.edit(ground.actor, bare.id, {"security_profile": 2})


def test_a_password_that_we_make_is_long_and_never_the_same(ground: Ground) -> None:
    service = stations_of(ground)
    first, second = service.new_password(), service.new_password()
    assert first != second
    assert 20 <= len(first) <= 40


async def test_a_stations_three_facts_stand_apart_each_with_its_age(ground: Ground) -> None:
    """B2: an open socket, a reported status and a proven use do not imply each other."""
    service = stations_of(ground)
    never = await service.get(ground.actor, ground.station.id)
    assert (never.socket.state, never.reported.status, never.proven_use.at) == ("never", None, None)
    await connect(ground, await run_process(ground, alive_for_s=100))
    reports = ReportService(ground.database, ground.ids)
    now = ground.clock.now()
    report = StatusReport(evse_id=0, connector_id=0, status="Available", received_at=now)
    await reports.status(ground.station, report)
    reports.heard(ground.station, used_at=now - timedelta(hours=1))
    await ground.database.hot.stop()
    ground.clock.advance(30)
    seen = await service.get(ground.actor, ground.station.id)
    assert (seen.socket.state, seen.socket.age_s, seen.socket.subprotocol) == (
        "open",
        30,
        "ocpp2.0.1",
    )
    assert (seen.reported.status, seen.reported.age_s) == ("Available", 30)
    assert seen.proven_use.age_s == 3630


async def test_a_socket_of_a_dead_process_is_closed_before_anybody_swept_it(
    ground: Ground,
) -> None:
    await connect(ground, await run_process(ground, alive_for_s=15))
    service = stations_of(ground)
    asked = StationFilters(connected=True)
    assert len((await service.page(ground.actor, Paging(), asked)).items) == 1
    assert (await service.overview(ground.actor)).connected == 1
    ground.clock.advance(16)
    assert (await service.get(ground.actor, ground.station.id)).socket.state == "closed"
    assert (await service.page(ground.actor, Paging(), asked)).items == []
    assert (await service.overview(ground.actor)).connected == 0


async def test_connections_of_dead_processes_are_swept_once_with_an_event(ground: Ground) -> None:
    await connect(ground, await run_process(ground, alive_for_s=15))
    sweeps = SweepService(ground.database)
    assert await sweep_lost_connections(sweeps) == 0
    ground.clock.advance(16)
    assert await sweep_lost_connections(sweeps) == 1
    assert await sweep_lost_connections(sweeps) == 0
    name, payload = (await ground.events())[-1]
    assert (name, payload["reason"]) == ("station.disconnected", "gateway lost")


async def test_the_list_of_stations_is_filtered_by_what_they_report(ground: Ground) -> None:
    service = stations_of(ground)
    other = await ground.add_station(ground.actor, "OTHER-7")
    reports = ReportService(ground.database, ground.ids)
    report = StatusReport(
        evse_id=2,
        connector_id=1,
        status="Faulted",
        error_code="GroundFailure",
        received_at=ground.clock.now(),
    )
    await reports.status(ground.station, report)

    async def codes(**asked: object) -> list[str]:
        filters = StationFilters(**asked)  # type: ignore[arg-type]
        return [s.code for s in (await service.page(ground.actor, Paging(), filters)).items]

    assert await codes() == ["CH-1", "OTHER-7"]
    assert await codes(status="Faulted") == ["CH-1"]
    assert await codes(faulted=True) == ["CH-1"]
    assert await codes(faulted=False) == ["OTHER-7"]
    assert await codes(search="ther-") == ["OTHER-7"]
    assert await codes(search="%") == []
    assert await codes(location_id=ground.location_id) == ["CH-1"]
    assert await codes(protocol="ocpp1.6") == []
    assert await codes(registration="accepted") == ["CH-1", "OTHER-7"]
    counts = await service.overview(ground.actor)
    assert (counts.stations, counts.faulted, counts.open_faults) == (2, 1, 1)
    assert counts.connectors_by_status == {"Faulted": 1}
    first = await service.page(ground.actor, Paging(limit=1), StationFilters())
    rest = await service.page(
        ground.actor, Paging(limit=1, cursor=first.next_cursor), StationFilters()
    )
    assert [station.id for station in rest.items] == [other.id]


async def test_a_connector_is_classed_by_its_operator_and_keeps_it(ground: Ground) -> None:
    service = ConnectorService(ground.database)
    described = await service.describe(
        ground.actor, ground.station.id, 1, 1, {"power_type": "ac_3_phase", "max_power_w": 22000}
    )
    assert (described.power_type, described.reported.status) == ("ac_3_phase", None)
    report = StatusReport(
        evse_id=1, connector_id=1, status="Available", received_at=ground.clock.now()
    )
    await ReportService(ground.database, ground.ids).status(ground.station, report)
    [connector] = await service.of_station(ground.actor, ground.station.id)
    assert (connector.power_type, connector.max_power_w, connector.reported.status) == (
        "ac_3_phase",
        22000,
        "Available",
    )
    with pytest.raises(Invalid):
        await service.describe(ground.actor, ground.station.id, 1, 1, {"power_type": "ac"})


async def test_faults_are_listed_with_their_station_and_age(ground: Ground) -> None:
    report = StatusReport(
        evse_id=1,
        connector_id=1,
        status="Faulted",
        error_code="OtherError",
        vendor_error_code="E7",
        received_at=ground.clock.now(),
    )
    await ReportService(ground.database, ground.ids).status(ground.station, report)
    ground.clock.advance(90)
    service = ConnectorService(ground.database)
    [fault] = (await service.faults(ground.actor, Paging(), open_only=True)).items
    assert (fault.station_code, fault.vendor_error_code, fault.age_s) == ("CH-1", "E7", 90)
    await stations_of(ground).remove(ground.actor, ground.station.id)
    assert (await service.faults(ground.actor, Paging(), open_only=True)).items == []


async def test_a_window_lets_in_as_many_stations_as_it_says(ground: Ground) -> None:
    service = RegistrationService(ground.database, KEYRING)
    tenant_id = ground.actor.tenant_id
    with pytest.raises(RegistrationClosed):
        await service.admit_new(tenant_id, "NEW-1", profiles=[0, 1], password=PASSWORD.encode())
    await service.open_window(ground.actor, ground.location_id, security_profile=1, open_for_s=600)
    with pytest.raises(RegistrationClosed):
        await service.admit_new(tenant_id, "NEW-1", profiles=[0, 1])
    with pytest.raises(RegistrationClosed):
        await service.admit_new(tenant_id, "NEW-1", profiles=[0, 1], password=b"short")
    with pytest.raises(RegistrationClosed):
        await service.admit_new(tenant_id, "CH-1", profiles=[0, 1], password=PASSWORD.encode())
    with pytest.raises(RegistrationClosed):
        await service.admit_new(
            tenant_id, "not a code", profiles=[0, 1], password=PASSWORD.encode()
        )
    admitted = await service.admit_new(
        tenant_id, "NEW-1", profiles=[0, 1], password=PASSWORD.encode()
    )
    assert admitted.location_id == ground.location_id
    assert admitted.password_hash is not None
    assert KEYRING.password_verify(PASSWORD, admitted.password_hash)
    with pytest.raises(RegistrationClosed):
        await service.admit_new(tenant_id, "NEW-2", profiles=[0, 1], password=PASSWORD.encode())
    assert await service.windows(ground.actor) == []


async def test_a_window_closes_by_itself_and_by_hand(ground: Ground) -> None:
    service = RegistrationService(ground.database, KEYRING)
    window = {"security_profile": 0, "open_for_s": 60}
    await service.open_window(ground.actor, ground.location_id, **window)
    ground.clock.advance(61)
    with pytest.raises(RegistrationClosed):
        await service.admit_new(ground.actor.tenant_id, "NEW-1", profiles=[0, 1])
    opened = await service.open_window(ground.actor, ground.location_id, **window)
    await service.close_window(ground.actor, opened.id)
    with pytest.raises(RegistrationClosed):
        await service.admit_new(ground.actor.tenant_id, "NEW-1", profiles=[0, 1])
