"""Says anew what is due: a few things at a time, whatever changed about them meanwhile."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from chargehouse.contexts.publishing.repository import dues
from chargehouse.contexts.publishing.repository.dues import Due
from chargehouse.contexts.publishing.service.locations import LocationSaying
from chargehouse.contexts.publishing.service.marking import LOCATIONS, TARIFFS, PublicationMarking
from chargehouse.contexts.publishing.service.tariffs import TariffSaying
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.apart import for_each
from chargehouse.kernel.errors import Unavailable
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.rounds import Rounds

ACTOR: Final = "publishing.renew"
TOGETHER: Final = 20
IN_A_ROW: Final = 10
"""So many times as much is said in one tenant before it is the turn of another."""
ROUNDS_APART_S: Final = 0.02
MARKED_AFTER_S: Final = 0.02
"""A mark is told of before it is committed; so long is waited for that."""
AGAIN_AFTER: Final = timedelta(minutes=5)

log = structlog.get_logger(__name__)


class Renewing:
    """A worker that says anew what is due; several may run.

    What cannot be said by a fault of ours is tried again after minutes, and holds nothing else up.
    """

    def __init__(
        self,
        database: Database,
        locations: LocationSaying,
        tariffs: TariffSaying,
        marking: PublicationMarking,
    ) -> None:
        self._database = database
        self._clock = database.clock
        self._locations = locations
        self._tariffs = tariffs
        self._marking = marking
        self._rounds = Rounds(
            "publications",
            self.round,
            clock=database.clock,
            apart_s=ROUNDS_APART_S,
            goes_on=True,
        )
        marking.on_marked.append(lambda: self._rounds.wake_in(MARKED_AFTER_S))

    async def start(self) -> None:
        """Begin to say what is due; a database that is away is waited for."""
        await self._rounds.start()

    async def stop(self) -> None:
        """Stop; what was begun and not committed is due still."""
        await self._rounds.stop()

    async def rebuild(self, tenant_id: UUID) -> int:
        """Have all that a tenant tells partners said anew; return how many things that are."""
        async with self._database.transaction(_actor(tenant_id)) as work:
            return await self._marking.everything(work)

    async def round(self) -> int:
        """Say anew some of what is due in each tenant; return how many things that were."""
        async with self._database.relay() as relay:
            tenants = await dues.due_tenants(relay, self._clock.now())
        return await for_each(tenants, self._renew_some)

    async def _renew_some(self, tenant_id: UUID) -> int:
        done = 0
        for _ in range(IN_A_ROW):
            some = await self._renew(_actor(tenant_id))
            done += some
            if some < TOGETHER:
                break
        return done

    async def _renew(self, actor: Actor) -> int:
        try:
            async with self._database.transaction(actor) as work:
                taken = await self._take(work, TOGETHER)
                await self._say(work, taken)
        except Unavailable:
            raise
        except Exception:  # noqa: BLE001  which of them it was, is found out one by one
            return await self._renew_apart(actor)
        return len(taken)

    async def _renew_apart(self, actor: Actor) -> int:
        """Say things one by one, and put off the one that fails."""
        done = 0
        for _ in range(TOGETHER):
            taken: Sequence[Due] = ()
            try:
                async with self._database.transaction(actor) as work:
                    taken = await self._take(work, 1)
                    await self._say(work, taken)
            except Unavailable:
                raise
            except Exception:
                log.exception("something cannot be said", due=[each.module for each in taken])
                await self._put_off(actor, taken)
            if not taken:
                break
            done += 1
        return done

    async def _take(self, work: UnitOfWork, limit: int) -> list[Due]:
        return await dues.take(work.connection, work.tenant_id, work.now(), limit)

    async def _put_off(self, actor: Actor, taken: Sequence[Due]) -> None:
        async with self._database.transaction(actor) as work:
            await dues.put_off(work.connection, work.tenant_id, taken, work.now() + AGAIN_AFTER)

    async def _say(self, work: UnitOfWork, taken: Sequence[Due]) -> None:
        tariffs = [each.subject_id for each in taken if each.module == TARIFFS]
        if tariffs:
            await self._tariffs.say(work, tariffs)
        locations = [each.subject_id for each in taken if each.module == LOCATIONS]
        if locations:
            until = await self._locations.say(work, locations)
            if until is not None:
                again = [Due(LOCATIONS, each) for each in locations]
                await dues.mark(work.connection, work.tenant_id, again, until, wide=True)


def _actor(tenant_id: UUID) -> Actor:
    return system_actor("job", tenant_id, ACTOR)
