import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from tests.integration.sessions.conftest import NOON, TAG, Ground, register

from chargehouse.contexts.sessions.public import (
    ConnectionLost,
    Ended,
    Fact,
    Identification,
    Metered,
    Reading,
    Sample,
    Started,
    StationRebooted,
    Updated,
    start_key,
    transaction_key,
)
from chargehouse.contexts.sessions.service import SessionService
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.postgres.units import Part, Unit

FRAMES = Part(
    "frames_append",
    "station_id id at connection_id direction kind action message_id payload deviations",
)


async def test_a_session_of_16_goes_from_start_to_stop(ground: Ground) -> None:
    service = ground.service()
    opened = await service.apply(ground.tenant_id, ground.start())
    assert opened is not None
    assert opened.opened
    assert opened.status == "started"
    assert int(opened.transaction_id) > 0
    metered = await service.apply(ground.tenant_id, ground.meter(1, opened.transaction_id, 3000))
    assert metered is not None
    assert (metered.session_id, metered.status) == (opened.session_id, "charging")
    ended = await service.apply(ground.tenant_id, ground.stop(2, opened.transaction_id, 5000))
    assert ended is not None
    assert ended.status == "terminated"
    [row] = await ground.sessions()
    assert (row.energy_wh, row.energy_rule, row.version) == (4000, "stop_minus_start", 3)
    assert (row.meter_start_wh, row.meter_last_wh, row.meter_stop_wh) == (1000, 3000, 5000)
    assert row.resolved_at == NOON + timedelta(minutes=2)
    assert (row.masked, row.identifier_hash) == ("04••••1F", TAG)
    assert [name for name, _ in await ground.events()] == [
        "session.started",
        "session.charging_state_changed",
        "session.terminated",
    ]


async def test_a_start_sent_again_is_the_same_session_with_the_same_id(ground: Ground) -> None:
    first = await ground.service().apply(ground.tenant_id, ground.start())
    again = await ground.service().apply(ground.tenant_id, ground.start())
    assert first is not None
    assert again is not None
    assert again.transaction_id == first.transaction_id
    assert again.session_id == first.session_id
    assert not again.opened
    assert len(await ground.sessions()) == 1
    assert len(await ground.events()) == 1


async def test_a_start_sent_to_two_processes_at_once_is_one_session(ground: Ground) -> None:
    refs = await asyncio.gather(
        *(ground.service().apply(ground.tenant_id, ground.start()) for _ in range(6))
    )
    assert len({ref.session_id for ref in refs if ref}) == 1
    assert len({ref.transaction_id for ref in refs if ref}) == 1
    assert sum(ref.opened for ref in refs if ref) == 1


async def test_two_processes_that_move_one_session_lose_nothing(ground: Ground) -> None:
    one, other = ground.service(), ground.service()
    opened = await one.apply(ground.tenant_id, ground.start())
    assert opened is not None
    transaction = opened.transaction_id
    await asyncio.gather(
        *(
            service.apply(ground.tenant_id, ground.meter(minute, transaction, 1000 + minute * 10))
            for minute, service in zip(range(1, 9), [one, other] * 4, strict=True)
        )
    )
    await other.apply(ground.tenant_id, ground.stop(10, transaction, 2000))
    [row] = await ground.sessions()
    assert (row.meter_last_wh, row.energy_wh) == (1080, 1000)
    assert len(await ground.rows("SELECT 1 FROM meter_values")) == 8


async def test_starts_on_two_connectors_have_ids_of_their_own(ground: Ground) -> None:
    service = ground.service()
    one = await service.apply(ground.tenant_id, ground.start(connector=1))
    two = await service.apply(ground.tenant_id, ground.start(connector=2))
    assert one is not None
    assert two is not None
    assert one.transaction_id != two.transaction_id
    assert [row.problem for row in await ground.sessions()] == [None, None]


