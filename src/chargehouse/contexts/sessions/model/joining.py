"""Joins a fact to a memory: order and repetition do not matter."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chargehouse.contexts.sessions.model.memory import (
    SEQUENCE_RANGES_KEPT,
    STEPS_KEPT,
    Doubted,
    End,
    Holder,
    Level,
    Mark,
    Memory,
    Place,
    Repair,
    Repaired,
    Start,
    Step,
)
from chargehouse.contexts.sessions.model.samples import BEGIN, END, Figures
from chargehouse.contexts.sessions.public import (
    ConnectionLost,
    Ended,
    Fact,
    Identification,
    Metered,
    Started,
    StationRebooted,
    Updated,
)

EARLIEST: Final = datetime(2015, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(days=1)

_OURS = (Doubted, Repaired)
_RANKS = {Started: 0, Updated: 1, Metered: 1, Ended: 2}


def believed(reported_at: datetime | None, received_at: datetime) -> tuple[datetime, bool]:
    """Return the instant a station meant, and whether its clock is to be doubted.

    A time without a zone is taken for UTC. One before 2015 or more than a day ahead of ours
    cannot be meant: the time of receipt stands in.
    """
    if reported_at is None:
        return received_at, False
    if reported_at.tzinfo is None:
        reported_at = reported_at.replace(tzinfo=UTC)
    if reported_at < EARLIEST or reported_at > received_at + AHEAD:
        return received_at, True
    return reported_at, False


def join(memory: Memory | None, fact: Fact, readings: list[tuple[datetime, Figures]]) -> Memory:
    """Return the memory with the fact in it; `readings` are the fact's, with believed times."""
    at, doubtful = believed(fact.reported_at, fact.received_at)
    if memory is None:
        joined = Memory(opened_at=fact.received_at, last_fact_at=fact.received_at)
    else:
        joined = copy.copy(memory)
        joined.opened_at = min(joined.opened_at, fact.received_at)
        if not isinstance(fact, _OURS):
            joined.last_fact_at = max(joined.last_fact_at, fact.received_at)
    seq = -1 if fact.seq_no is None else fact.seq_no
    _join_marks(joined, fact, doubtful=doubtful)
    if fact.evse_id:
        _join_place(joined, fact.evse_id, fact, at, seq)
    if fact.identification is not None:
        _join_holder(joined, fact.identification, _RANKS.get(type(fact), 3), at, seq)
    for taken_at, figures in readings:
        _join_figures(joined, figures, taken_at, seq)
    if fact.charging_state is not None:
        _join_state(joined, Step(at, seq, fact.charging_state, fact.received_at))
    own = _OWN.get(type(fact))
    if own is not None:
        own(joined, fact, at)
    return joined


def _join_marks(memory: Memory, fact: Fact, *, doubtful: bool) -> None:
    if doubtful:
        _note(memory, "clock_unreliable")
    if fact.fitted:
        _note(memory, "transaction_id_odd")
    if fact.offline:
        memory.offline = True
    if fact.seq_no is not None:
        memory.sequence = _with_number(memory.sequence, fact.seq_no)


def _join_start(memory: Memory, fact: Started, at: datetime) -> None:
    known = memory.start
    if known is None or (at, fact.received_at) < (known.at, known.received_at):
        memory.start = Start(at, fact.received_at, fact.reported_at, fact.meter_start_wh)


def _join_end(memory: Memory, fact: Ended, at: datetime) -> None:
    known = memory.end
    if known is None or (at, fact.received_at) < (known.at, known.received_at):
        memory.end = End(
            at, fact.received_at, fact.reported_at, fact.meter_stop_wh, fact.stop_reason
        )


def _join_repair(memory: Memory, fact: Repaired, at: datetime) -> None:
    known = memory.repair
    if known is None or known.at < at:
        ended_at, meter_stop_wh = fact.ended_at, fact.meter_stop_wh
        if known is not None:
            ended_at = ended_at or known.ended_at
            meter_stop_wh = known.meter_stop_wh if meter_stop_wh is None else meter_stop_wh
        memory.repair = Repair(
            at, fact.operator, fact.reason, fact.settles, ended_at, meter_stop_wh
        )


