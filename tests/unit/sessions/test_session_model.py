from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from tests.unit.sessions.facts import NOON, SESSION, fact, reading, register, session_of

from chargehouse.contexts.sessions.events import (
    SessionChargingStateChanged,
    SessionNeedsRepair,
    SessionProgressed,
    SessionRepaired,
    SessionStarted,
    SessionTerminated,
)
from chargehouse.contexts.sessions.model import Doubted, Repaired, apply, opening
from chargehouse.contexts.sessions.public import (
    Ended,
    Fact,
    Identification,
    Metered,
    Sample,
    Started,
    Updated,
    start_key,
)

START = fact(Started, 0, meter_start_wh=1000, evse_id=1)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("Charging", "charging"),
        ("SuspendedEV", "suspended"),
        ("SuspendedEVSE", "suspended"),
        ("EVConnected", "started"),
        ("Idle", "started"),
        (None, "started"),
    ],
)
def test_the_status_follows_the_charging_state(state: str | None, status: str) -> None:
    record = session_of(START, fact(Updated, 1, charging_state=state)).record
    assert (record.status, record.charging_state) == (status, state)


def test_the_later_state_wins_whichever_comes_first() -> None:
    later = fact(Updated, 5, seq_no=5, charging_state="SuspendedEV")
    earlier = fact(Updated, 5, seq_no=4, charging_state="Charging")
    assert session_of(START, later, earlier).record.charging_state == "SuspendedEV"


@pytest.mark.parametrize(
    "reported_at",
    [datetime(1970, 1, 1, tzinfo=UTC), NOON + timedelta(days=2), datetime(1970, 1, 1)],  # noqa: DTZ001  some stations send no zone
)
def test_a_time_that_cannot_be_meant_gives_way_to_the_time_of_receipt(
    reported_at: datetime,
) -> None:
    record = session_of(fact(Started, 0, reported_at=reported_at)).record
    assert record.started_at == NOON
    assert "clock_unreliable" in record.flags


def test_a_time_without_a_zone_is_taken_for_utc() -> None:
    naive = (NOON - timedelta(minutes=5)).replace(tzinfo=None)
    record = session_of(fact(Started, 0, reported_at=naive)).record
    assert record.started_at == NOON - timedelta(minutes=5)


def test_an_end_before_its_start_does_not_make_a_session_of_negative_length() -> None:
    record = session_of(START, fact(Ended, 5, reported_at=NOON - timedelta(hours=1))).record
    assert record.ended_at == NOON + timedelta(minutes=5)
    assert "ended_before_start" in record.flags


def test_gaps_in_the_sequence_are_shown_once_the_session_ended() -> None:
    facts: list[Fact] = [
        fact(Started, 0, seq_no=0),
        fact(Updated, 1, seq_no=1),
        fact(Ended, 3, seq_no=3),
    ]
    assert session_of(*facts).record.flags == ("messages_missing",)
    assert session_of(*facts, fact(Updated, 2, seq_no=2)).record.flags == ()


def test_the_tag_that_stops_is_not_the_one_that_charged() -> None:
    starter = Identification(identifier_hash=b"a" * 16)
    stopper = Identification(identifier_hash=b"b" * 16)
    end = fact(Ended, 9, identification=stopper)
    update = fact(Updated, 1, identification=starter)
    assert session_of(START, end, update).record.identification == starter


def test_a_doubt_falls_away_when_the_session_ends_by_itself() -> None:
    doubted = session_of(START, fact(Doubted, 60, doubt="endless"))
    assert (doubted.record.problem, doubted.record.resolved_at) == ("endless", None)
    ended = apply(doubted, fact(Ended, 90, meter_stop_wh=1500)).session.record
    assert (ended.problem, ended.resolved_at) == (None, NOON + timedelta(minutes=90))


def test_a_repair_closes_and_says_by_which_reason() -> None:
    repair = fact(
        Repaired,
        120,
        operator="token:olga",
        reason="charger_replaced",
        settles="endless",
        ended_at=NOON + timedelta(minutes=60),
    )
    record = session_of(START, fact(Doubted, 60, doubt="endless"), repair).record
    assert (record.status, record.problem, record.resolution) == (
        "terminated",
        "endless",
        "charger_replaced",
    )
    assert record.ended_at == NOON + timedelta(minutes=60)
    assert record.resolved_at == NOON + timedelta(minutes=120)


def test_each_change_tells_one_event() -> None:
    session = opening(SESSION, "tx:1", START)
    told = []
    for each in (
        START,
        fact(Updated, 1, charging_state="Charging"),
        fact(Metered, 2, readings=(register(2, 1500),)),
        fact(Metered, 2.1, readings=(register(2.1, 1600),)),
        fact(Metered, 3, readings=(register(3, 1700),)),
        fact(Doubted, 4, doubt="endless"),
        fact(Ended, 5, meter_stop_wh=1800),
        fact(Repaired, 6, operator="o", reason="checked"),
    ):
        change = apply(session, each)
        session = change.session
        told.append(type(change.event) if change.event else None)
    assert told == [
        SessionStarted,
        SessionChargingStateChanged,
        SessionProgressed,
        None,
        SessionProgressed,
        SessionNeedsRepair,
        SessionTerminated,
        SessionRepaired,
    ]


def test_a_fact_told_again_says_nothing_new() -> None:
    update = fact(Updated, 1, charging_state="Charging", readings=(register(1, 1500),))
    session = session_of(START, update)
    again = apply(session, update)
    assert (again.session, again.event) == (session, None)
    assert len(again.meter_rows) == 1


def test_samples_are_kept_as_they_were_said() -> None:
    said = Sample(value="007,50", measurand="Voltage", unit="Volts", phase="L1", context="Odd")
    [row] = apply(session_of(START), fact(Metered, 1, readings=(reading(1, said),))).meter_rows
    assert msgspec.json.decode(row.samples) == [
        {
            "value": "007,50",
            "measurand": "Voltage",
            "unit": "Volts",
            "phase": "L1",
            "context": "Odd",
        }
    ]
    assert (row.context, row.evse_id, row.session_id) == ("Odd", 1, SESSION)


def test_signed_values_tell_readings_apart() -> None:
    def row(signed: str) -> int:
        said = reading(1, Sample(value="1", signed=signed))
        return apply(session_of(START), fact(Metered, 1, readings=(said,))).meter_rows[0].digest

    assert row("a") != row("b")
    assert row("a") == row("a")


def test_a_start_key_is_the_same_only_for_the_same_start() -> None:
    keys = {
        start_key(connector, tag, at, meter)
        for connector in (1, 2)
        for tag in (b"a", None)
        for at in (NOON, None)
        for meter in (0, None)
    }
    assert len(keys) == 16
    assert start_key(1, b"a", NOON, 0) in keys
