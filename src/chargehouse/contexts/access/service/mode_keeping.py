"""Keeps what chargers said of changes of their modes, and what follows from it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.access.events import (
    ChargerAccessModeChanged,
    ChargerAccessModeChangeRequested,
)
from chargehouse.contexts.access.model.controls import Stance
from chargehouse.contexts.access.model.mode_changes import ChangeState, booted, came_back, went
from chargehouse.contexts.access.model.problems import DRIFTS, kind_of
from chargehouse.contexts.access.model.synchrony import Sync
from chargehouse.contexts.access.public.freevend import Answer
from chargehouse.contexts.access.repository import controls, mode_changes, problems, stances
from chargehouse.contexts.access.repository.mode_changes import Change, Hold
from chargehouse.contexts.access.repository.stances import Seen
from chargehouse.contexts.access.service.holding import Holding
from chargehouse.contexts.access.service.planning import ModePlanning, failure_of
from chargehouse.contexts.access.service.problem_book import Finding, ProblemBook
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database, UnitOfWork

WRITING_AT_ONCE: Final = 2
"""So many transactions of a worker are at the database at once: more were no faster."""


class Writing:
    """Runs a worker's transactions, each when it is its turn."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = asyncio.Semaphore(WRITING_AT_ONCE)

    @asynccontextmanager
    async def __call__(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        """Run one."""
        async with self._turns, self._database.transaction(actor) as work:
            yield work


class ModeKeeping:
    """Keeps how changes went on; one that is no longer this worker's is left as it is."""

    def __init__(
        self, writing: Writing, holding: Holding, planning: ModePlanning, book: ProblemBook
    ) -> None:
        self._writing = writing
        self._holding = holding
        self._planning = planning
        self._book = book

    async def announce(self, actor: Actor, change: Change, key: str) -> None:
        """Tell of a change that turned out to be possible only now, by a setting."""
        async with self._writing(actor) as work:
            told = msgspec.structs.replace(change, path=key)
            work.record(request_of(told, work.now()))

    async def keep(
        self, actor: Actor, done: Sequence[Change], known: Mapping[UUID, Stance]
    ) -> None:
        """Keep how changes went on, and what follows: problems, events, how stations stand."""
        if done:
            async with self._writing(actor) as work:
                await self._keep(work, done, known)
            self._let_go(actor, done)

    async def give_back(
        self, actor: Actor, unable: Sequence[Change], known: Mapping[UUID, Stance]
    ) -> None:
        """Let go of changes of chargers that cannot be switched, or of which nothing is known."""
        async with self._writing(actor) as work:
            ungoverned = await self._planning.let_go(work, [each.station_id for each in unable])
            governed = [each for each in unable if each.station_id not in ungoverned]
            away = [each for each in governed if not _is_known(known, each.station_id)]
            hopeless = [each.station_id for each in governed if each not in away]
            await self._keep(work, [_unreached(each, work.now()) for each in away], known)
            if hopeless:
                await self._planning.stations(work, hopeless, "sweep")
        self._let_go(actor, unable)

    def _let_go(self, actor: Actor, changes: Sequence[Change]) -> None:
        """Let whoever comes first go on with changes, at once where they are due again."""
        self._holding.let_go(actor.tenant_id, changes)
        self._planning.planned()

    async def _keep(
        self, work: UnitOfWork, done: Sequence[Change], known: Mapping[UUID, Stance]
    ) -> None:
        if not done:
            return
        connection, tenant_id, now = work.connection, work.tenant_id, work.now()
        stations = [each.station_id for each in done]
        current = await mode_changes.hold_current(connection, tenant_id, stations)
        before = await stances.find(connection, tenant_id, stations, lock=True)
        ours, overtaken, booted_since = [], [], []
        for each in done:
            held = current.get(each.station_id)
            if held is None or held.change_id != each.id:
                overtaken.append(each.station_id)
            elif self._holding.has(tenant_id, held):
                state = _resumed(each.state, held, now)
                path = key_of(known, each.station_id)
                ours.append(msgspec.structs.replace(each, path=path, state=state))
                if state.step is None and held.is_marked:
                    booted_since.append(each.station_id)
        await mode_changes.keep(connection, tenant_id, ours, now)
        await mode_changes.hurry(connection, tenant_id, overtaken, now)
        await self._settle(work, ours)
        for each in ours:
            self._tell(work, each, now)
        seen = {each.station_id: _seen(before[each.station_id], each) for each in ours}
        syncs = await self._planning.syncs_of(work, seen, ours)
        told = [_told(each, syncs[each.station_id]) for each in ours]
        await stances.keep(connection, tenant_id, told, now)
        if booted_since:
            await controls.ask_again(connection, tenant_id, booted_since, now)

    async def _settle(self, work: UnitOfWork, changes: Sequence[Change]) -> None:
        """Open and close the problems of which the changes tell."""
        settled = [
            each.station_id
            for each in changes
            if each.state.status == "confirmed" and each.cause != "drift"
        ]
        await problems.forget_sightings(work.connection, work.tenant_id, settled, DRIFTS)
        if settled:
            await self._book.close_kinds(work, settled, DRIFTS)
        await self._book.settle(work, [_finding(each) for each in changes])

    @staticmethod
    def _tell(work: UnitOfWork, change: Change, now: datetime) -> None:
        if change.state.status == "confirmed":
            evidence = change.evidence[-1] if change.evidence else None
            work.record(
                ChargerAccessModeChanged(
                    aggregate_id=change.station_id,
                    station_id=change.station_id,
                    change_id=change.id,
                    mode=change.state.wanted,
                    evidence="" if evidence is None else f"{evidence.answered}",
                    changed_at=now,
                )
            )
        elif change.state.step is None:
            work.record(failure_of(change, now))


def request_of(change: Change, now: datetime) -> ChargerAccessModeChangeRequested:
    """Return the event that a charger is being told to change its mode."""
    return ChargerAccessModeChangeRequested(
        aggregate_id=change.station_id,
        station_id=change.station_id,
        change_id=change.id,
        requested_mode=change.state.wanted,
        configuration_path=change.path,
        cause=change.cause,
        requested_at=now,
    )


def key_of(known: Mapping[UUID, Stance], station_id: UUID) -> str | None:
    """Return the setting by which a station is switched, or None."""
    stance = known.get(station_id)
    return None if stance is None or stance.path is None else stance.path.key


def _is_known(known: Mapping[UUID, Stance], station_id: UUID) -> bool:
    stance = known.get(station_id)
    return stance is not None and stance.is_known


def _unreached(change: Change, now: datetime) -> Change:
    offline = Answer(station_id=change.station_id, outcome="offline")
    return msgspec.structs.replace(change, state=went(change.state, offline, now))


def _resumed(state: ChangeState, held: Hold, now: datetime) -> ChangeState:
    """Return a change after its step, where its charger booted or came back during it."""
    if not held.is_marked:
        return state
    return booted(state, now) if held.step == "check" else came_back(state, now)


def _seen(stance: Stance, change: Change) -> Stance:
    """Return what is known of a station after a step of its change."""
    if change.state.status != "confirmed":
        return msgspec.structs.replace(stance, is_confirmed=False)
    return msgspec.structs.replace(stance, observed=change.state.wanted, is_confirmed=True)


def _told(change: Change, sync: Sync) -> Seen:
    """Return what is kept of a station after a step of its change."""
    mode = change.state.wanted if change.state.status == "confirmed" else None
    return Seen(change.station_id, mode, change.evidence[-1:], sync)


def _finding(change: Change) -> Finding:
    return Finding(
        change.station_id,
        kind_of(change.state),
        change.id,
        change.evidence,
        is_settled=change.state.status == "confirmed",
    )
