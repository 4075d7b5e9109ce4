"""Scheduled work: what moves by the clock, and everything once a night, whatever was missed."""

from collections.abc import Iterable
from uuid import UUID

from chargehouse.contexts.publishing.service import (
    CdrTelling,
    Renewing,
    SessionTelling,
    TokenTelling,
)
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.apart import for_each


async def rebuild(tenants: Iterable[UUID], renewing: Renewing) -> int:
    """Have all that tenants tell partners said anew; return how many things those are."""
    return await for_each(tenants, renewing.rebuild)


async def tell_drivers(actors: Iterable[Actor], sessions: SessionTelling, cdrs: CdrTelling) -> int:
    """Tell running sessions of partners' drivers, and what could not be told before."""

    async def tell(actor: Actor) -> int:
        return await sessions.go_on(actor) + await cdrs.try_again(actor)

    return await for_each(actors, tell)


async def turn_tokens(actors: Iterable[Actor], tokens: TokenTelling) -> int:
    """Tell the tokens that began or ceased to be valid; return how many those are."""
    return await for_each(actors, tokens.turned)
