"""What is to be done about chargers' modes: a change where the expected mode is another.

Planning only writes down; switching does it. It runs within whatever found out that something may
be to do: a boundary, a boot, a sweep, somebody's wish.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec

from chargehouse.contexts.access.events import ChargerAccessModeChangeFailed
from chargehouse.contexts.access.model.controls import Stance
from chargehouse.contexts.access.model.mode_changes import (
    ChangeState,
    begun,
    superseded,
    unread,
)
from chargehouse.contexts.access.model.problems import DRIFTS, Kind, kind_of
from chargehouse.contexts.access.model.synchrony import Sync
from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.freevend import Answer
from chargehouse.contexts.access.repository import controls, mode_changes, problems, stances
from chargehouse.contexts.access.repository.expected import Expected, expected_of
from chargehouse.contexts.access.repository.mode_changes import Change
from chargehouse.contexts.access.service.problem_book import Finding, ProblemBook
from chargehouse.kernel.ids import Ids
from chargehouse.platform.postgres.database import UnitOfWork

Cause = Literal["boundary", "boot", "drift", "operator", "sweep"]


class Boundary(NamedTuple):
    """An instant from which a station should be in a mode; the id is that of what told of it."""

    id: UUID
    station_id: UUID
    mode: Mode
    at: datetime


class _Cause(NamedTuple):
    """Why there is a change, under which id, and from when on it holds."""

    cause: Cause
    id: UUID
    at: datetime


@dataclass(slots=True)
class _Plan:
    """What planning found at some stations, and what it leads to."""

    expected: Mapping[UUID, Expected]
    stances: Mapping[UUID, Stance]
    current: dict[UUID, Change]
    fresh: list[Change] = field(default_factory=list)
    aside: list[Change] = field(default_factory=list)
    untold: list[UUID] = field(default_factory=list)
    given_up: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def set_aside(self, change: Change) -> None:
        """Let another take a change's place; what was still to be done of it is given up."""
        aside = msgspec.structs.replace(change, state=superseded(change.state))
        self.aside.append(aside)
        if change.state.step is not None:
            self.given_up.append(aside)


