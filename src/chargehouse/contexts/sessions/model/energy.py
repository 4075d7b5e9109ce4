"""How much energy a session took, from registers alone, and by which rule that is known."""

from typing import Final, NamedTuple

from chargehouse.contexts.sessions.model.memory import Memory

RESET_WH: Final = 1000
"""A register that falls by more than this was reset; less is rounding between messages."""


class Energy(NamedTuple):
    """A session's energy; `wh` is None where it is not known, and `problem` says why."""

    start_wh: int | None
    last_wh: int | None
    stop_wh: int | None
    wh: int | None
    rule: str
    problem: str | None


def energy_of(memory: Memory) -> Energy:
    """Weigh the registers.

    The rules, the best first: `stop_minus_start` (OCPP 1.6 meterStop and meterStart),
    `transaction_data` (registers marked as the transaction's end and begin), `repaired` (an
    operator's figure), `stop_minus_first` (a stop whose start was never told),
    `last_minus_start`, `outlet_register_minus_first`, `unknown`. A difference below zero, and
    one over a register's reset, is not taken for energy.
    """
    told = memory.start.meter_wh if memory.start else None
    end = memory.end.meter_wh if memory.end else None
    begin, first, last = memory.begin, memory.first, memory.last
    start = told if told is not None else begin.figure if begin else None
    shown_start = start if start is not None else first.figure if first else None
    shown_last = last.figure if last else None
    shown_stop = end if end is not None else _other_stop(memory)
    stop, low, rule = _rule(memory, told, start, end)
    if rule == "unknown" or stop is None or low is None:
        return Energy(shown_start, shown_last, shown_stop, None, "unknown", None)
    wh: int | None = stop - low
    problem = None
    if stop < low:
        wh, problem = None, "negative_energy"
    elif _was_reset(memory, low, stop):
        wh, problem = None, "register_reset"
    settled = memory.repair.meter_stop_wh if memory.repair else None
    if problem is not None and settled is not None and settled >= low:
        wh, rule, problem = settled - low, "repaired", None
    return Energy(shown_start, shown_last, shown_stop, wh, rule, problem)


def _rule(
    memory: Memory, told: int | None, start: int | None, end: int | None
) -> tuple[int | None, int | None, str]:
    first, last = memory.first, memory.last
    begin, final = memory.begin, memory.final
    settled = memory.repair.meter_stop_wh if memory.repair else None
    base = start if start is not None else (first.figure if first else None)
    found: tuple[int | None, int | None, str] = (None, None, "unknown")
    if end is not None and told is not None:
        found = end, told, "stop_minus_start"
    elif begin is not None and final is not None:
        found = final.figure, begin.figure, "transaction_data"
    elif settled is not None:
        found = settled, base, "repaired"
    elif end is not None and base is not None:
        found = end, base, "stop_minus_first"
    elif last is not None and start is not None:
        found = last.figure, start, "last_minus_start"
    elif last is not None and first is not None and first.at < last.at:
        found = last.figure, first.figure, "outlet_register_minus_first"
    return found


def _other_stop(memory: Memory) -> int | None:
    if memory.final is not None:
        return memory.final.figure
    return memory.repair.meter_stop_wh if memory.repair else None


def _was_reset(memory: Memory, low: int, stop: int) -> bool:
    if memory.highest_wh is None or memory.lowest_wh is None:
        return False
    return memory.highest_wh > stop + RESET_WH or memory.lowest_wh < low - RESET_WH