async def test_stops_with_odd_ids_end_the_one_session_that_fits(ground: Ground) -> None:
    for place, odd in enumerate(("-1", "0", "-77", str(2**63 - 1), "987654")):
        minute = place * 10
        service = ground.service()
        opened = await service.apply(ground.tenant_id, ground.start(minute))
        ended = await service.apply(ground.tenant_id, ground.stop(minute + 5, odd, 1500))
        again = await ground.service().apply(ground.tenant_id, ground.stop(minute + 5, odd, 1500))
        assert opened is not None
        assert ended is not None
        assert again is not None
        assert opened.session_id == ended.session_id == again.session_id
    rows = await ground.sessions()
    assert len(rows) == 5
    assert {(row.status, row.energy_wh, *row.flags) for row in rows} == {
        ("terminated", 500, "transaction_id_odd")
    }


async def test_a_stop_that_fits_no_session_is_kept_for_repair(ground: Ground) -> None:
    service = ground.service()
    await service.apply(ground.tenant_id, ground.start(5, meter=4000))
    ancient = ground.stop(-100, "4711", 900)
    orphan = await service.apply(ground.tenant_id, ancient)
    again = await ground.service().apply(ground.tenant_id, ancient)
    assert orphan is not None
    assert again is not None
    assert again.session_id == orphan.session_id
    lost, live = await ground.sessions()
    assert (lost.status, lost.problem, lost.flags) == (
        "terminated",
        "start_missing",
        ["start_missing"],
    )
    assert (lost.energy_wh, lost.energy_rule, lost.meter_stop_wh) == (None, "unknown", 900)
    assert live.status == "started"


async def test_a_stop_never_ends_another_stations_session(ground: Ground) -> None:
    service = ground.service()
    opened = await service.apply(ground.tenant_id, ground.start())
    assert opened is not None
    stranger = msgspec.structs.replace(
        ground.stop(5, opened.transaction_id, 9000), station_id=ground.ids.new()
    )
    orphan = await service.apply(ground.tenant_id, stranger)
    assert orphan is not None
    assert orphan.session_id != opened.session_id
    statuses = {row.id: row.status for row in await ground.sessions()}
    assert statuses[opened.session_id] == "started"


def event_2x(
    ground: Ground, kind: type[Updated], minute: float, seq: int, **more: object
) -> Updated:
    return ground.fact(
        kind,
        minute,
        protocol="ocpp2.0.1",
        charger_key=transaction_key("T-1"),
        transaction_id="T-1",
        seq_no=seq,
        **more,
    )


async def test_an_end_that_overtakes_its_session_waits_for_it(ground: Ground) -> None:
    end = ground.fact(
        Ended,
        9,
        protocol="ocpp2.0.1",
        charger_key=transaction_key("T-1"),
        seq_no=2,
        stop_reason="EVDisconnected",
        readings=(register(8000, context="Transaction.End"),),
    )
    start = ground.fact(
        Started,
        0,
        protocol="ocpp2.0.1",
        charger_key=transaction_key("T-1"),
        seq_no=0,
        evse_id=1,
        readings=(register(1000, context="Transaction.Begin"),),
    )
    await ground.service().apply(ground.tenant_id, end)
    [row] = await ground.sessions()
    assert (row.problem, row.resolved_at, row.transaction_id) == ("start_missing", None, "T-1")
    await ground.service().apply(ground.tenant_id, event_2x(ground, Updated, 5, 1))
    ref = await ground.service().apply(ground.tenant_id, start)
    assert ref is not None
    [row] = await ground.sessions()
    assert (row.energy_wh, row.energy_rule) == (7000, "transaction_data")
    assert (row.started_at, row.ended_at) == (NOON, NOON + timedelta(minutes=9))
    assert (row.problem, row.flags) == (None, [])
    assert row.resolved_at is not None


