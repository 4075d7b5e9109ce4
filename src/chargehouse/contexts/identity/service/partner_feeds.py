"""Agreements that know a partner's tokens: what the partner tells, they know."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

import msgspec

from chargehouse.contexts.identity.model.tokens import identifier_of, is_of, one_of, value_of
from chargehouse.contexts.identity.public import Agreement
from chargehouse.contexts.identity.public.partners import PartnerToken, PartnerTokens
from chargehouse.contexts.identity.repository import agreements
from chargehouse.contexts.identity.service.feeding import Feed, Feeding, FeedKind, yield_after
from chargehouse.contexts.identity.service.sealing import Sealer
from chargehouse.kernel.actor import Actor, system_actor
from chargehouse.platform.jobs.queue import Job, Jobs
from chargehouse.platform.postgres.database import Database, UnitOfWork
from chargehouse.platform.secrets import Keyring

JOB: Final = "identity.feed_by_partner"


class _Partner(msgspec.Struct, frozen=True):
    partner_id: UUID


class PartnerFeeds:
    """Feeds the agreements that are tied to partners by the tokens of these.

    An agreement is locked before tokens are read, so that of two feeds the later knows more.
    """

    def __init__(
        self, database: Database, keyring: Keyring, jobs: Jobs, tokens: PartnerTokens
    ) -> None:
        self._database = database
        self._sealer = Sealer(keyring)
        self._feeding = Feeding(self._sealer, database.ids)
        self._jobs = jobs
        self._tokens = tokens
        jobs.register(JOB, self._work)

    async def told(
        self, work: UnitOfWork, partner_ids: Collection[UUID], received_ids: Collection[UUID]
    ) -> None:
        """Take over tokens that partners pushed, by the ids that the events of them bear."""
        now = work.now()
        tied = [
            agreement
            for partner_id in sorted(partner_ids)
            for agreement in await agreements.of_partner(
                work.connection, work.tenant_id, partner_id, now
            )
        ]
        if not tied:
            return
        named = await self._tokens.named(work.actor, received_ids)
        for agreement in tied:
            theirs = [token for partner_id, token in named if partner_id == agreement.partner_id]
            feed = await self._feed(work.tenant_id, "partial", theirs, agreement)
            if feed.entries or feed.leaving:
                await self._feeding.apply(work, agreement, feed)

    async def tied(self, work: UnitOfWork, agreement_ids: Collection[UUID]) -> None:
        """Have agreements fed anew that somebody made or changed, where a partner feeds them."""
        for agreement_id in agreement_ids:
            agreement = await agreements.find(
                work.connection, work.tenant_id, agreement_id, work.now()
            )
            if agreement is not None and agreement.partner_id is not None:
                await self.pulled(work, agreement.partner_id)

    async def pulled(self, work: UnitOfWork, partner_id: UUID) -> None:
        """Have all that a partner told taken over anew, in a moment."""
        await self._jobs.enqueue(work, JOB, _Partner(partner_id))

    async def renew(self, actor: Actor, partner_id: UUID) -> None:
        """Take over all of a partner's tokens, and forget what are its tokens no more."""
        async with self._database.transaction(actor) as work:
            tied = await agreements.of_partner(
                work.connection, actor.tenant_id, partner_id, work.now()
            )
            if not tied:
                return
            heard_at = await self._tokens.heard_at(actor, partner_id)
            tokens = await self._tokens.of_partner(actor, partner_id)
            for agreement in tied:
                feed = await self._feed(actor.tenant_id, "full", tokens, agreement)
                await self._feeding.apply(work, agreement, feed, fed_at=heard_at)

    async def watch(self, actor: Actor) -> None:
        """Keep how fresh what partners told is: a pull that brought nothing is a feed as well."""
        async with self._database.reading(actor) as connection:
            partners = await agreements.partners_tied(connection, actor.tenant_id)
        for partner_id in partners:
            heard_at = await self._tokens.heard_at(actor, partner_id)
            if heard_at is None:
                continue
            async with self._database.transaction(actor) as work:
                for agreement in await agreements.of_partner(
                    work.connection, actor.tenant_id, partner_id, work.now()
                ):
                    if agreement.last_fed_at is None or agreement.last_fed_at < heard_at:
                        nothing = Feed("partial", "partner")
                        await self._feeding.apply(work, agreement, nothing, fed_at=heard_at)

    async def _work(self, job: Job) -> None:
        actor = system_actor("job", job.tenant_id, JOB)
        await self.renew(actor, job.read(_Partner).partner_id)

    async def _feed(
        self, tenant_id: UUID, kind: FeedKind, tokens: Iterable[PartnerToken], agreement: Agreement
    ) -> Feed:
        """Return what tokens come to for an agreement; those that no charger can say are left out.

        One that another token of the same uid stands for is none of its own.
        """
        feed = Feed(kind, "partner")
        same: dict[bytes, list[PartnerToken]] = {}
        for number, token in enumerate(tokens):
            await yield_after(number)
            value = value_of(token.uid)
            if value is not None and is_of(token, agreement.party):
                same.setdefault(self._sealer.hash_of(tenant_id, value), []).append(token)
        for value_hash, several in same.items():
            counting = one_of(several)
            value = None if counting is None else value_of(counting.uid)
            if counting is None or value is None:
                feed.leaving.add(value_hash)
            else:
                feed.entries[value_hash] = identifier_of(counting, value)
        return feed
