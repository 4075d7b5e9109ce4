"""Opens and closes access problems within whatever finds them out."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from chargehouse.contexts.access.events import AccessProblemClosed, AccessProblemOpened
from chargehouse.contexts.access.model.problems import (
    CLOSED_BY_A_CHANGE,
    OF_A_CHANGE,
    TOLD,
    Kind,
)
from chargehouse.contexts.access.public.freevend import Exchange
from chargehouse.contexts.access.repository import problems
from chargehouse.contexts.access.repository.problems import Problem
from chargehouse.kernel.ids import Ids
from chargehouse.platform.postgres.database import UnitOfWork

SHOWN_AT_MOST = 8


class Finding(NamedTuple):
    """How a station's mode stands: the problem there is now, if there is one.

    With `is_settled` the mode is confirmed, so that nothing of the kind is left.
    """

    station_id: UUID
    kind: Kind | None
    change_id: UUID | None = None
    evidence: Sequence[Exchange] = ()
    is_settled: bool = False


class ProblemBook:
    """Keeps access problems: each is open once, seen again while it holds, and closes by itself."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids

    async def settle(self, work: UnitOfWork, findings: Collection[Finding]) -> None:
        """Open what is found, and close what a station's change no longer has."""
        if not findings:
            return
        found = {each.station_id: each for each in findings}
        there = await problems.open_at(
            work.connection, work.tenant_id, found.keys(), CLOSED_BY_A_CHANGE
        )
        known = {(each.station_id, each.kind): each for each in there}
        await self.open(work, [each for each in findings if each.kind is not None], known)
        gone = [each for each in there if _is_gone(each, found[each.station_id])]
        await self.close(work, gone)

    async def open(
        self,
        work: UnitOfWork,
        findings: Collection[Finding],
        known: dict[tuple[UUID, Kind], Problem] | None = None,
    ) -> None:
        """Open problems, or count them again where they are open."""
        if known is None:
            kinds = {each.kind for each in findings if each.kind is not None}
            stations = {each.station_id for each in findings}
            there = await problems.open_at(work.connection, work.tenant_id, stations, kinds)
            known = {(each.station_id, each.kind): each for each in there}
        fresh, again = [], []
        for each in findings:
            if each.kind is None:
                continue
            before = known.get((each.station_id, each.kind))
            if before is None:
                fresh.append(self._made(each, each.kind, work.now()))
            else:
                again.append(_seen_again(before, each, work.now()))
        await problems.add(work.connection, work.tenant_id, fresh)
        await problems.see_again(work.connection, work.tenant_id, again)
        for problem in fresh:
            work.record(
                AccessProblemOpened(
                    aggregate_id=problem.id,
                    station_id=problem.station_id,
                    kind=problem.kind,
                    cause=TOLD[problem.kind].cause,
                    change_id=problem.change_id,
                )
            )

    async def close(self, work: UnitOfWork, gone: Collection[Problem]) -> None:
        """Close problems that hold no longer."""
        await problems.close(
            work.connection, work.tenant_id, [each.id for each in gone], work.now()
        )
        for problem in gone:
            work.record(
                AccessProblemClosed(
                    aggregate_id=problem.id,
                    station_id=problem.station_id,
                    kind=problem.kind,
                    opened_at=problem.opened_at,
                )
            )

    async def close_kinds(
        self, work: UnitOfWork, stations: Collection[UUID], kinds: Collection[Kind]
    ) -> None:
        """Close the problems of some kinds at stations."""
        there = await problems.open_at(work.connection, work.tenant_id, stations, kinds)
        await self.close(work, there)

    def _made(self, finding: Finding, kind: Kind, now: datetime) -> Problem:
        return Problem(
            id=self._ids.new(),
            station_id=finding.station_id,
            kind=kind,
            change_id=finding.change_id,
            evidence=_shown(finding.evidence),
            seen=1,
            opened_at=now,
            last_seen_at=now,
        )


def _is_gone(problem: Problem, finding: Finding) -> bool:
    if finding.is_settled:
        return True
    return problem.kind in OF_A_CHANGE.values() and problem.kind != finding.kind


def _seen_again(problem: Problem, finding: Finding, now: datetime) -> Problem:
    return msgspec.structs.replace(
        problem,
        seen=problem.seen + 1,
        last_seen_at=now,
        evidence=_shown(finding.evidence) or problem.evidence,
        change_id=finding.change_id or problem.change_id,
    )


def _shown(evidence: Sequence[Exchange]) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = msgspec.to_builtins(list(evidence[-SHOWN_AT_MOST:]))
    return shown