async def test_the_callers_rows_are_written_once_with_the_session(ground: Ground) -> None:
    service = ground.service()
    opened = await service.apply(ground.tenant_id, ground.start())
    assert opened is not None
    await ground.service().apply(ground.tenant_id, ground.meter(1, opened.transaction_id, 1100))
    unit = Unit(ground.tenant_id)
    unit.add(
        FRAMES,
        (
            *(ground.station_id, ground.ids.new(), NOON, ground.ids.new()),
            *("in", "call", "MeterValues", "m1", "{}", ""),
        ),
    )
    await service.apply(ground.tenant_id, ground.meter(2, opened.transaction_id, 1200), unit)
    assert len(await ground.rows("SELECT 1 FROM frames")) == 1
    [row] = await ground.sessions()
    assert (row.meter_last_wh, row.version) == (1200, 3)


async def test_meter_values_outside_a_session_are_kept(ground: Ground) -> None:
    service = ground.service()
    assert await service.apply(ground.tenant_id, ground.meter(0, None, 700, evse_id=2)) is None
    assert await service.apply(ground.tenant_id, ground.meter(1, "-1", 800, evse_id=2)) is None
    rows = await ground.rows("SELECT * FROM meter_values ORDER BY at")
    assert [(row.evse_id, row.energy_wh, row.session_id) for row in rows] == [
        (2, 700, None),
        (2, 800, None),
    ]
    assert await ground.sessions() == []


async def test_meter_values_of_an_unknown_transaction_open_its_session(ground: Ground) -> None:
    service = ground.service()
    await service.apply(ground.tenant_id, ground.meter(0, "4711", 700, evse_id=2))
    await ground.service().apply(ground.tenant_id, ground.stop(3, "4711", 900))
    [row] = await ground.sessions()
    assert (row.status, row.problem, row.evse_id) == ("terminated", "start_missing", 2)
    assert (row.energy_wh, row.energy_rule) == (200, "stop_minus_first")


async def test_the_same_reading_said_twice_is_kept_once(ground: Ground) -> None:
    service = ground.service()
    opened = await service.apply(ground.tenant_id, ground.start())
    assert opened is not None
    reading = ground.meter(1, opened.transaction_id, 1500)
    await service.apply(ground.tenant_id, reading)
    await service.apply(ground.tenant_id, reading)
    await ground.service().apply(ground.tenant_id, reading)
    assert len(await ground.rows("SELECT 1 FROM meter_values")) == 1


async def test_signed_values_are_kept_where_only_the_keyring_reads_them(ground: Ground) -> None:
    service = ground.service()
    opened = await service.apply(ground.tenant_id, ground.start())
    assert opened is not None
    secret = 'OCMF|{"ID":"CANARY"}|{}'
    fact = ground.fact(
        Metered,
        1,
        transaction_id=opened.transaction_id,
        readings=(Reading(samples=(Sample(value="", signed=secret),)),),
    )
    await service.apply(ground.tenant_id, fact)
    [row] = await ground.rows("SELECT * FROM meter_values")
    assert "CANARY" not in row.samples
    assert b"CANARY" not in row.signed_encrypted
    opened_text = ground.keyring.decrypt(
        row.signed_encrypted, context=f"meter_values.signed/{ground.station_id}"
    )
    assert msgspec.json.decode(opened_text) == [secret]
    [session] = await ground.sessions()
    assert session.flags == []


async def test_a_reboot_and_a_lost_connection_leave_the_session_on(ground: Ground) -> None:
    service = ground.service()
    opened = await service.apply(ground.tenant_id, ground.start())
    assert opened is not None
    await service.apply(ground.tenant_id, ground.fact(ConnectionLost, 1))
    await ground.service().apply(ground.tenant_id, ground.fact(StationRebooted, 2))
    await service.apply(ground.tenant_id, ground.meter(3, opened.transaction_id, 1800))
    [row] = await ground.sessions()
    assert row.flags == ["connection_lost", "rebooted"]
    assert (row.status, row.energy_wh, row.ended_at) == ("charging", 800, None)


