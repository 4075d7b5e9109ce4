"""Keeps what came of pushes: many of a tenant in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from chargehouse.contexts.publishing.events import PartnerPushesFailing, PartnerPushesRecovered
from chargehouse.contexts.publishing.model.lines import Health, Outcome, after, next_try
from chargehouse.contexts.publishing.model.words import in_words
from chargehouse.contexts.publishing.repository import push_lines, pushes
from chargehouse.contexts.publishing.repository.pushes import Done, Taken
from chargehouse.kernel.actor import system_actor
from chargehouse.kernel.chance import Chance
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.recording import Recording

ACTOR: Final = "publishing.push"


class Tried(NamedTuple):
    """A push that was made, to a partner of this name, and what came of it."""

    taken: Taken
    name: str
    outcome: Outcome


class PushRecorder:
    """Writes what came of pushes."""

    def __init__(self, database: Database, chance: Chance) -> None:
        self._database = database
        self._clock = database.clock
        self._chance = chance
        self._recording = Recording[Tried](
            "push recorder", self._write_tenant, clock=database.clock
        )

    async def keep(self, tried: Tried) -> None:
        """Return when it is kept what came of a push; a database that is away is waited for."""
        await self._recording.keep(tried.taken.tenant_id, tried)

    async def stop(self) -> None:
        """Give up what is not kept yet: it is pushed again."""
        await self._recording.stop()

    async def _write_tenant(self, tenant_id: UUID, tried: Sequence[Tried]) -> None:
        """Write a tenant's; what somebody wants just now is written by itself, to wait for it.

        Whoever wants holds what was wanted before it in the same transaction: so nobody waits who
        holds any.
        """
        actor = system_actor("job", tenant_id, ACTOR)
        done = [self._done(each) for each in tried]
        by_partner: dict[UUID, list[Tried]] = defaultdict(list)
        for each in tried:
            by_partner[each.taken.partner_id].append(each)
        async with self._database.transaction(actor) as work:
            await self._note_health(work, by_partner)
            kept = await pushes.record(work.connection, tenant_id, done, now=self._clock.now())
        for left in (each for each in done if each.taken.key not in kept):
            async with self._database.transaction(actor) as work:
                await pushes.record(
                    work.connection, tenant_id, [left], now=self._clock.now(), wait=True
                )

    async def _note_health(self, work: UnitOfWork, tried: Mapping[UUID, Sequence[Tried]]) -> None:
        """Keep how partners fare, and tell people when that turns."""
        before = await push_lines.lock_health(work.connection, work.tenant_id, tried)
        healths = {
            partner_id: after(health, [each.outcome for each in tried[partner_id]], self._chance)
            for partner_id, health in before.items()
        }
        await push_lines.keep_health(work.connection, work.tenant_id, healths)
        for partner_id, health in healths.items():
            was, name = before[partner_id], tried[partner_id][0].name
            if health.told and not was.told:
                work.record(_failing(partner_id, name, health))
            if was.told and not health.told and was.failing_since is not None:
                work.record(
                    PartnerPushesRecovered(
                        aggregate_id=partner_id, name=name, failing_since=was.failing_since
                    )
                )

    def _done(self, tried: Tried) -> Done:
        taken, outcome = tried.taken, tried.outcome
        if outcome.error is None:
            return Done(taken, outcome.ended_at, None)
        return Done(taken, next_try(taken.attempts + 1, outcome, self._chance), outcome.error)


def _failing(partner_id: UUID, name: str, health: Health) -> PartnerPushesFailing:
    return PartnerPushesFailing(
        aggregate_id=partner_id,
        name=name,
        failing_since=health.failing_since or health.failed_at,  # type: ignore[arg-type]
        error=in_words(health.last_error or ""),
    )