def _join_doubt(memory: Memory, fact: Doubted, at: datetime) -> None:
    doubts = dict(memory.doubts)
    doubts[fact.doubt] = max(doubts.get(fact.doubt, at), at)
    memory.doubts = tuple(sorted(doubts.items()))
    _add_step(memory, Step(at, -1, fact.doubt, fact.received_at))


def _join_reboot(memory: Memory, fact: StationRebooted, at: datetime) -> None:
    _note(memory, "rebooted")
    _add_step(memory, Step(at, -1, "rebooted", fact.received_at))


def _join_loss(memory: Memory, fact: ConnectionLost, at: datetime) -> None:
    _note(memory, "connection_lost")
    _add_step(memory, Step(at, -1, "connection_lost", fact.received_at))


_OWN: dict[type[Fact], Callable[[Memory, Any, datetime], None]] = {
    Started: _join_start,
    Ended: _join_end,
    Repaired: _join_repair,
    Doubted: _join_doubt,
    StationRebooted: _join_reboot,
    ConnectionLost: _join_loss,
}


def _join_place(memory: Memory, evse_id: int, fact: Fact, at: datetime, seq: int) -> None:
    place = Place(fact.connector_id is None, at, seq, evse_id, fact.connector_id or 0)
    memory.place = place if memory.place is None else min(memory.place, place)


def _join_holder(
    memory: Memory, identification: Identification, rank: int, at: datetime, seq: int
) -> None:
    known = memory.holder
    if known is None or (rank, at, seq) < (known.rank, known.at, known.seq):
        memory.holder = Holder(rank, at, seq, identification)


def _join_figures(memory: Memory, figures: Figures, at: datetime, seq: int) -> None:
    if figures.unreadable:
        _note(memory, "unreadable_sample")
    for context, wh in figures.registers.items():
        _join_register(memory, context, Mark(at, seq, wh))
    if figures.power_w is not None:
        power = Mark(at, seq, figures.power_w)
        memory.power = power if memory.power is None else max(memory.power, power)
    if figures.soc_percent is not None:
        soc = Level(at, seq, figures.soc_percent)
        memory.soc = soc if memory.soc is None else max(memory.soc, soc)


def _join_register(memory: Memory, context: str | None, mark: Mark) -> None:
    memory.first = mark if memory.first is None else min(memory.first, mark)
    memory.last = mark if memory.last is None else max(memory.last, mark)
    figure = mark.figure
    if memory.highest_wh is None or figure > memory.highest_wh:
        memory.highest_wh = figure
    if memory.lowest_wh is None or figure < memory.lowest_wh:
        memory.lowest_wh = figure
    if context == BEGIN:
        memory.begin = mark if memory.begin is None else min(memory.begin, mark)
    elif context == END:
        memory.final = mark if memory.final is None else max(memory.final, mark)


def _join_state(memory: Memory, step: Step) -> None:
    known = memory.state
    if known is None or known < step:
        memory.state = step
    if known is not None and known < step and known.what == step.what:
        return
    _add_step(memory, step)


def _add_step(memory: Memory, step: Step) -> None:
    told = (step.at, step.seq, step.what)
    if all((known.at, known.seq, known.what) != told for known in memory.steps):
        memory.steps = tuple(sorted((*memory.steps, step)))[-STEPS_KEPT:]


def _note(memory: Memory, note: str) -> None:
    if note not in memory.notes:
        memory.notes = tuple(sorted((*memory.notes, note)))


def _with_number(ranges: tuple[tuple[int, int], ...], number: int) -> tuple[tuple[int, int], ...]:
    if ranges and ranges[-1][1] + 1 == number:
        return (*ranges[:-1], (ranges[-1][0], number))
    if any(low <= number <= high for low, high in ranges):
        return ranges
    merged: list[tuple[int, int]] = []
    for low, high in sorted((*ranges, (number, number))):
        if merged and merged[-1][1] + 1 == low:
            merged[-1] = (merged[-1][0], high)
        else:
            merged.append((low, high))
    return tuple(merged[-SEQUENCE_RANGES_KEPT:])
