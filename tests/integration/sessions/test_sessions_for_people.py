from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from tests.integration.sessions.conftest import NOON, TAG, Ground, add_tenant, register

from chargehouse.contexts.sessions.errors import NothingToRepair, SessionNotFound
from chargehouse.contexts.sessions.jobs import find_endless
from chargehouse.contexts.sessions.public import (
    SESSIONS_READ,
    Metered,
    SessionFilters,
    Updated,
)
from chargehouse.contexts.sessions.service import SessionHistory, SessionRepairs
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import Forbidden, Invalid
from chargehouse.platform.http.paging import Paging


def history(ground: Ground) -> SessionHistory:
    return ground.history()


def repairs(ground: Ground) -> SessionRepairs:
    return SessionRepairs(ground.database, ground.clock)


async def opened(ground: Ground, minute: float = 0, connector: int = 1) -> tuple[UUID, str]:
    ref = await ground.service().apply(ground.tenant_id, ground.start(minute, connector))
    assert ref is not None
    return ref.session_id, ref.transaction_id


async def ids_of(ground: Ground, **filters: object) -> list[UUID]:
    page = await history(ground).page(
        ground.actor, msgspec.convert(filters, SessionFilters), Paging()
    )
    return [row.id for row in page.items]


async def test_pages_follow_each_other_without_gaps(ground: Ground) -> None:
    made = [(await opened(ground, minute, minute + 1))[0] for minute in range(5)]
    cursor, seen = None, []
    while True:
        page = await history(ground).page(
            ground.actor, SessionFilters(), Paging(limit=2, cursor=cursor)
        )
        seen += [row.id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == made[::-1]


async def test_each_filter_means_what_it_says(ground: Ground) -> None:
    first, transaction = await opened(ground, 0, 1)
    second, _ = await opened(ground, 10, 2)
    await ground.service().apply(ground.tenant_id, ground.stop(5, transaction, 500))
    assert await ids_of(ground, status="terminated") == [first]
    assert await ids_of(ground, status="started") == [second]
    assert await ids_of(ground, open=True) == [second]
    assert await ids_of(ground, open=False) == [first]
    assert await ids_of(ground, doubtful=True) == [first]
    assert await ids_of(ground, problem="negative_energy") == [first]
    assert await ids_of(ground, station_id=ground.station_id) == [second, first]
    assert await ids_of(ground, station_id=ground.ids.new()) == []
    assert await ids_of(ground, location_id=ground.location_id) == [second, first]
    assert await ids_of(ground, vehicle_id=ground.ids.new()) == []
    assert await ids_of(ground, identifier_hash=TAG) == [second, first]
    assert await ids_of(ground, since=NOON + timedelta(minutes=10)) == [second]
    assert await ids_of(ground, until=NOON + timedelta(minutes=10)) == [first]


async def test_an_export_has_every_session_of_the_filters(ground: Ground) -> None:
    made = [(await opened(ground, minute, minute + 1))[0] for minute in range(3)]
    rows = await history(ground).export(ground.actor, SessionFilters(), Paging(limit=1))
    assert [row.id async for row, _ in rows] == made[::-1]


async def test_a_curve_has_its_readings_in_order_with_all_that_was_said(ground: Ground) -> None:
    session_id, transaction = await opened(ground)
    for minute in (3, 1, 2):
        await ground.service().apply(
            ground.tenant_id, ground.meter(minute, transaction, 1000 + minute)
        )
    rows = await history(ground).readings(ground.actor, session_id)
    assert [row.energy_wh for row in rows] == [1001, 1002, 1003]
    assert msgspec.json.decode(rows[0].samples) == [{"value": "1.001", "unit": "kWh"}]
    streamed = await history(ground).export_readings(ground.actor, session_id)
    assert [row.at async for row in streamed] == [row.at for row in rows]


async def test_signed_values_are_opened_for_those_who_may_export(ground: Ground) -> None:
    session_id, transaction = await opened(ground)
    signed = msgspec.structs.replace(register(1500).samples[0], signed="OCMF|x")
    reading = msgspec.structs.replace(register(1500), samples=(signed,))
    fact = ground.fact(Metered, 1, transaction_id=transaction, readings=(reading,))
    await ground.service().apply(ground.tenant_id, fact)
    [(row, values)] = await history(ground).signed_values(ground.actor, session_id)
    assert (row.at, values) == (NOON + timedelta(minutes=1), ["OCMF|x"])
    reader = Actor("token", ground.tenant_id, "r", permissions=frozenset({SESSIONS_READ.action}))
    with pytest.raises(Forbidden):
        await history(ground).signed_values(reader, session_id)


async def test_a_timeline_tells_when_it_was_so_and_when_we_heard(ground: Ground) -> None:
    session_id, transaction = await opened(ground)
    late = ground.fact(
        Updated,
        4,
        transaction_id=transaction,
        charging_state="Charging",
        received_at=NOON + timedelta(minutes=30),
    )
    await ground.service().apply(ground.tenant_id, ground.stop(20, transaction, 2000))
    await ground.service().apply(ground.tenant_id, late)
    moments = await history(ground).timeline(ground.actor, session_id)
    assert [(moment.what, moment.at, moment.received_at) for moment in moments] == [
        ("started", NOON, NOON),
        ("Charging", NOON + timedelta(minutes=4), NOON + timedelta(minutes=30)),
        ("ended", NOON + timedelta(minutes=20), NOON + timedelta(minutes=20)),
    ]


async def test_a_repair_closes_a_live_session_and_the_hot_path_goes_on_from_there(
    ground: Ground,
) -> None:
    service = ground.service()
    ref = await service.apply(ground.tenant_id, ground.start())
    assert ref is not None
    await service.apply(ground.tenant_id, ground.meter(5, ref.transaction_id, 1400))
    ground.clock.advance(3600)
    session = await repairs(ground).repair(
        ground.actor, ref.session_id, reason="charger_gone", meter_stop_wh=1600
    )
    assert session.record.ended_at == NOON + timedelta(minutes=5)
    [row] = await ground.sessions()
    assert (row.status, row.energy_wh, row.energy_rule) == ("terminated", 600, "repaired")
    assert (row.resolution, row.resolved_at) == ("charger_gone", ground.clock.now())
    name, payload = (await ground.events())[-1]
    assert (name, payload["resolution"]) == ("session.repaired", "charger_gone")
    await service.apply(ground.tenant_id, ground.stop(90, ref.transaction_id, 1700))
    [row] = await ground.sessions()
    assert (row.energy_wh, row.energy_rule) == (700, "stop_minus_start")
    assert row.ended_at == NOON + timedelta(minutes=90)


async def test_a_repair_settles_what_is_in_doubt_about_an_ended_session(ground: Ground) -> None:
    session_id, transaction = await opened(ground)
    await ground.service().apply(ground.tenant_id, ground.stop(5, transaction, 400))
    assert await ids_of(ground, doubtful=True) == [session_id]
    ground.clock.advance(600)
    await repairs(ground).repair(
        ground.actor, session_id, reason="read_on_site", meter_stop_wh=3000
    )
    assert await ids_of(ground, doubtful=True) == []
    [row] = await ground.sessions()
    assert (row.energy_wh, row.energy_rule, row.problem) == (2000, "repaired", None)
    with pytest.raises(NothingToRepair):
        await repairs(ground).repair(ground.actor, session_id, reason="again")


async def test_a_doubt_may_be_settled_without_a_figure(ground: Ground) -> None:
    session_id, transaction = await opened(ground)
    await ground.service().apply(ground.tenant_id, ground.stop(5, transaction, 400))
    await repairs(ground).repair(ground.actor, session_id, reason="written_off")
    [row] = await ground.sessions()
    assert (row.energy_wh, row.problem, row.resolution) == (None, "negative_energy", "written_off")
    assert await ids_of(ground, doubtful=True) == []
    assert await ids_of(ground, problem="negative_energy") == [session_id]


async def test_an_impossible_repair_is_refused_with_the_field_named(ground: Ground) -> None:
    session_id, _ = await opened(ground)

    async def refused(**values: datetime | int) -> str:
        with pytest.raises(Invalid) as caught:
            await repairs(ground).repair(ground.actor, session_id, reason="x", **values)  # type: ignore[arg-type]
        errors = caught.value.details["errors"]
        assert isinstance(errors, list)
        return str(errors[0]["field"])

    assert await refused(ended_at=NOON - timedelta(minutes=1)) == "ended_at"
    assert await refused(ended_at=NOON + timedelta(days=1)) == "ended_at"
    assert await refused(meter_stop_wh=999) == "meter_stop_wh"


async def test_nobody_reads_or_repairs_without_the_permission(ground: Ground) -> None:
    session_id, _ = await opened(ground)
    nobody = Actor("token", ground.tenant_id, "nobody")
    reader = Actor("token", ground.tenant_id, "r", permissions=frozenset({SESSIONS_READ.action}))
    with pytest.raises(Forbidden):
        await history(ground).session(nobody, session_id)
    with pytest.raises(Forbidden):
        await history(ground).export(reader, SessionFilters(), Paging())
    with pytest.raises(Forbidden):
        await repairs(ground).repair(reader, session_id, reason="x")


async def test_another_tenant_sees_and_moves_nothing(ground: Ground) -> None:
    session_id, transaction = await opened(ground)
    await ground.service().apply(ground.tenant_id, ground.meter(1, transaction, 1100))
    stranger = await add_tenant(ground.database, ground.ids)
    with pytest.raises(SessionNotFound):
        await history(ground).session(stranger, session_id)
    with pytest.raises(SessionNotFound):
        await repairs(ground).repair(stranger, session_id, reason="x")
    for table in ("sessions", "meter_values"):
        assert await ground.rows(f"SELECT 1 FROM {table}", stranger) == []  # noqa: S608  the test's own names
        assert len(await ground.rows(f"SELECT 1 FROM {table}")) == 1  # noqa: S608  as above
    await ground.service().apply(stranger.tenant_id, ground.stop(5, transaction, 9000))
    [row] = await ground.sessions()
    assert row.ended_at is None


async def test_the_narrow_role_sees_no_more_of_a_session_than_its_queue(ground: Ground) -> None:
    connection = await ground.database.connect("chargehouse_relay")
    try:
        allowed = {
            row["attname"]
            for row in await connection.fetch(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'sessions'::regclass"
                " AND attnum > 0 AND has_column_privilege('sessions', attname, 'SELECT')"
            )
        }
        curves = await connection.fetchval("SELECT has_table_privilege('meter_values', 'SELECT')")
    finally:
        await connection.close()
    assert allowed == {
        *("tenant_id", "id", "station_id", "charging_state", "ended_at", "last_fact_at"),
        *("problem", "resolved_at"),
    }
    assert curves is False


async def test_sessions_that_never_end_are_put_up_for_repair_and_never_closed(
    ground: Ground,
) -> None:
    quiet, transaction = await opened(ground, 0, 1)
    fresh, _ = await opened(ground, 23 * 60, 2)
    ground.clock.advance(25 * 3600)
    find = (ground.database, repairs(ground), ground.clock)
    assert await find_endless(*find) == 1
    assert await find_endless(*find) == 0
    assert await ids_of(ground, doubtful=True) == [quiet]
    assert set(await ids_of(ground, open=True)) == {quiet, fresh}
    assert (await ground.events())[-1][0] == "session.needs_repair"
    await ground.service().apply(ground.tenant_id, ground.meter(26 * 60, transaction, 1500))
    assert await ids_of(ground, doubtful=True) == []


async def test_a_session_on_a_free_connector_is_suspected_sooner(ground: Ground) -> None:
    session_id, _ = await opened(ground, 0, 1)
    idle = ground.fact(Updated, 5, evse_id=1, charging_state="Idle")
    await ground.service().apply(ground.tenant_id, idle)
    ground.clock.advance(30 * 60)
    find = (ground.database, repairs(ground), ground.clock)
    assert await find_endless(*find) == 0
    ground.clock.advance(60 * 60)
    assert await find_endless(*find) == 1
    assert await ids_of(ground, problem="endless") == [session_id]