async def test_a_new_start_on_the_connector_puts_the_older_session_in_doubt(
    ground: Ground,
) -> None:
    first = await ground.service().apply(ground.tenant_id, ground.start(0))
    await ground.service().apply(ground.tenant_id, ground.start(30, meter=1600))
    assert first is not None
    older, newer = await ground.sessions()
    assert (older.problem, older.ended_at, newer.problem) == ("superseded", None, None)
    assert [name for name, _ in await ground.events()] == [
        "session.started",
        "session.started",
        "session.needs_repair",
    ]
    await ground.service().apply(ground.tenant_id, ground.stop(29, first.transaction_id, 1500))
    older, _ = await ground.sessions()
    assert (older.problem, older.status, older.energy_wh) == (None, "terminated", 500)


async def test_a_connectors_status_of_16_moves_its_one_open_session(ground: Ground) -> None:
    service = ground.service()
    await service.apply(ground.tenant_id, ground.start(connector=1))
    await service.apply(ground.tenant_id, ground.start(connector=2))
    suspended = ground.fact(Updated, 2, evse_id=2, charging_state="SuspendedEV")
    ref = await service.apply(ground.tenant_id, suspended)
    assert ref is not None
    assert ref.status == "suspended"
    idle = ground.fact(Updated, 2, evse_id=3, charging_state="Idle")
    assert await service.apply(ground.tenant_id, idle) is None
    assert [row.charging_state for row in await ground.sessions()] == [None, "SuspendedEV"]


async def test_a_clock_that_stands_still_does_not_join_two_sessions(ground: Ground) -> None:
    nineteen_seventy = datetime(1970, 1, 1, tzinfo=UTC)
    service = ground.service()

    def start(minute: float) -> Started:
        return ground.fact(
            Started,
            minute,
            reported_at=nineteen_seventy,
            charger_key=start_key(1, TAG, nineteen_seventy, 1000),
            evse_id=1,
            meter_start_wh=1000,
        )

    first = await service.apply(ground.tenant_id, start(0))
    again = await service.apply(ground.tenant_id, start(1))
    assert first is not None
    assert again is not None
    assert first.session_id == again.session_id
    await service.apply(ground.tenant_id, ground.stop(5, first.transaction_id, 1000))
    second = await service.apply(ground.tenant_id, start(60))
    repeated = await ground.service().apply(ground.tenant_id, start(61))
    assert second is not None
    assert repeated is not None
    assert second.session_id == repeated.session_id != first.session_id
    rows = await ground.sessions()
    assert [row.started_at for row in rows] == [NOON, NOON + timedelta(hours=1)]
    assert all("clock_unreliable" in row.flags for row in rows)


async def test_an_offline_start_keeps_the_stations_time(ground: Ground) -> None:
    start = msgspec.structs.replace(
        ground.start(), received_at=NOON + timedelta(hours=3), offline=True
    )
    await ground.service().apply(ground.tenant_id, start)
    [row] = await ground.sessions()
    assert (row.started_at, row.received_at, row.offline) == (NOON, NOON + timedelta(hours=3), True)


async def test_who_charges_may_be_told_after_the_start(ground: Ground) -> None:
    service = ground.service()
    start = event_2x(ground, Updated, 0, 0, evse_id=1)
    await service.apply(ground.tenant_id, start)
    who = Identification(identifier_hash=TAG, masked="m", mode="managed_access")
    await service.apply(ground.tenant_id, event_2x(ground, Updated, 1, 1, identification=who))
    [row] = await ground.sessions()
    assert (row.identifier_hash, row.mode) == (TAG, "managed_access")


def four_facts(ground: Ground, number: int) -> list[Fact]:
    """A transaction on an EVSE of its own, that takes 3000 Wh and its number."""
    common = {
        "protocol": "ocpp2.0.1",
        "charger_key": transaction_key(f"T-{number}"),
        "evse_id": number + 1,
    }
    begin = register(1000, context="Transaction.Begin")
    end = register(4000 + number, context="Transaction.End")
    return [
        ground.fact(Started, 0, seq_no=0, readings=(begin,), **common),
        ground.fact(Updated, 1, seq_no=1, charging_state="Charging", **common),
        ground.fact(Updated, 2, seq_no=2, charging_state="SuspendedEV", **common),
        ground.fact(Ended, 3, seq_no=3, readings=(end,), **common),
    ]


