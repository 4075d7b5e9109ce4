"""What people ask of a session, worked out from its memory."""

from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from chargehouse.contexts.sessions.model.energy import energy_of
from chargehouse.contexts.sessions.model.memory import Memory
from chargehouse.contexts.sessions.public import Identification

NOBODY = Identification()
ENDLESS: Final = "endless"
"""The doubt that falls away as soon as the station tells anything of the session again."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """The figures beside the memory; `status` is `started`, `charging`, `suspended`, `terminated`.

    `resolved_at` is when the session came to rest: it ended with nothing in doubt, or an operator
    settled what was.
    """

    evse_id: int | None
    connector_id: int | None
    status: str
    charging_state: str | None
    started_at: datetime
    ended_at: datetime | None
    last_fact_at: datetime
    meter_start_wh: int | None
    meter_last_wh: int | None
    meter_stop_wh: int | None
    energy_wh: int | None
    energy_rule: str
    power_w: int | None
    soc_percent: Decimal | None
    identification: Identification
    stop_reason: str | None
    offline: bool
    flags: tuple[str, ...]
    problem: str | None
    resolved_at: datetime | None
    resolution: str | None


def record_of(memory: Memory) -> Record:
    """Work out a session's record."""
    energy = energy_of(memory)
    place, end, repair = memory.place, memory.end, memory.repair
    started_at = memory.start.at if memory.start else _earliest(memory)
    ended_at = _ended_at(memory, started_at)
    problem = _problem(memory, energy.problem)
    state = memory.state.what if memory.state else None
    return Record(
        place.evse_id if place else None,
        place.connector_id if place and not place.connector_unknown else None,
        "terminated" if ended_at else _live_status(state, energy.wh, memory),
        state,
        started_at,
        ended_at,
        memory.last_fact_at,
        energy.start_wh,
        energy.last_wh,
        energy.stop_wh,
        energy.wh,
        energy.rule,
        memory.power.figure if memory.power and ended_at is None else None,
        memory.soc.percent if memory.soc else None,
        memory.holder.identification if memory.holder else NOBODY,
        end.reason if end else None,
        memory.offline,
        _flags(memory, energy.problem, started_at),
        problem,
        _resolved_at(memory, problem),
        repair.reason if repair else None,
    )


def _live_status(state: str | None, wh: int | None, memory: Memory) -> str:
    if state == "Charging":
        return "charging"
    if state in {"SuspendedEV", "SuspendedEVSE"}:
        return "suspended"
    flows = bool(wh) or (memory.power is not None and memory.power.figure > 0)
    return "charging" if state is None and flows else "started"


def _earliest(memory: Memory) -> datetime:
    """Return the earliest instant that is known of, for a session whose start is missing."""
    known = [memory.opened_at]
    known += [mark.at for mark in (memory.first, memory.power) if mark is not None]
    if memory.steps:
        known.append(memory.steps[0].at)
    if memory.end is not None:
        known.append(memory.end.at)
    return min(known)


def _ended_at(memory: Memory, started_at: datetime) -> datetime | None:
    if memory.end is not None:
        if memory.end.at >= started_at:
            return memory.end.at
        return max(started_at, memory.end.received_at)
    return memory.repair.ended_at if memory.repair else None


def _problem(memory: Memory, energy_problem: str | None) -> str | None:
    if energy_problem is not None:
        return energy_problem
    if memory.end is not None:
        return "start_missing" if memory.start is None else None
    return next(
        (
            doubt
            for doubt, since in memory.doubts
            if doubt != ENDLESS or memory.last_fact_at <= since
        ),
        None,
    )


def _resolved_at(memory: Memory, problem: str | None) -> datetime | None:
    repair, end = memory.repair, memory.end
    if repair is not None and (problem is None or problem == repair.settles):
        return repair.at
    if problem is not None or end is None:
        return None
    return max(end.received_at, memory.start.received_at) if memory.start else end.received_at


def _flags(memory: Memory, energy_problem: str | None, started_at: datetime) -> tuple[str, ...]:
    flags = memory.notes
    if memory.start is None:
        flags = (*flags, "start_missing")
    if energy_problem is not None:
        flags = (*flags, energy_problem)
    end = memory.end
    if end is not None:
        if len(memory.sequence) > 1:
            flags = (*flags, "messages_missing")
        if end.at < started_at:
            flags = (*flags, "ended_before_start")
    return flags