class ModePlanning:
    """Plans changes of mode; `on_planned` is told when there may be something to do."""

    def __init__(self, ids: Ids, book: ProblemBook) -> None:
        self._ids = ids
        self._book = book
        self.on_planned: list[Callable[[], None]] = []

    async def boundaries(self, work: UnitOfWork, crossed: Sequence[Boundary]) -> None:
        """Plan for stations whose expected mode changed; of several boundaries the last counts.

        The others were missed, since nobody came to make them. May be told of one twice.
        """
        last = {each.station_id: each for each in crossed}
        earlier = [each for each in crossed if each is not last[each.station_id]]
        plan = await self._look(work, last)
        for each in earlier:
            self._missed(plan, each)
        for station_id, each in last.items():
            expected = plan.expected.get(station_id)
            mode = each.mode if expected is None else expected.mode
            self._want(plan, station_id, begun(mode, each.at), _Cause("boundary", each.id, each.at))
        await self._write(work, plan)

    async def stations(self, work: UnitOfWork, station_ids: Collection[UUID], cause: Cause) -> None:
        """Plan for stations at which the mode may be another than expected."""
        plan = await self._look(work, station_ids)
        now = work.now()
        for station_id in station_ids:
            expected = plan.expected.get(station_id)
            if expected is not None:
                why = _Cause(cause, self._ids.new(), now)
                self._want(plan, station_id, begun(expected.mode, now), why)
        await self._write(work, plan)

    async def let_go(self, work: UnitOfWork, station_ids: Collection[UUID]) -> set[UUID]:
        """Give up the changes of stations at which nothing is expected; return the stations."""
        if not station_ids:
            return set()
        plan = await self._look(work, station_ids)
        ungoverned = set(station_ids) - plan.expected.keys()
        for station_id in ungoverned:
            self._drop(plan, station_id)
            plan.findings.append(Finding(station_id, None, is_settled=True))
        await self._write(work, plan)
        return ungoverned

    async def unread(self, work: UnitOfWork, answers: Sequence[Answer]) -> None:
        """Plan for stations that were asked for their mode and did not tell it.

        What was observed of them must count no longer. Each is asked again, as changes are, and
        has a problem until it answers.
        """
        plan = await self._look(work, [each.station_id for each in answers])
        now = work.now()
        for each in answers:
            expected = plan.expected.get(each.station_id)
            if expected is not None:
                state, why = unread(expected.mode, each, now), _Cause("boot", self._ids.new(), now)
                if self._want(plan, each.station_id, state, why):
                    found = Finding(each.station_id, kind_of(state), why.id, each.exchanges)
                    plan.findings.append(found)
        await self._write(work, plan)

    async def keep_sync(self, work: UnitOfWork, station_ids: Collection[UUID]) -> None:
        """Keep how stations stand to their expected modes, as it is now."""
        await self._sync(work, await self._look(work, station_ids, lock=False))

    async def syncs_of(
        self, work: UnitOfWork, known: Mapping[UUID, Stance], changes: Collection[Change]
    ) -> dict[UUID, Sync]:
        """Return how stations stand to their expected modes, where the rest is known already."""
        expected = await expected_of(work.connection, work.tenant_id, known.keys())
        current = {each.station_id: each for each in changes}
        return await self._syncs(work, _Plan(expected, known, current))

    def planned(self) -> None:
        """Tell that there may be something to do."""
        for tell in self.on_planned:
            tell()

    async def _look(
        self, work: UnitOfWork, station_ids: Iterable[UUID], *, lock: bool = True
    ) -> _Plan:
        """Return what is known of stations; a station's change is locked before the rest."""
        stations, tenant_id = sorted(station_ids), work.tenant_id
        current = await mode_changes.current_of(work.connection, tenant_id, stations, lock=lock)
        found = await stances.find(work.connection, tenant_id, stations, lock=True)
        missing = [each for each in stations if each not in found]
        await controls.ensure(work.connection, tenant_id, missing)
        return _Plan(
            expected=await expected_of(work.connection, tenant_id, stations),
            stances=found | {each: Stance(station_id=each) for each in missing},
            current=current,
        )

    def _want(self, plan: _Plan, station_id: UUID, state: ChangeState, why: _Cause) -> bool:
        """Plan a change where there is need of one; return whether there is."""
        stance, current = plan.stances[station_id], plan.current.get(station_id)
        if stance.is_known and stance.path is None:
            self._leave_to_answers(plan, stance)
            return False
        if current is not None and not current.state.is_satisfied:
            if current.state.wanted == state.wanted:
                return False
        elif stance.confirmed == state.wanted:
            return False
        if current is not None:
            plan.set_aside(current)
            if current.leased_until is not None:
                later = max(why.at, current.leased_until)
                state = msgspec.structs.replace(state, next_at=later)
        fresh = _change(stance, state, why)
        plan.fresh.append(fresh)
        plan.current[station_id] = fresh
        return True

    def _missed(self, plan: _Plan, boundary: Boundary) -> None:
        stance = plan.stances[boundary.station_id]
        if stance.is_known and stance.path is None:
            return
        state = ChangeState(wanted=boundary.mode, status="missed", step=None, reason="superseded")
        why = _Cause("boundary", boundary.id, boundary.at)
        plan.fresh.append(_change(stance, state, why))

    def _leave_to_answers(self, plan: _Plan, stance: Stance) -> None:
        self._drop(plan, stance.station_id)
        kind: Kind | None = "not_enforceable" if stance.capability == "unsupported" else None
        plan.findings.append(Finding(stance.station_id, kind, is_settled=kind is None))

    @staticmethod
    def _drop(plan: _Plan, station_id: UUID) -> None:
        current = plan.current.pop(station_id, None)
        if current is not None and not current.state.is_satisfied:
            if current.state.asked:
                plan.set_aside(current)
            else:
                plan.untold.append(current.id)

    async def _write(self, work: UnitOfWork, plan: _Plan) -> None:
        connection, tenant_id, now = work.connection, work.tenant_id, work.now()
        await mode_changes.drop(connection, tenant_id, plan.untold)
        await mode_changes.set_aside(connection, tenant_id, plan.aside, now)
        await mode_changes.begin(connection, tenant_id, plan.fresh)
        missed = [each for each in plan.fresh if each.state.status == "missed"]
        for change in (*plan.given_up, *missed):
            work.record(failure_of(change, now))
        await self._book.open(
            work,
            [
                Finding(each.station_id, "boundary_missed", each.id, each.evidence)
                for each in (*plan.given_up, *missed)
                if each.state.status == "missed"
            ],
        )
        await self._book.settle(work, plan.findings)
        await self._sync(work, plan)

    async def _sync(self, work: UnitOfWork, plan: _Plan) -> None:
        syncs = await self._syncs(work, plan)
        fresh = {key: sync for key, sync in syncs.items() if sync != plan.stances[key].sync}
        await stances.set_sync(work.connection, work.tenant_id, fresh)

    async def _syncs(self, work: UnitOfWork, plan: _Plan) -> dict[UUID, Sync]:
        drifting = {
            each.station_id
            for each in await problems.open_at(
                work.connection, work.tenant_id, plan.stances.keys(), DRIFTS
            )
        }
        return {
            station_id: stance.synced(
                _mode(plan.expected.get(station_id)),
                _state(plan.current.get(station_id)),
                drifts=station_id in drifting,
            )
            for station_id, stance in plan.stances.items()
        }


def failure_of(change: Change, now: datetime) -> ChargerAccessModeChangeFailed:
    """Return the event that a change came to nothing."""
    return ChargerAccessModeChangeFailed(
        aggregate_id=change.station_id,
        station_id=change.station_id,
        change_id=change.id,
        expected_mode=change.state.wanted,
        attempted_path=change.path,
        status=change.state.status,
        reason=change.state.reason or "superseded",
        at=now,
    )


def _change(stance: Stance, state: ChangeState, why: _Cause) -> Change:
    return Change(
        id=why.id,
        station_id=stance.station_id,
        cause=why.cause,
        state=state,
        effective_at=why.at,
        path=None if stance.path is None else stance.path.key,
    )


def _mode(expected: Expected | None) -> Mode | None:
    return None if expected is None else expected.mode


def _state(change: Change | None) -> ChangeState | None:
    return None if change is None else change.state
