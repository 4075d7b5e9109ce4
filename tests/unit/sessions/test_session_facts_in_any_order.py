from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.sessions.facts import NOON, fact, reading, register, session_of

from chargehouse.contexts.sessions.model import Record, Session
from chargehouse.contexts.sessions.public import (
    ConnectionLost,
    Ended,
    Fact,
    Identification,
    Metered,
    Sample,
    Started,
    StationRebooted,
    Updated,
)

WHO = Identification(identifier_hash=b"a" * 16, masked="04••••1F")
STOPPED_BY = Identification(identifier_hash=b"b" * 16, masked="05••••2F")


@st.composite
def session_of_2x(draw: st.DrawFn) -> list[Fact]:
    """All that a station says of one transaction, in the order it happened."""
    states = draw(
        st.lists(
            st.sampled_from(["Charging", "SuspendedEV", "SuspendedEVSE", "EVConnected"]),
            max_size=6,
        )
    )
    steps = draw(st.lists(st.integers(-50, 4000), min_size=len(states), max_size=len(states)))
    said_in_end = draw(st.booleans())
    late_min = draw(st.integers(0, 90))
    wh = 10_000
    facts: list[Fact] = [
        fact(
            Started,
            0,
            seq_no=0,
            evse_id=1,
            connector_id=2,
            identification=WHO,
            readings=(register(0, wh, "Transaction.Begin"),),
            received_at=NOON + timedelta(minutes=late_min),
            offline=late_min > 0,
        )
    ]
    for number, (state, step) in enumerate(zip(states, steps, strict=True), start=1):
        wh += step
        facts.append(
            fact(
                Updated,
                number,
                seq_no=number,
                charging_state=state,
                evse_id=1 if number % 2 else None,
                readings=(register(number, wh), power_and_soc(number, step)),
            )
        )
    last = len(states) + 1
    final = (register(last, wh + 5, "Transaction.End"),) if said_in_end else ()
    facts += [
        fact(
            Ended,
            last,
            seq_no=last,
            stop_reason="Local",
            identification=STOPPED_BY,
            readings=final,
        ),
        fact(Metered, last + 1, readings=(register(last, wh + 5),)),
    ]
    return facts


def power_and_soc(minute: float, power: int) -> object:
    return reading(
        minute,
        Sample(value=str(abs(power)), measurand="Power.Active.Import", unit="W"),
        Sample(value=str(abs(power) % 100), measurand="SoC", unit="Percent"),
    )


def outcome(session: Session) -> Record:
    return session.record


@given(session_of_2x(), st.data())
def test_any_order_and_any_repetition_end_in_the_same_session(
    facts: list[Fact], data: st.DataObject
) -> None:
    repeated = data.draw(st.lists(st.sampled_from(facts), max_size=6))
    shuffled = data.draw(st.permutations([*facts, *repeated]))
    assert outcome(session_of(*shuffled)) == outcome(session_of(*facts))


@given(session_of_2x(), st.data())
def test_interruptions_change_neither_energy_nor_times(
    facts: list[Fact], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from([StationRebooted, ConnectionLost]))
    place = data.draw(st.integers(1, len(facts)))
    disturbed = [*facts[:place], fact(kind, place), *facts[place:]]
    calm, after = outcome(session_of(*facts)), outcome(session_of(*disturbed))
    assert (after.energy_wh, after.energy_rule, after.status) == (
        calm.energy_wh,
        calm.energy_rule,
        calm.status,
    )
    assert (after.started_at, after.ended_at) == (calm.started_at, calm.ended_at)


@given(st.permutations(range(5)), st.booleans())
def test_a_16_session_is_the_same_in_any_order(
    order: list[int],
    twice: bool,  # noqa: FBT001  hypothesis gives it
) -> None:
    facts: list[Fact] = [
        fact(Started, 0, meter_start_wh=500, evse_id=1, connector_id=1, identification=WHO),
        fact(Metered, 5, readings=(register(5, 900),)),
        fact(Updated, 6, evse_id=1, charging_state="SuspendedEV"),
        fact(Ended, 9, meter_stop_wh=2500, stop_reason="Remote"),
        fact(Metered, 10, readings=(register(8, 2400),)),
    ]
    shuffled = [facts[place] for place in order]
    record = outcome(session_of(*shuffled, *(shuffled if twice else ())))
    assert record == outcome(session_of(*facts))
    assert (record.energy_wh, record.energy_rule, record.status) == (
        2000,
        "stop_minus_start",
        "terminated",
    )
    assert (record.started_at, record.ended_at) == (NOON, NOON + timedelta(minutes=9))
    assert record.flags == ()
