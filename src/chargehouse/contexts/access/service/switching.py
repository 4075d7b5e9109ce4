"""Makes changes of mode: takes what is due, speaks with chargers, keeps what they said.

Several workers may do so at once. What one takes is its own while it lives; should it die, another
goes on, and first reads the charger's mode before it tells it anything again.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.access.events import ModeChangeConfirmed, ModeChangeRequested
from chargehouse.contexts.access.model.controls import Control
from chargehouse.contexts.access.model.mode_changes import not_booted, went
from chargehouse.contexts.access.model.problems import DRIFTS, kind_of
from chargehouse.contexts.access.public import ACCESS_STAGE
from chargehouse.contexts.access.public.freevend import Answer, FreevendPort, Wish
from chargehouse.contexts.access.repository import controls, mode_changes, problems
from chargehouse.contexts.access.repository.controls import Observation
from chargehouse.contexts.access.repository.expected import expected_of
from chargehouse.contexts.access.repository.mode_changes import Change
from chargehouse.contexts.access.service.holding import ACTOR, LEASE, Holding
from chargehouse.contexts.access.service.planning import Cause, ModePlanning, failure_of
from chargehouse.contexts.access.service.probing import Probing
from chargehouse.contexts.access.service.problem_book import Finding, ProblemBook
from chargehouse.contexts.access.service.stages import ON, enforced_at
from chargehouse.contexts.sessions.public import SessionLookup
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.platform.flags import Flags
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.rounds import Rounds, UnderWay

ASKED_WITHIN: Final = timedelta(minutes=5)
"""Longer than it takes to ask a charger what it is in, or can do; then another worker does."""
TOGETHER: Final = 250
AT_ONCE: Final = 24
"""So many batches are under way at once, each of chargers of one tenant."""
PROBES_AT_ONCE: Final = 16
HELD: Final = timedelta(seconds=30)
"""So soon stations are looked at again at which access control is not on, where others are."""
ROUNDS_APART_S: Final = 0.05
STOP_WITHIN_S: Final = 2.0


class ModeSwitching:
    """A worker that makes the changes of mode which are due; several may run.

    Nothing is switched at stations at which access control is not rolled out whole (NFR-005).
    With `probes` chargers are asked by themselves what they can do.
    """

    def __init__(
        self,
        database: Database,
        port: FreevendPort,
        *,
        planning: ModePlanning,
        probing: Probing,
        book: ProblemBook,
        sessions: SessionLookup,
        stations: StationLookup,
        flags: Flags,
        probes: bool = True,
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._port = port
        self._planning = planning
        self._probing = probing
        self._book = book
        self._sessions = sessions
        self._stations = stations
        self._flags = flags
        self._probes = probes
        self._holding = Holding(database)
        self._rounds = Rounds(
            "mode switching", self._go_round, clock=database.clock, apart_s=ROUNDS_APART_S
        )
        self._under_way = UnderWay("mode changes", self._rounds.wake)
        planning.on_planned.append(self.wake)

    async def start(self) -> None:
        """Begin to switch; a database that is away is waited for."""
        await self._holding.start()
        await self._rounds.start()

    async def stop(self) -> None:
        """Stop within seconds; what is under way is taken over when its time is up."""
        await self._rounds.stop()
        await self._under_way.stop(STOP_WITHIN_S)
        await self._holding.stop()

    def wake(self) -> None:
        """Look now whether there is something to do."""
        self._rounds.wake()

    async def idle(self) -> None:
        """Return when nothing is under way any more."""
        await self._under_way.idle()

    async def round(self) -> int:
        """Take what is due, as far as there is room, and begin with it; return how many."""
        async with self._database.relay() as relay:
            due = await controls.due_tenants(relay, self._clock.now())
        return await for_each(sorted(due), self._take)

    async def _go_round(self) -> None:
        if await self.round():
            self._rounds.wake()

    async def _take(self, tenant_id: UUID) -> int:
        if len(self._under_way) >= AT_ONCE:
            return 0
        now, actor = self._clock.now(), _actor(tenant_id)
        only = await self._enforced(actor, now)
        if only is not None and not only:
            return await self._take_probes(tenant_id)
        async with self._database.transaction(actor) as work:
            taken = await mode_changes.take(
                work.connection,
                tenant_id,
                now=now,
                until=now + LEASE,
                room=TOGETHER,
                only=only,
                besides=self._holding.of(tenant_id),
            )
            for change, is_first in taken:
                if is_first and change.path is not None:
                    work.record(_request_of(change, now))
            checks = await controls.take_checks(
                work.connection,
                tenant_id,
                now=now,
                until=now + ASKED_WITHIN,
                room=TOGETHER,
                only=only,
            )
        if taken:
            self._under_way.begin(self._hold(actor, [change for change, _ in taken]))
        if checks:
            self._under_way.begin(self._check(actor, checks))
        return len(taken) + len(checks) + await self._take_probes(tenant_id)

    async def _enforced(self, actor: Actor, now: datetime) -> set[UUID] | None:
        """Return the stations that are due and at which access control is on; None for all.

        The others wait a while.
        """
        tenant_id = actor.tenant_id
        if not self._flags.is_placed(tenant_id, ACCESS_STAGE):
            return None if self._flags.choice(tenant_id, ACCESS_STAGE) == ON else set()
        async with self._database.reading(actor) as connection:
            due = await mode_changes.due(connection, tenant_id, now, TOGETHER)
            due |= await controls.due_checks(connection, tenant_id, now, TOGETHER)
        enforced = await enforced_at(actor, due, stations=self._stations, flags=self._flags)
        if held := due - enforced:
            async with self._database.transaction(actor) as work:
                for put_off in (mode_changes.put_off, controls.put_off_checks):
                    await put_off(work.connection, tenant_id, held, now, now + HELD)
        return enforced

    async def _take_probes(self, tenant_id: UUID) -> int:
        if not self._probes:
            return 0
        now, actor = self._clock.now(), _actor(tenant_id)
        async with self._database.transaction(actor) as work:
            stations = await controls.take_probes(
                work.connection, tenant_id, now=now, until=now + ASKED_WITHIN, room=PROBES_AT_ONCE
            )
        if stations:
            self._under_way.begin(self._probe(actor, stations))
        return len(stations)

    async def _probe(self, actor: Actor, stations: Sequence[UUID]) -> None:
        await asyncio.gather(*(self._probing.probe(actor, each) for each in stations))
        await self._replan(actor, stations, "boot")

    async def _replan(self, actor: Actor, stations: Collection[UUID], cause: Cause) -> None:
        async with self._database.transaction(actor) as work:
            await self._planning.stations(work, stations, cause)
        self._planning.planned()

    # Changes.

    async def _hold(self, actor: Actor, taken: Sequence[Change]) -> None:
        with self._holding.holding(actor.tenant_id, [each.id for each in taken]):
            await self._make(actor, taken)

    async def _make(self, actor: Actor, taken: Sequence[Change]) -> None:
        """Take the next steps of changes, and what follows from them at once."""
        known = await self._known(actor, [each.station_id for each in taken])
        unknown = [each for each in taken if not _is_switchable(known.get(each.station_id))]
        await asyncio.gather(*(self._probing.probe(actor, each.station_id) for each in unknown))
        known |= await self._known(actor, [each.station_id for each in unknown])
        await self._announce(actor, unknown, known)
        able = [each for each in taken if _is_switchable(known.get(each.station_id))]
        made = await self._step(actor, [_taken_over(each) for each in able], known)
        read = [each for each in made if each.state.step == "check" and self._is_due(each)]
        after = {each.id: each for each in await self._step(actor, read, known)}
        restart = [each for each in made if each.state.step == "restart" and self._is_due(each)]
        after |= {each.id: each for each in await self._step(actor, restart, known)}
        done = [after.get(each.id, each) for each in made]
        unable = [each for each in taken if not _is_switchable(known.get(each.station_id))]
        async with self._database.transaction(actor) as work:
            await self._keep(work, done, known)
            await self._give_back(work, unable, known)

    async def _announce(
        self, actor: Actor, changes: Sequence[Change], known: Mapping[UUID, Control]
    ) -> None:
        """Tell of changes that turned out to be possible only now."""
        able = [each for each in changes if _is_switchable(known.get(each.station_id))]
        if able:
            async with self._database.transaction(actor) as work:
                for change in able:
                    path = _key(known, change.station_id)
                    told = msgspec.structs.replace(change, path=path)
                    work.record(_request_of(told, self._clock.now()))

    def _is_due(self, change: Change) -> bool:
        next_at = change.state.next_at
        return next_at is not None and next_at <= self._clock.now()

    async def _known(self, actor: Actor, stations: Sequence[UUID]) -> dict[UUID, Control]:
        if not stations:
            return {}
        async with self._database.reading(actor) as connection:
            return await controls.find(connection, actor.tenant_id, stations)

    async def _step(
        self, actor: Actor, changes: Sequence[Change], known: Mapping[UUID, Control]
    ) -> list[Change]:
        """Take one step of each change."""
        if not changes:
            return []
        tenant_id = actor.tenant_id
        by_step: dict[str, list[Change]] = {}
        for each in changes:
            by_step.setdefault(each.state.step or "", []).append(each)
        said: dict[UUID, Answer] = {}
        for step, ask in (("switch", self._port.switch), ("check", self._port.read_back)):
            asked = by_step.get(step, [])
            if asked:
                wishes = [_wish(each, known) for each in asked]
                for answer in await ask(tenant_id, wishes):
                    said[answer.station_id] = answer
        for answer in await self._restarted(actor, by_step.get("restart", [])):
            said[answer.station_id] = answer
        now = self._clock.now()
        return [self._gone_on(each, said.get(each.station_id), now) for each in changes]

    async def _restarted(self, actor: Actor, changes: Sequence[Change]) -> list[Answer]:
        """Have stations start anew, but for those at which somebody charges."""
        if not changes:
            return []
        in_use = await self._sessions.in_use(actor)
        stations = [each.station_id for each in changes]
        idle = [each for each in stations if each not in in_use]
        answers = await asyncio.gather(
            *(self._port.restart(actor.tenant_id, each) for each in idle)
        )
        return [
            *answers,
            *(Answer(station_id=each, outcome="busy") for each in stations if each in in_use),
        ]

    @staticmethod
    def _gone_on(change: Change, answer: Answer | None, now: datetime) -> Change:
        if answer is None:
            return msgspec.structs.replace(change, state=not_booted(change.state, now))
        return msgspec.structs.replace(
            change,
            state=went(change.state, answer, now),
            evidence=(*change.evidence, *answer.exchanges),
        )

    async def _keep(
        self, work: UnitOfWork, done: Sequence[Change], known: Mapping[UUID, Control]
    ) -> None:
        """Keep how changes went on; one whose place another took meanwhile is left as it is."""
        if not done:
            return
        connection, tenant_id, now = work.connection, work.tenant_id, work.now()
        stations = [each.station_id for each in done]
        current = await mode_changes.current_of(connection, tenant_id, stations, lock=True)
        before = await controls.find(connection, tenant_id, stations)
        ours = [
            msgspec.structs.replace(each, path=_key(known, each.station_id))
            for each in done
            if each.station_id in current and current[each.station_id].id == each.id
        ]
        await mode_changes.keep(connection, tenant_id, ours, now)
        kept = {each.id for each in ours}
        overtaken = [each.station_id for each in done if each.id not in kept]
        await mode_changes.hurry(connection, tenant_id, overtaken, now)
        await self._observe(work, ours)
        await self._book.settle(work, [_finding(each) for each in ours])
        for each in ours:
            self._tell(work, each, now)
        seen = {each.station_id: _seen(before[each.station_id], each, now) for each in ours}
        await self._planning.keep_sync_of(work, seen, ours)

    async def _observe(self, work: UnitOfWork, changes: Sequence[Change]) -> None:
        """Keep what the changes say of the modes that chargers are in."""
        now = work.now()
        confirmed = [each for each in changes if each.state.status == "confirmed"]
        await controls.observe(
            work.connection,
            work.tenant_id,
            [
                Observation(
                    each.station_id,
                    each.state.wanted,
                    now,
                    each.evidence[-1:],
                    is_confirmed=True,
                )
                for each in confirmed
            ],
        )
        await controls.doubt(
            work.connection,
            work.tenant_id,
            [each.station_id for each in changes if each.state.status != "confirmed"],
        )
        settled = [each.station_id for each in confirmed if each.cause != "drift"]
        await problems.forget_sightings(work.connection, work.tenant_id, settled, DRIFTS)
        await self._book.close_kinds(work, settled, DRIFTS)

    @staticmethod
    def _tell(work: UnitOfWork, change: Change, now: datetime) -> None:
        if change.state.status == "confirmed":
            evidence = change.evidence[-1] if change.evidence else None
            work.record(
                ModeChangeConfirmed(
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

    async def _give_back(
        self, work: UnitOfWork, unable: Sequence[Change], known: Mapping[UUID, Control]
    ) -> None:
        """Let go of changes of chargers that cannot be switched, or of which nothing is known."""
        if not unable:
            return
        now = work.now()
        away = [each for each in unable if not (c := known.get(each.station_id)) or not c.is_known]
        waiting = [
            self._gone_on(each, Answer(station_id=each.station_id, outcome="offline"), now)
            for each in away
        ]
        await self._keep(work, waiting, known)
        hopeless = [each for each in unable if each not in away]
        await self._planning.stations(work, [each.station_id for each in hopeless], "sweep")

    # Reading modes where no change is under way.

    async def _check(self, actor: Actor, stations: Sequence[UUID]) -> None:
        """Read the modes of stations; where one is another than expected, plan the change."""
        async with self._database.reading(actor) as connection:
            known = await controls.find(connection, actor.tenant_id, stations)
            expected = await expected_of(connection, actor.tenant_id, stations)
        wishes = [
            Wish(station_id, expected[station_id].mode, control.path)
            for station_id, control in known.items()
            if station_id in expected and control.path is not None
        ]
        answers = await self._port.read_back(actor.tenant_id, wishes) if wishes else []
        async with self._database.transaction(actor) as work:
            await self._checked(work, stations, answers, known)
        self._planning.planned()

    async def _checked(
        self,
        work: UnitOfWork,
        stations: Sequence[UUID],
        answers: Sequence[Answer],
        known: Mapping[UUID, Control],
    ) -> None:
        now, tenant_id = work.now(), work.tenant_id
        read = [each for each in answers if each.outcome == "accepted"]
        await mode_changes.current_of(work.connection, tenant_id, stations, lock=True)
        await controls.checked(work.connection, tenant_id, stations)
        await controls.observe(
            work.connection,
            tenant_id,
            [
                Observation(each.station_id, each.mode, now, each.exchanges, is_confirmed=True)
                for each in read
            ],
        )
        lost = [each for each in read if known[each.station_id].confirmed not in {None, each.mode}]
        expected = await expected_of(work.connection, tenant_id, [each.station_id for each in lost])
        await self._book.open(
            work,
            [
                Finding(each.station_id, "mode_lost", None, each.exchanges)
                for each in lost
                if each.station_id in expected and expected[each.station_id].mode != each.mode
            ],
        )
        await self._planning.stations(work, stations, "boot")


def _actor(tenant_id: UUID) -> Actor:
    return system_actor("job", tenant_id, ACTOR)


def _is_switchable(control: Control | None) -> bool:
    return control is not None and control.path is not None


def _taken_over(change: Change) -> Change:
    """Return a change as it is gone on with: one that was left in the middle is read first."""
    if change.interrupted and change.state.step == "switch":
        return msgspec.structs.replace(
            change, state=msgspec.structs.replace(change.state, step="check", status="requested")
        )
    return change


def _wish(change: Change, known: Mapping[UUID, Control]) -> Wish:
    path = known[change.station_id].path
    if path is None:
        raise ValueError("a charger without a setting is not asked")
    return Wish(change.station_id, change.state.wanted, path)


def _key(known: Mapping[UUID, Control], station_id: UUID) -> str | None:
    control = known.get(station_id)
    return None if control is None or control.path is None else control.path.key


def _seen(control: Control, change: Change, now: datetime) -> Control:
    """Return what is known of a station after a step of its change."""
    if change.state.status != "confirmed":
        return msgspec.structs.replace(control, is_confirmed=False)
    return msgspec.structs.replace(
        control, observed=change.state.wanted, observed_at=now, is_confirmed=True
    )


def _finding(change: Change) -> Finding:
    return Finding(
        change.station_id,
        kind_of(change.state),
        change.id,
        change.evidence,
        is_settled=change.state.status == "confirmed",
    )


def _request_of(change: Change, now: datetime) -> ModeChangeRequested:
    return ModeChangeRequested(
        aggregate_id=change.station_id,
        station_id=change.station_id,
        change_id=change.id,
        requested_mode=change.state.wanted,
        configuration_path=change.path,
        cause=change.cause,
        requested_at=now,
    )