async def test_the_facts_of_a_session_in_every_order_over_two_processes(ground: Ground) -> None:
    processes = (ground.service(), ground.service())
    for number, order in enumerate(itertools.permutations(range(4))):
        facts = four_facts(ground, number)
        for turn, place in enumerate((*order, *order)):
            await processes[turn % 2].apply(ground.tenant_id, facts[place])
    rows = await ground.sessions()
    assert sorted(row.energy_wh for row in rows) == [3000 + number for number in range(24)]
    assert {(row.status, row.charging_state, row.problem, *row.flags) for row in rows} == {
        ("terminated", "SuspendedEV", None)
    }
    assert {(row.started_at, row.ended_at) for row in rows} == {(NOON, NOON + timedelta(minutes=3))}


async def test_facts_at_once_from_one_station_are_joined_one_after_the_other(
    ground: Ground,
) -> None:
    service = ground.service()
    opened = await service.apply(ground.tenant_id, ground.start())
    assert opened is not None
    await asyncio.gather(
        *(
            service.apply(ground.tenant_id, ground.meter(minute, opened.transaction_id, 2000))
            for minute in range(1, 21)
        )
    )
    [row] = await ground.sessions()
    assert row.version == 21


async def test_nothing_is_acknowledged_while_the_database_cannot_be_written(
    ground: Ground,
) -> None:
    service = ground.service()
    opened = await service.apply(ground.tenant_id, ground.start())
    assert opened is not None
    await ground.database.hot.stop()
    stop = ground.stop(5, opened.transaction_id, 3000)
    with pytest.raises(Unavailable):
        await service.apply(ground.tenant_id, stop)
    await ground.database.hot.start()
    ended = await service.apply(ground.tenant_id, stop)
    assert ended is not None
    assert ended.status == "terminated"


async def test_a_process_that_forgets_old_stations_finds_their_sessions_again(
    ground: Ground,
) -> None:
    service = SessionService(
        ground.database, ids=ground.ids, keyring=ground.keyring, stations_remembered=1
    )
    first = await service.apply(ground.tenant_id, ground.start())
    elsewhere = msgspec.structs.replace(ground.start(), station_id=ground.ids.new())
    await service.apply(ground.tenant_id, elsewhere)
    assert first is not None
    ended = await service.apply(ground.tenant_id, ground.stop(5, first.transaction_id, 2000))
    assert ended is not None
    assert (ended.session_id, ended.status) == (first.session_id, "terminated")


async def test_a_late_meter_value_of_a_long_ended_session_still_finds_it(ground: Ground) -> None:
    service = ground.service()
    first = await service.apply(ground.tenant_id, ground.start(0))
    assert first is not None
    await service.apply(ground.tenant_id, ground.stop(1, first.transaction_id, 3000))
    for minute in range(10, 80, 10):
        ref = await service.apply(ground.tenant_id, ground.start(minute))
        assert ref is not None
        await service.apply(ground.tenant_id, ground.stop(minute + 1, ref.transaction_id, 2000))
    late = await service.apply(ground.tenant_id, ground.meter(0.5, first.transaction_id, 2500))
    assert late is not None
    assert late.session_id == first.session_id


async def test_the_event_of_a_start_tells_the_id_that_the_database_gave(ground: Ground) -> None:
    opened = await ground.service().apply(ground.tenant_id, ground.start())
    assert opened is not None
    [(_, payload)] = await ground.events()
    assert payload["transaction_id"] == opened.transaction_id
    assert payload["aggregate_id"] == str(opened.session_id)


async def test_no_index_holds_what_every_meter_value_changes(ground: Ground) -> None:
    rows = await ground.rows(
        "SELECT DISTINCT a.attname FROM pg_index i JOIN pg_attribute a"
        " ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
        " WHERE i.indrelid = 'sessions'::regclass"
    )
    indexed = {row.attname for row in rows}
    assert not indexed & {
        *("last_fact_at", "meter_last_wh", "energy_wh", "power_w", "soc_percent", "state"),
        *("charging_state", "version"),
    }
