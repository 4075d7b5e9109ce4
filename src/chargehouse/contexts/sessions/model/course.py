"""A session's course for the price engine: what was charged by when, and whether power was wanted.

What the meter said lies between the session's start and its end, and comes to the session's own
energy, by whichever rule that is known.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from chargehouse.contexts.sessions.model.memory import Memory, Step
from chargehouse.contexts.sessions.model.record import Record
from chargehouse.contexts.sessions.public import CHARGING_STATES
from chargehouse.contexts.tariffs.public import MeterReading

PARKED: Final = frozenset({"SuspendedEV", "Idle"})
"""The vehicle asks for no power, or is gone. `SuspendedEVSE` is not among them: it is held back."""

_MILLION: Final = 1_000_000
_MICRO: Final = Decimal(1).scaleb(-6)


class Metered(NamedTuple):
    """What a meter said in an instant, as far as the price may depend on it."""

    at: datetime
    energy_wh: int | None = None
    power_w: int | None = None
    current_a: Decimal | None = None


def course_of(
    record: Record, memory: Memory, metered: Iterable[Metered], now: datetime
) -> tuple[MeterReading, ...]:
    """Return a session's course to its end, or until now while it goes on.

    `metered` is in the order of time. Between two registers energy flows evenly; a register that
    goes back counts for nothing until it is where it was. Energy that is not known is none.
    """
    begins, ends = record.started_at, end_of(record, now)
    said = _by_instant(each for each in metered if begins <= each.at <= ends)
    states = states_of(memory)
    registers = _registers(record, said.values(), begins, ends)
    instants = {begins, ends, *said, *(step.at for step in states if begins < step.at < ends)}
    parking = _Parking([step.at for step in states], [step.what in PARKED for step in states])
    return tuple(
        MeterReading(
            at,
            registers.at(at),
            wants_power=not parking.at(at),
            power_w=_decimal(said[at].power_w) if at in said else None,
            current_a=said[at].current_a if at in said else None,
        )
        for at in sorted(instants)
    )


def together(known: Metered, more: Metered) -> Metered:
    """Return as one what was said twice of an instant."""
    registers = [wh for wh in (known.energy_wh, more.energy_wh) if wh is not None]
    return Metered(
        more.at,
        max(registers, default=None),
        known.power_w if more.power_w is None else more.power_w,
        known.current_a if more.current_a is None else more.current_a,
    )


def end_of(record: Record, now: datetime) -> datetime:
    """Return when a session ended, or until when it is known while it goes on."""
    return record.ended_at if record.ended_at is not None else max(now, record.started_at)


def states_of(memory: Memory) -> list[Step]:
    """Return what a station said of a session's charging state, in the order of time."""
    return [step for step in memory.steps if step.what in CHARGING_STATES]


class _Registers:
    """Tells how much was charged by any instant, in millionths of a Wh rounded down."""

    def __init__(self, at: Sequence[datetime], wh: Sequence[int]) -> None:
        self._at = at
        self._wh = wh

    def at(self, at: datetime) -> Decimal:
        """Return what was charged by then, in Wh."""
        place = bisect_right(self._at, at) - 1
        if place == len(self._at) - 1 or self._at[place] == at:
            return Decimal(self._wh[place])
        lasts = self._at[place + 1] - self._at[place]
        takes = (self._wh[place + 1] - self._wh[place]) * _MILLION
        flowed = (at - self._at[place]) * takes // lasts
        return self._wh[place] + flowed * _MICRO


class _Parking(NamedTuple):
    """When each state began, and whether the vehicle parks in it."""

    since: Sequence[datetime]
    parks: Sequence[bool]

    def at(self, at: datetime) -> bool:
        """Tell whether it parks; before any state was told it does not."""
        place = bisect_right(self.since, at)
        return place > 0 and self.parks[place - 1]


def _by_instant(metered: Iterable[Metered]) -> dict[datetime, Metered]:
    """Return what was said by its instant; of one instant the greatest register and what else."""
    found: dict[datetime, Metered] = {}
    for each in metered:
        known = found.get(each.at)
        found[each.at] = each if known is None else together(known, each)
    return found


def _registers(
    record: Record, said: Iterable[Metered], begins: datetime, ends: datetime
) -> _Registers:
    whole, base = record.energy_wh or 0, record.meter_start_wh or 0
    at, wh, highest = [begins], [0], 0
    for each in said:
        if each.energy_wh is not None and begins < each.at < ends:
            highest = max(highest, min(each.energy_wh - base, whole))
            at.append(each.at)
            wh.append(highest)
    return _Registers([*at, ends], [*wh, whole])


def _decimal(figure: int | None) -> Decimal | None:
    return None if figure is None else Decimal(figure)
