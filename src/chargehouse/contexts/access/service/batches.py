"""A batch of changes of mode: what its chargers are told, step by step, each as it answers.

Those that answer wait for nobody: what came is kept, and gone on with, while others are silent.
"""

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from chargehouse.contexts.access.model.controls import Stance
from chargehouse.contexts.access.model.mode_changes import not_booted, went
from chargehouse.contexts.access.public.freevend import Answer, FreevendPort, Hear, Wish
from chargehouse.contexts.access.repository import stances
from chargehouse.contexts.access.repository.mode_changes import Change
from chargehouse.contexts.access.service.mode_keeping import ModeKeeping, key_of
from chargehouse.contexts.access.service.probing import Probing
from chargehouse.contexts.sessions.public import SessionLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.apart import Apart
from chargehouse.platform.postgres.database import Database

Ask = Callable[[UUID, Sequence[Wish], Hear], Coroutine[Any, Any, None]]


class Batches:
    """Makes changes that a worker has taken together."""

    def __init__(
        self,
        database: Database,
        port: FreevendPort,
        *,
        probing: Probing,
        keeping: ModeKeeping,
        sessions: SessionLookup,
    ) -> None:
        self.database = database
        self.port = port
        self.probing = probing
        self.keeping = keeping
        self.sessions = sessions

    async def make(self, actor: Actor, taken: Sequence[Change]) -> None:
        """Take the next steps of changes, and what follows from them at once.

        Returns when all were kept. What fails for some hinders no others; it is raised then, as an
        `ExceptionGroup`, and another worker goes on with them when their leases end.
        """
        async with Apart() as parts:
            batch = _Batch(self, actor, parts)
            await batch.begin(taken)


class _Batch:
    """Changes of one tenant on their way; `known` says how their chargers are switched."""

    def __init__(self, rooms: Batches, actor: Actor, parts: Apart) -> None:
        self._rooms = rooms
        self._actor = actor
        self._parts = parts
        self._clock = rooms.database.clock
        self._known: dict[UUID, Stance] = {}

    async def begin(self, taken: Sequence[Change]) -> None:
        """Begin with those that are known, and find out about the others meanwhile."""
        await self._look([each.station_id for each in taken])
        able = [each for each in taken if self._is_switchable(each)]
        for change in taken:
            if not self._is_switchable(change):
                self._parts.begin(self._find_out(change))
        self._go_on([_taken_over(each) for each in able])

    async def _look(self, stations: Sequence[UUID]) -> None:
        async with self._rooms.database.reading(self._actor) as connection:
            found = await stances.find(connection, self._actor.tenant_id, stations)
        self._known |= found

    async def _find_out(self, change: Change) -> None:
        """Ask a charger what it can do; then go on with its change, or give it back."""
        await self._rooms.probing.probe(self._actor, [change.station_id])
        await self._look([change.station_id])
        key = key_of(self._known, change.station_id)
        if key is None:
            await self._rooms.keeping.give_back(self._actor, [change], self._known)
            return
        await self._rooms.keeping.announce(self._actor, change, key)
        self._go_on([_taken_over(change)])

    def _go_on(self, changes: Sequence[Change]) -> None:
        """Take one step of each change, those of a kind together."""
        by_step: dict[str | None, list[Change]] = {}
        for each in changes:
            by_step.setdefault(each.state.step, []).append(each)
        for step, some in by_step.items():
            if step == "switch":
                self._parts.begin(self._ask(self._rooms.port.switch, some))
            elif step == "check":
                self._parts.begin(self._ask(self._rooms.port.read_back, some))
            elif step == "restart":
                self._parts.begin(self._restart(some))
            else:
                self._parts.begin(self._wait_no_more(some))

    async def _ask(self, ask: Ask, changes: Sequence[Change]) -> None:
        wishes = [self._wish(each) for each in changes]
        await ask(self._actor.tenant_id, wishes, self._hearing(changes))

    async def _restart(self, changes: Sequence[Change]) -> None:
        """Have stations start anew, but for those at which somebody charges."""
        hear = self._hearing(changes)
        in_use = await self._rooms.sessions.in_use(self._actor)
        stations = [each.station_id for each in changes]
        busy = [each for each in stations if each in in_use]
        if busy:
            hear([Answer(station_id=each, outcome="busy") for each in busy])
        if idle := [each for each in stations if each not in in_use]:
            await self._rooms.port.restart(self._actor.tenant_id, idle, hear)

    async def _wait_no_more(self, changes: Sequence[Change]) -> None:
        """Keep of changes that the boot that they waited for did not come in time."""
        now = self._clock.now()
        done = [
            msgspec.structs.replace(each, state=not_booted(each.state, now)) for each in changes
        ]
        await self._rooms.keeping.keep(self._actor, done, self._known)

    def _hearing(self, changes: Sequence[Change]) -> Hear:
        return partial(self._heard, {each.station_id: each for each in changes})

    def _heard(self, asked: dict[UUID, Change], answers: Sequence[Answer]) -> None:
        """Go on at once with what is to be gone on with, and keep how the others stand."""
        now = self._clock.now()
        after = [_after(asked[each.station_id], each, now) for each in answers]
        further = [each for each in after if _goes_on(each, now)]
        kept = [each for each in after if not _goes_on(each, now)]
        self._go_on(further)
        if kept:
            self._parts.begin(self._rooms.keeping.keep(self._actor, kept, self._known))

    def _is_switchable(self, change: Change) -> bool:
        return key_of(self._known, change.station_id) is not None

    def _wish(self, change: Change) -> Wish:
        path = self._known[change.station_id].path
        if path is None:
            raise ValueError("a charger without a setting is not asked")
        return Wish(change.station_id, change.state.wanted, path)


def _taken_over(change: Change) -> Change:
    """Return a change as it is gone on with: one that was left in the middle is read first."""
    if change.interrupted and change.state.step == "switch":
        return msgspec.structs.replace(
            change, state=msgspec.structs.replace(change.state, step="check", status="requested")
        )
    return change


def _after(change: Change, answer: Answer, now: datetime) -> Change:
    return msgspec.structs.replace(
        change,
        state=went(change.state, answer, now),
        evidence=(*change.evidence, *answer.exchanges),
    )


def _goes_on(change: Change, now: datetime) -> bool:
    """Tell whether a change's next step follows at once; what is told again is taken afresh."""
    state = change.state
    return state.step in {"check", "restart"} and state.next_at is not None and state.next_at <= now
