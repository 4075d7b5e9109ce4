"""Knows which partner calls, by its credentials token, and who its parties and ours are."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final, NamedTuple
from uuid import UUID

from chargehouse.contexts.roaming.public import Partner, Party, TenantNames
from chargehouse.contexts.roaming.repository import parties, partners
from chargehouse.contexts.roaming.repository.partners import Held
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import NotFound
from chargehouse.ocpi.errors import NotAuthorised
from chargehouse.platform.beliefs import Beliefs
from chargehouse.platform.postgres.database import Database, UnitOfWork

KNOWN_FOR_S: Final = 5.0


class Caller(NamedTuple):
    """A partner at the door: the tenant's slug, the token it showed, and how far that is good.

    `offered` is one of a handshake under way, good for versions alone; one of a partner that is
    not `registered` is good for versions and credentials. `theirs` are the partner's parties.
    """

    actor: Actor
    slug: str
    held: Held
    token: str
    offered: bool
    theirs: Sequence[Party] = ()
    ours: Sequence[Party] = ()

    @property
    def partner(self) -> Partner:
        """Who calls."""
        return self.held.partner

    @property
    def registered(self) -> bool:
        """Whether the token is good for every module."""
        return self.partner.state == "registered" and not self.offered


class Callers:
    """Tells whose a token is.

    What is known of a partner that is registered can be believed for five seconds, so that a token
    which another process let go is refused within that time; one let go here at once.
    """

    def __init__(self, database: Database, tenants: TenantNames) -> None:
        self._database = database
        self._tenants = tenants
        self._known = Beliefs[tuple[str, bytes], Caller](database.clock, KNOWN_FOR_S)

    async def find(
        self, slug: str, tokens: Mapping[bytes, str], *, believing: bool = False
    ) -> Caller:
        """Return who calls at a tenant's door with one of these tokens, by their hashes, as it is.

        Where `believing` is enough, as it was up to five seconds ago. Raises `NotAuthorised`, the
        same for a tenant that is not there.
        """
        if not tokens:
            raise NotAuthorised("Send `Authorization: Token` with a credentials token")
        if believing:
            for hashed in tokens:
                known = self._known.get((slug, hashed))
                if known is not None:
                    return known
        return await self._look_up(slug, tokens)

    @asynccontextmanager
    async def changing(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        """Change partners in one transaction, and believe nothing more of the tenant's after it."""
        async with self._database.transaction(actor) as work:
            yield work
        self._known.forget(lambda known: known.actor.tenant_id == actor.tenant_id)

    async def _look_up(self, slug: str, tokens: Mapping[bytes, str]) -> Caller:
        try:
            tenant = await self._tenants.resolve(slug)
        except NotFound:
            raise _unknown() from None
        generation = self._known.generation
        held, theirs, ours = await self._read(tenant.id, list(tokens))
        good = [held.secrets.inbound_hash, held.secrets.offered_hash]
        shown = next(hashed for hashed in tokens if hashed in good)
        caller = Caller(
            actor=Actor("partner", tenant.id, held.partner.name, id=held.partner.id),
            slug=tenant.slug,
            held=held,
            token=tokens[shown],
            offered=shown != held.secrets.inbound_hash,
            theirs=theirs,
            ours=ours,
        )
        if caller.registered:
            self._known.keep((slug, shown), caller, generation)
        return caller

    async def _read(
        self, tenant_id: UUID, hashes: Sequence[bytes]
    ) -> tuple[Held, Sequence[Party], Sequence[Party]]:
        nobody = Actor("partner", tenant_id, "a partner")
        async with self._database.reading(nobody) as connection:
            held = await partners.by_token(connection, tenant_id, hashes)
            if held is None:
                raise _unknown()
            theirs = await parties.of_platform(connection, tenant_id, held.partner.id)
            ours = await parties.ours(connection, tenant_id)
        return held, theirs, ours


def _unknown() -> NotAuthorised:
    return NotAuthorised("This credentials token is not known")
