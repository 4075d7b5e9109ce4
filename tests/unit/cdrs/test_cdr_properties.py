"""What holds of every CDR: it is the running cost at the end, wherever the session is cut."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.cdrs.scene import NOON, cdr_of, course, head, terms
from tests.unit.sessions.facts import fact, session_of
from tests.unit.tariffs.drawn import BEGINS, Leg, courses, metered, tariffs

from chargehouse.contexts.cdrs.model.pricing import cost_of
from chargehouse.contexts.cdrs.model.records import credit_of
from chargehouse.contexts.sessions.model import Metered, course_of
from chargehouse.contexts.sessions.public import Ended, Started, Updated
from chargehouse.contexts.tariffs.public import MeterReading, Tariff

often = settings(deadline=None, max_examples=200)
SECONDS = 3600
STATES = ("Charging", "SuspendedEV", "SuspendedEVSE")


@often
@given(tariffs, st.sampled_from(BEGINS), courses)
def test_the_running_cost_at_the_end_is_the_cdrs(
    tariff: Tariff, begun: datetime, legs: list[Leg]
) -> None:
    readings = metered(begun, legs).readings
    so_far = cost_of(course(readings, live=True), terms(tariff))
    cdr = cdr_of(tariff, readings=readings)
    assert so_far.live
    assert so_far.cost == cdr.cost
    assert (cdr.total, cdr.due) == (cdr.cost.total, cdr.cost.due)
    assert (cdr.started_at, cdr.ended_at) == (readings[0].at, readings[-1].at)


def priced(
    tariff: Tariff, wh_a_second: int, changes: list[tuple[int, str]], read_at: set[int]
) -> object:
    """Return what an hour from noon costs, its meter read at some seconds of it."""
    told = [
        fact(Updated, second / 60, charging_state=state, transaction_id="1")
        for second, state in changes
    ]
    session = session_of(
        fact(Started, 0, meter_start_wh=500),
        *told,
        fact(Ended, SECONDS / 60, meter_stop_wh=500 + SECONDS * wh_a_second),
    )
    read = [
        Metered(NOON + timedelta(seconds=second), 500 + second * wh_a_second)
        for second in sorted(read_at)
    ]
    readings = course_of(session.record, session.memory, read, NOON)
    return cost_of(course(readings), terms(tariff)).cost


@often
@given(
    tariffs,
    st.integers(0, 3),
    st.lists(st.tuples(st.integers(0, SECONDS), st.sampled_from(STATES)), max_size=4),
    st.sets(st.integers(0, SECONDS), max_size=8),
)
def test_a_session_cut_anywhere_costs_the_same(
    tariff: Tariff, wh_a_second: int, changes: list[tuple[int, str]], read_at: set[int]
) -> None:
    uncut = priced(tariff, wh_a_second, changes, set())
    assert priced(tariff, wh_a_second, changes, read_at) == uncut


@often
@given(tariffs, st.sampled_from(BEGINS), courses)
def test_a_credit_cdr_takes_back_exactly_what_is_due(
    tariff: Tariff, begun: datetime, legs: list[Leg]
) -> None:
    cdr = cdr_of(tariff, readings=metered(begun, legs).readings)
    credit = credit_of(cdr, id_=head().id, reason="Wrong", made_at=NOON, made_by="user:Ada")
    for mine, theirs in ((cdr.total, credit.total), (cdr.due, credit.due)):
        if mine.excl is not None and theirs.excl is not None:
            assert mine.excl + theirs.excl == 0
        if mine.incl is not None and theirs.incl is not None:
            assert mine.incl + theirs.incl == 0
        together = [tax.amount for tax in (*mine.taxes, *theirs.taxes)]
        assert sum(together, Decimal(0)) == 0
    same = {"id", "total", "due", "made_at", "made_by", "credits", "reason"}
    changed = {name for name in same if getattr(cdr, name) != getattr(credit, name)}
    restored = replace(credit, **{name: getattr(cdr, name) for name in changed})
    assert restored == cdr


def test_what_parks_is_not_charged_as_charging() -> None:
    """1.00, 10 kWh at 0.40, 30 minutes of parking at 6.00: 8.00, and 9.68 with 21 %."""
    cdr = cdr_of()
    assert (cdr.due.excl, cdr.due.incl) == (Decimal("8.00"), Decimal("9.68"))
    assert (cdr.cost.charging_h, cdr.cost.parking_h) == (Decimal("0.5"), Decimal("0.5"))


def test_nothing_metered_is_a_session_all_the_same() -> None:
    at = MeterReading(NOON, Decimal(0))
    assert cdr_of(readings=(at, at)).due.excl == Decimal("1.00")
