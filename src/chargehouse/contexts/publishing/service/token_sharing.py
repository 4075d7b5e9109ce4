"""Which of our identifiers partners are told: seen and chosen by people."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.fleets.public import FleetLookup
from chargehouse.contexts.publishing.events import TokenSharingChanged
from chargehouse.contexts.publishing.public import (
    PUBLISHING_EDIT,
    PUBLISHING_READ,
    TokenSharing,
    TokensShared,
    Unsaid,
)
from chargehouse.contexts.publishing.repository import sharing, unsaid
from chargehouse.contexts.publishing.repository.sharing import SharingRule
from chargehouse.contexts.publishing.service.token_telling import NONE, TokenTelling
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.events import changes_between
from chargehouse.ocpi.v221.tokens import WhitelistType
from chargehouse.platform.jobs.queue import Job, Jobs
from chargehouse.platform.postgres.database import Database, UnitOfWork

TELL_ALL: Final = "publishing.tell_tokens"
FLEETS_AT_MOST: Final = 500
UNSAID_SHOWN: Final = 500
OF_DRIVERS: Final = ("cdrs", "sessions")


class TokenSharingService:
    """Shows and changes the tenant's rule; what follows of it is told by a job."""

    def __init__(
        self, database: Database, jobs: Jobs, telling: TokenTelling, fleets: FleetLookup
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._telling = telling
        self._fleets = fleets
        jobs.register(TELL_ALL, self._tell_all)

    async def read(self, actor: Actor) -> TokenSharing:
        """Return which identifiers partners are told."""
        actor.require(PUBLISHING_READ)
        return await self._read(actor)

    async def choose(
        self,
        actor: Actor,
        shared: TokensShared,
        *,
        fleets: Sequence[UUID],
        whitelist: WhitelistType,
    ) -> TokenSharing:
        """Choose which identifiers partners are told from now on. Raises `Invalid`."""
        actor.require(PUBLISHING_EDIT)
        chosen = sorted(set(fleets))
        if (shared == "fleets") != bool(chosen) or len(chosen) > FLEETS_AT_MOST:
            raise _refused(f"has 1 to {FLEETS_AT_MOST} fleets for fleets, and else none")
        if len(await self._fleets.names(actor, chosen)) != len(chosen):
            raise _refused("names fleets that there are")
        async with self._database.transaction(actor) as work:
            before = await sharing.rule(work.connection, work.tenant_id, lock=True)
            after = SharingRule(shared, chosen, whitelist, work.now())
            values = {"shared": shared, "fleets": chosen, "whitelist": whitelist}
            differing = [
                name
                for name, value in values.items()
                if msgspec.to_builtins(getattr(before, name)) != msgspec.to_builtins(value)
            ]
            if differing:
                await sharing.put(work.connection, work.tenant_id, after)
                work.record(
                    TokenSharingChanged(
                        aggregate_id=work.tenant_id,
                        changes=changes_between(before, values, differing),
                    )
                )
                await self.tell_all(work)
        return await self._read(actor)

    async def tell_all(self, work: UnitOfWork) -> None:
        """Have every identifier of the tenant looked at, where any are told."""
        rule = await sharing.rule(work.connection, work.tenant_id)
        if rule.shared != NONE or await sharing.told(work.connection, work.tenant_id):
            await self._jobs.enqueue(work, TELL_ALL, {})

    async def unsaid(self, actor: Actor) -> list[Unsaid]:
        """Return the sessions and CDRs that partners cannot be told, and why, the last first."""
        actor.require(PUBLISHING_READ)
        async with self._database.reading(actor) as connection:
            return await unsaid.listed(connection, actor.tenant_id, OF_DRIVERS, UNSAID_SHOWN)

    async def _read(self, actor: Actor) -> TokenSharing:
        owner = await self._telling.emsp(actor)
        async with self._database.reading(actor) as connection:
            rule = await sharing.rule(connection, actor.tenant_id)
            told = await sharing.told(connection, actor.tenant_id)
        return TokenSharing(
            shared=rule.shared,
            fleets=list(rule.fleets),
            whitelist=rule.whitelist,
            party=None if owner is None else owner.key,
            told=told,
            updated_at=rule.updated_at,
        )

    async def _tell_all(self, job: Job) -> None:
        await self._telling.tell_all(system_actor("job", job.tenant_id, TELL_ALL))


def _refused(rule: str) -> Invalid:
    return Invalid(
        f"The field fleets is refused: it {rule}.",
        {"errors": [{"field": "fleets", "message": rule}]},
    )
