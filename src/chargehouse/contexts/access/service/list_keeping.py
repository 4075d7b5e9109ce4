"""Keeps chargers' local lists: takes those that are due, a few at a time, and has them seen to.

Several workers may do so at once. What one takes is its own for a while; should it die, another
goes on, and first compares the charger's version.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.access.repository import local_lists
from chargehouse.contexts.access.service.list_marking import ListMarking
from chargehouse.contexts.access.service.list_rollout import ListRollout
from chargehouse.contexts.access.service.list_sending import ListSending
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.rounds import Rounds, UnderWay

LEASE: Final = timedelta(minutes=15)
TOGETHER: Final = 20
AT_ONCE: Final = 4
"""So many batches are under way at once: lists are in no hurry, and decisions go first."""
ROUNDS_APART_S: Final = 0.5
"""So a worker sees to 40 chargers a second: ten thousand are no burst, and a few wait for none."""
STOP_WITHIN_S: Final = 2.0
ACTOR: Final = "access.local_lists"


class ListKeeping:
    """A worker that keeps local lists; several may run.

    Without `asks` no charger is asked by itself.
    """

    def __init__(
        self,
        database: Database,
        sending: ListSending,
        marking: ListMarking,
        *,
        rollout: ListRollout,
        asks: bool = True,
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._sending = sending
        self._rollout = rollout
        self._asks = asks
        self._rounds = Rounds(
            "local lists",
            self.round,
            clock=database.clock,
            apart_s=ROUNDS_APART_S,
            goes_on=True,
        )
        self._under_way = UnderWay("local lists", self._rounds.wake)
        marking.on_marked.append(self._rounds.wake)

    async def start(self) -> None:
        """Begin to keep lists; a database that is away is waited for."""
        if self._asks:
            await self._rounds.start()

    async def stop(self) -> None:
        """Stop within seconds; what is under way is taken over when its time is up."""
        await self._rounds.stop()
        await self._under_way.stop(STOP_WITHIN_S)

    async def idle(self) -> None:
        """Return when nothing is under way any more."""
        await self._under_way.idle()

    async def round(self) -> int:
        """Take what is due, as far as there is room, and begin with it; return how many."""
        async with self._database.relay() as relay:
            due = await local_lists.due_tenants(relay, self._clock.now())
        kept = [each for each in sorted(due) if self._rollout.anywhere(each)]
        return await for_each(kept, self._take)

    async def _take(self, tenant_id: UUID) -> int:
        if len(self._under_way) >= AT_ONCE:
            return 0
        now, actor = self._clock.now(), system_actor("job", tenant_id, ACTOR)
        async with self._database.transaction(actor) as work:
            taken = await local_lists.take(
                work.connection, tenant_id, now=now, until=now + LEASE, room=TOGETHER
            )
        if taken:
            self._under_way.begin(self._sending.see_to(actor, taken))
        return len(taken)
