"""Partners' tokens as `received` keeps them, for the agreements of `identity` that know them."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from chargehouse.contexts.identity.public.partners import PartnerToken
from chargehouse.contexts.received.public import ReceivedBook, ReceivedToken
from chargehouse.kernel.actor import Actor

AT_ONCE: Final = 1000


class TokensReceived:
    """Tells what partners told of tokens: the `PartnerTokens` of identity."""

    def __init__(self, book: ReceivedBook) -> None:
        self._book = book

    async def of_partner(self, actor: Actor, partner_id: UUID) -> Sequence[PartnerToken]:
        """Return all of a partner's tokens."""
        found: list[PartnerToken] = []
        after: tuple[datetime, UUID] | None = None
        while True:
            page = await self._book.tokens(actor, partner_id, after=after, limit=AT_ONCE)
            found += [_told(token) for token in page.tokens]
            after = page.next
            if after is None:
                return found
            await asyncio.sleep(0)

    async def named(
        self, actor: Actor, received_ids: Collection[UUID]
    ) -> Sequence[tuple[UUID, PartnerToken]]:
        """Return tokens with their partners, and the others of the same partners and uids."""
        told = await self._book.tokens_named(actor, received_ids)
        wanted = {(token.partner_id, token.uid_hash) for token in told}
        same = [
            token
            for uid_hash in sorted({uid_hash for _, uid_hash in wanted})
            for token in await self._book.tokens_of_uid(actor, uid_hash)
        ]
        return [
            (token.partner_id, _told(token))
            for token in same
            if (token.partner_id, token.uid_hash) in wanted
        ]

    async def heard_at(self, actor: Actor, partner_id: UUID) -> datetime | None:
        """Return when the partner's tokens were last told well, pushed or pulled."""
        return await self._book.heard_at(actor, partner_id, "tokens")


def _told(received: ReceivedToken) -> PartnerToken:
    token = received.token
    return PartnerToken(
        party=f"{token.country_code}-{token.party_id}",
        uid=token.uid,
        type=token.type,
        listed=received.unlisted_at is None,
        valid=token.valid,
        whitelist=token.whitelist,
        group_id=token.group_id,
        last_updated=token.last_updated.instant,
    )
