"""Makes changes of mode: takes what is due, some at a time, and has each batch made.

Several workers may do so at once. What one takes is its own while it lives; should it die, another
goes on, and first reads the charger's mode before it tells it anything again.
"""

from collections.abc import Collection, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from chargehouse.contexts.access.public import ACCESS_STAGE
from chargehouse.contexts.access.public.freevend import FreevendPort
from chargehouse.contexts.access.repository import controls, mode_changes
from chargehouse.contexts.access.repository.mode_changes import Change
from chargehouse.contexts.access.service.batches import Batches
from chargehouse.contexts.access.service.holding import ACTOR, LEASE, Holding
from chargehouse.contexts.access.service.mode_keeping import ModeKeeping, Writing, request_of
from chargehouse.contexts.access.service.mode_reading import ModeReading
from chargehouse.contexts.access.service.planning import Cause, ModePlanning
from chargehouse.contexts.access.service.probing import Probing
from chargehouse.contexts.access.service.problem_book import ProblemBook
from chargehouse.contexts.access.service.room import Room
from chargehouse.contexts.access.service.stages import ON, enforced_at
from chargehouse.contexts.sessions.public import SessionLookup
from chargehouse.contexts.stations.public import StationLookup
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.platform.flags import Flags
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.rounds import Rounds, UnderWay

ASKED_WITHIN: Final = timedelta(minutes=5)
"""Longer than it takes to ask a charger what it is in, or can do; then another worker does."""
TOGETHER: Final = 250
PROBES_AT_ONCE: Final = 32
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
        self._planning = planning
        self._probing = probing
        self._stations = stations
        self._flags = flags
        self._probes = probes
        self._writing = Writing(database)
        self._holding = Holding(database)
        self._reading = ModeReading(database, port, planning, book, self._writing)
        keeping = ModeKeeping(self._writing, self._holding, planning, book)
        self._batches = Batches(database, port, probing=probing, keeping=keeping, sessions=sessions)
        self._rounds = Rounds(
            "mode switching", self._go_round, clock=database.clock, apart_s=ROUNDS_APART_S
        )
        self._under_way = UnderWay("mode changes", self._rounds.wake)
        self._room = Room(database.clock)
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
        if self._room.is_full:
            return 0
        now, actor = self._clock.now(), _actor(tenant_id)
        only = await self._enforced(actor, now)
        if only is not None and not only:
            return await self._take_probes(tenant_id)
        async with self._writing(actor) as work:
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
                    work.record(request_of(change, now))
            checks = await controls.take_checks(
                work.connection,
                tenant_id,
                now=now,
                until=now + ASKED_WITHIN,
                room=TOGETHER,
                only=only,
            )
        if taken:
            self._begin(self._hold(actor, [change for change, _ in taken]))
        if checks:
            self._begin(self._reading.read(actor, checks))
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
            async with self._writing(actor) as work:
                for put_off in (mode_changes.put_off, controls.put_off_checks):
                    await put_off(work.connection, tenant_id, held, now, now + HELD)
        return enforced

    async def _take_probes(self, tenant_id: UUID) -> int:
        if not self._probes:
            return 0
        now, actor = self._clock.now(), _actor(tenant_id)
        async with self._writing(actor) as work:
            stations = await controls.take_probes(
                work.connection, tenant_id, now=now, until=now + ASKED_WITHIN, room=PROBES_AT_ONCE
            )
        if stations:
            self._begin(self._probe(actor, stations))
        return len(stations)

    def _begin(self, batch: Coroutine[Any, Any, None]) -> None:
        self._room.fill(self._under_way.begin(batch))

    async def _probe(self, actor: Actor, stations: Sequence[UUID]) -> None:
        await self._probing.probe(actor, stations)
        await self._replan(actor, stations, "boot")

    async def _replan(self, actor: Actor, stations: Collection[UUID], cause: Cause) -> None:
        async with self._writing(actor) as work:
            await self._planning.stations(work, stations, cause)
        self._planning.planned()

    async def _hold(self, actor: Actor, taken: Sequence[Change]) -> None:
        with self._holding.holding(actor.tenant_id, taken):
            await self._batches.make(actor, taken)


def _actor(tenant_id: UUID) -> Actor:
    return system_actor("job", tenant_id, ACTOR)
