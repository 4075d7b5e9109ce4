"""Stops who was refused and charges all the same, where the policy says so; then tells people.

It is told to stop once. A charger that does not agree is asked a few times more; one that agrees
and goes on is a problem, which closes by itself when the transaction ends.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
import structlog

from chargehouse.contexts.access.events import AccessDeniedObserved
from chargehouse.contexts.access.model import FREEVEND
from chargehouse.contexts.access.model.problems import Kind
from chargehouse.contexts.access.model.refused_starts import (
    ASKED_TO_STOP,
    RefusedStart,
    stopped,
)
from chargehouse.contexts.access.public.freevend import Exchange, Outcome
from chargehouse.contexts.access.public.policies import StartRules
from chargehouse.contexts.access.repository import decisions
from chargehouse.contexts.access.repository import refused_starts as repository
from chargehouse.contexts.access.repository.expected import expected_of
from chargehouse.contexts.access.service.problem_book import Finding, ProblemBook
from chargehouse.contexts.access.service.stages import enforced_at
from chargehouse.contexts.sessions.public import SessionLookup
from chargehouse.contexts.stations.public import Commander, StationLookup
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.kernel.errors import ChargehouseError
from chargehouse.platform.flags import Flags
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.rounds import Rounds

TOGETHER: Final = 50
ANSWER_WITHIN_S: Final = 20.0
LEASE: Final = timedelta(minutes=1)
"""Longer than a charger may take to answer; then another worker takes over."""
ROUNDS_APART_S: Final = 0.2
WHY: Final = "its start was refused"
STOP_SENT: Final = "stop_sent"
LOCAL_REJECTION: Final = "charger_local_rejection"
BY_THE_CHARGER: Final = frozenset({"DeAuthorized", "LocalOutOfCredit"})
"""Why a charger ends a transaction because it does not let somebody charge (1.6, 2.x)."""
GOES_ON: Final[Kind] = "refused_start_goes_on"
OUTCOMES: Final[dict[str, Outcome]] = {
    "accepted": "accepted",
    "offline": "offline",
    "expired": "offline",
    "timed_out": "timed_out",
    "cancelled": "timed_out",
}

log = structlog.get_logger(__name__)


class Going(NamedTuple):
    """A session with a decision that began, or began to charge."""

    session_id: UUID
    decision_id: UUID
    at: datetime


class EndedByItself(NamedTuple):
    """A session that its charger ended, and why; `outcome_id` is that of what is kept of it."""

    outcome_id: UUID
    station_id: UUID | None
    session_id: UUID
    attempt_id: UUID | None
    decision_id: UUID | None
    reason: str | None
    at: datetime


class RefusedStarts:
    """A worker that stops refused starts which go on; several may run.

    Nothing is stopped where access control is not on, the station is in freevend by now, or who
    was refused was let in there since.
    """

    def __init__(
        self,
        database: Database,
        commander: Commander,
        *,
        sessions: SessionLookup,
        stations: StationLookup,
        flags: Flags,
        book: ProblemBook,
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._commander = commander
        self._sessions = sessions
        self._stations = stations
        self._flags = flags
        self._book = book
        self._rounds = Rounds(
            "refused starts",
            self.round,
            clock=database.clock,
            apart_s=ROUNDS_APART_S,
            goes_on=True,
        )

    async def start(self) -> None:
        """Begin to look; a database that is away is waited for."""
        await self._rounds.start()

    async def stop(self) -> None:
        """Look no more; what is under way is taken over when its time is up."""
        await self._rounds.stop()

    async def going(self, work: UnitOfWork, sessions: Sequence[Going]) -> None:
        """Take note of sessions that go on; those are kept that were refused and are stopped."""
        by_decision = {each.decision_id: each for each in sessions}
        denied = await repository.enforced_denials(work.connection, work.tenant_id, by_decision)
        starts = []
        for row in denied:
            rules = msgspec.convert(row.starts or {}, StartRules)
            if rules.refused != "stop":
                continue
            began = by_decision[row.id]
            starts.append(
                RefusedStart(
                    session_id=began.session_id,
                    station_id=row.station_id,
                    attempt_id=row.attempt_id,
                    decision_id=row.id,
                    began_at=began.at,
                    next_at=began.at + timedelta(seconds=rules.stop_after_s),
                )
            )
        await repository.add(work.connection, work.tenant_id, starts)
        if starts:
            self._rounds.wake()

    async def ended(self, work: UnitOfWork, ended: Sequence[EndedByItself]) -> None:
        """Take note of sessions that ended; one ended by its charger alone is an outcome."""
        await self._over(work, [each.session_id for each in ended])
        refusals = [each for each in ended if each.reason in BY_THE_CHARGER and each.attempt_id]
        named = {each.decision_id for each in refusals if each.decision_id is not None}
        allowed = await repository.allowed(work.connection, work.tenant_id, named)
        rejected = {
            each.outcome_id: each
            for each in refusals
            if each.decision_id is None or each.decision_id in allowed
        }
        if not rejected:
            return
        outcomes = [
            {
                "id": each.outcome_id,
                "attempt_id": each.attempt_id,
                "decision_id": each.decision_id,
                "kind": LOCAL_REJECTION,
                "session_id": each.session_id,
                "details": each.reason,
                "at": each.at,
            }
            for each in rejected.values()
        ]
        new = await decisions.add_outcomes(work.connection, work.tenant_id, outcomes)
        for outcome_id in sorted(new):
            _tell_of(work, rejected[outcome_id])

    async def round(self) -> int:
        """See to what is due; return how many starts were looked at.

        What fails in one tenant hinders no other: it is raised, as an `ExceptionGroup`, at the end.
        """
        async with self._database.relay() as relay:
            due = await repository.due_tenants(relay, self._clock.now())
        return await for_each(sorted(due), self._take)

    async def _take(self, tenant_id: UUID) -> int:
        actor, now = system_actor("job", tenant_id, "access.refused_starts"), self._clock.now()
        async with self._database.transaction(actor) as work:
            taken = await repository.take(
                work.connection, tenant_id, now=now, until=now + LEASE, room=TOGETHER
            )
            if not taken:
                return 0
            refused = [each.decision_id for each in taken]
            let_in = await repository.let_in_since(work.connection, tenant_id, refused)
        going = await self._sessions.under_way(actor, [each.session_id for each in taken])
        enforced = await self._enforced(actor, {each.station_id for each in taken})
        held = going.keys() & {
            each.session_id
            for each in taken
            if each.station_id in enforced and each.decision_id not in let_in
        }
        await asyncio.gather(
            *(
                self._see_to(actor, each, going[each.session_id])
                for each in taken
                if each.session_id in held
            )
        )
        over = [each.session_id for each in taken if each.session_id not in held]
        async with self._database.transaction(actor) as work:
            await self._over(work, over)
        return len(taken)

    async def _enforced(self, actor: Actor, stations: Collection[UUID]) -> set[UUID]:
        """Return the stations in managed access at which access control is on."""
        on = await enforced_at(actor, stations, stations=self._stations, flags=self._flags)
        async with self._database.reading(actor) as connection:
            expected = await expected_of(connection, actor.tenant_id, on)
        return {each for each in on if each not in expected or expected[each].mode != FREEVEND}

    async def _see_to(self, actor: Actor, start: RefusedStart, transaction_id: str) -> None:
        """Have a start stopped; where that is tried out, open the problem."""
        if start.is_tried_out:
            await self._give_up(actor, start)
            return
        try:
            command = await self._commander.perform(
                actor,
                start.station_id,
                "stop",
                {"transaction_id": transaction_id},
                timeout_s=ANSWER_WITHIN_S,
                reason=WHY,
            )
            status = command.status
        except ChargehouseError as error:
            log.warning("refused start not stopped", reason=error.code)
            status = "not_possible"
        await self._keep(actor, start, status)

    async def _keep(self, actor: Actor, start: RefusedStart, status: str) -> None:
        async with self._database.transaction(actor) as work:
            after = stopped(start, work.now(), accepted=status == "accepted")
            await repository.keep(work.connection, work.tenant_id, after)
            outcome = {
                "id": self._database.ids.new(),
                "attempt_id": start.attempt_id,
                "decision_id": start.decision_id,
                "kind": STOP_SENT,
                "session_id": start.session_id,
                "details": status,
                "at": work.now(),
            }
            await decisions.add_outcomes(work.connection, work.tenant_id, [outcome])

    async def _give_up(self, actor: Actor, start: RefusedStart) -> None:
        async with self._database.transaction(actor) as work:
            left = msgspec.structs.replace(start, next_at=None)
            await repository.keep(work.connection, work.tenant_id, left)
            kept = await decisions.outcomes_of(work.connection, work.tenant_id, start.attempt_id)
            said = [
                Exchange(
                    at=each.at,
                    asked=ASKED_TO_STOP,
                    answered=each.details,
                    outcome=OUTCOMES.get(each.details, "rejected"),
                )
                for each in kept
                if each.kind == STOP_SENT and each.session_id == start.session_id
            ]
            await self._book.open(work, [Finding(start.station_id, GOES_ON, None, said)])

    async def _over(self, work: UnitOfWork, sessions: Collection[UUID]) -> None:
        """Forget what ended, or is let be; close the problem where nothing of it is left."""
        if sessions:
            clear = await repository.drop(work.connection, work.tenant_id, sessions)
            await self._book.close_kinds(work, clear, [GOES_ON])


def _tell_of(work: UnitOfWork, refusal: EndedByItself) -> None:
    """Tell that a charger turned away somebody whom a decision had let in."""
    if refusal.attempt_id is not None and refusal.decision_id is not None:
        work.record(
            AccessDeniedObserved(
                aggregate_id=refusal.decision_id,
                station_id=refusal.station_id,
                attempt_id=refusal.attempt_id,
                decision_id=refusal.decision_id,
                reason=LOCAL_REJECTION,
                observed_at=refusal.at,
                observed_by="station",
            )
        )
