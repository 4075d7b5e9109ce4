import asyncio
from uuid import UUID

import msgspec
import pytest
from tests.integration.stations.conftest import Ground

from chargehouse.contexts.stations.events import (
    ConnectionRefused,
    StationConnected,
    StationDisconnected,
)
from chargehouse.contexts.stations.public import Replaced, Seen
from chargehouse.contexts.stations.service.connections import (
    REFUSALS_KEPT_PER_MINUTE,
    ConnectionService,
)


def service_of(ground: Ground) -> ConnectionService:
    return ConnectionService(ground.database, ground.clock, ground.ids, ground.metrics)


async def connect(
    service: ConnectionService, ground: Ground, connection_id: UUID, process_id: UUID
) -> Replaced | None:
    return await service.connected(
        ground.station,
        connection_id=connection_id,
        process_id=process_id,
        subprotocol="ocpp1.6",
        security_profile=1,
        remote_address="192.0.2.7",
        at=ground.clock.now(),
    )


async def test_a_station_is_found_by_its_code_in_any_case(ground: Ground) -> None:
    service = service_of(ground)
    found = await service.find(ground.actor.tenant_id, "ch-1")
    assert found is not None
    assert found.station_id == ground.station.id
    assert found.timezone == "Europe/Berlin"
    assert found.registration == "accepted"
    assert found.previous_connection is None
    assert found.clock_skew_s is None
    assert await service.find(ground.actor.tenant_id, "CH-2") is None


async def test_how_far_off_its_clock_was_last_is_known_when_a_station_knocks(
    ground: Ground,
) -> None:
    async with ground.database.transaction(ground.actor) as work:
        await work.connection.exec_driver_sql("UPDATE stations SET clock_skew_s = -3600")
    found = await service_of(ground).find(ground.actor.tenant_id, "CH-1")
    assert found is not None
    assert found.clock_skew_s == -3600.0


async def test_a_station_of_another_tenant_is_not_found(ground: Ground) -> None:
    other = await ground.add_tenant()
    assert await service_of(ground).find(other.tenant_id, "CH-1") is None


async def test_a_removed_station_is_not_found(ground: Ground) -> None:
    async with ground.database.transaction(ground.actor) as work:
        await work.connection.exec_driver_sql("UPDATE stations SET removed_at = now()")
    assert await service_of(ground).find(ground.actor.tenant_id, "CH-1") is None


async def test_the_newest_connection_takes_over_and_the_old_ones_end_changes_nothing(
    ground: Ground,
) -> None:
    service = service_of(ground)
    first, second = ground.ids.new(), ground.ids.new()
    process_1, process_2 = ground.ids.new(), ground.ids.new()
    assert await connect(service, ground, first, process_1) is None
    assert await connect(service, ground, second, process_2) == Replaced(first, process_1)
    at = ground.clock.now()
    assert not await service.disconnected(
        ground.station, connection_id=first, close_code=1001, reason="gone", at=at
    )
    found = await service.find(ground.actor.tenant_id, "CH-1")
    assert found is not None
    assert found.previous_connection == second
    assert await service.disconnected(
        ground.station, connection_id=second, close_code=1006, reason=None, at=at
    )
    assert not await service.disconnected(
        ground.station, connection_id=second, close_code=1006, reason=None, at=at
    )


async def test_coming_and_going_are_events_of_their_declared_shape(ground: Ground) -> None:
    service = service_of(ground)
    first, second, process = ground.ids.new(), ground.ids.new(), ground.ids.new()
    await connect(service, ground, first, process)
    await connect(service, ground, second, process)
    await service.disconnected(
        ground.station,
        connection_id=second,
        close_code=1000,
        reason="bye",
        at=ground.clock.now(),
    )
    events = await ground.events()
    assert [name for name, _ in events] == [
        "station.connected",
        "station.connected",
        "station.disconnected",
    ]
    taken_over = msgspec.convert(events[1][1], StationConnected, strict=True)
    assert taken_over == StationConnected(
        aggregate_id=ground.station.id,
        station_id=ground.station.id,
        connection_id=second,
        subprotocol="ocpp1.6",
        security_profile=1,
        remote_address="192.0.2.7",
        replaced_connection_id=first,
    )
    ended = msgspec.convert(events[2][1], StationDisconnected)
    assert (ended.connection_id, ended.close_code, ended.reason) == (second, 1000, "bye")


async def test_what_a_connection_last_sent_moves_on_and_never_back(ground: Ground) -> None:
    service = service_of(ground)
    connection = ground.ids.new()
    await connect(service, ground, connection, ground.ids.new())
    earlier = ground.clock.now()
    ground.clock.advance(60)
    later = ground.clock.now()
    row = (ground.actor.tenant_id, ground.station.id, connection)
    service.seen([Seen(*row, at=later)])
    service.seen([Seen(*row, at=earlier)])
    await service.find(ground.actor.tenant_id, "CH-1")
    await ground.database.hot.stop()
    [kept] = await ground.rows("SELECT last_seen_at FROM station_connections")
    assert kept.last_seen_at == later


async def test_refusals_are_all_counted_and_a_minutes_share_of_them_kept(ground: Ground) -> None:
    service = service_of(ground)
    for _ in range(REFUSALS_KEPT_PER_MINUTE + 5):
        service.refused(
            ground.actor.tenant_id,
            "unknown_station",
            code="DEADBEEF0042",
            remote_address="192.0.2.9",
        )
    ground.clock.advance(60)
    service.refused(
        ground.actor.tenant_id,
        "wrong_password",
        code="CH-1",
        remote_address="192.0.2.9",
        station_id=ground.station.id,
    )
    await ground.database.hot.stop()
    events = await ground.events()
    assert len(events) == REFUSALS_KEPT_PER_MINUTE + 1
    unknown = msgspec.convert(events[0][1], ConnectionRefused)
    assert unknown.reason == "unknown_station"
    assert unknown.code_masked is not None
    assert "BEEF00" not in unknown.code_masked
    assert msgspec.convert(events[-1][1], ConnectionRefused).station_id == ground.station.id
    counted = ground.metrics.render().decode()
    assert (
        f'stations_connections_refused_total{{reason="unknown_station"}}'
        f" {REFUSALS_KEPT_PER_MINUTE + 5}.0" in counted
    )


async def test_of_many_that_connect_at_once_each_but_the_last_is_replaced(ground: Ground) -> None:
    service = service_of(ground)
    made = [ground.ids.new() for _ in range(12)]
    process = ground.ids.new()
    answers = await asyncio.gather(
        *(connect(service, ground, connection, process) for connection in made)
    )
    replaced = [answer.connection_id for answer in answers if answer is not None]
    [newest] = await ground.rows("SELECT connection_id FROM station_connections")
    assert sorted([*replaced, newest.connection_id]) == sorted(made)


@pytest.mark.parametrize("code", ["", "\0", "a b", "../CH-1", "x" * 49])
async def test_what_cannot_be_a_code_is_not_found(ground: Ground, code: str) -> None:
    assert await service_of(ground).find(ground.actor.tenant_id, code) is None
