"""Parties and partners, as other contexts ask for them."""

from collections.abc import Sequence
from uuid import UUID

from chargehouse.contexts.roaming.public import Party, PartyKey, PartyRole
from chargehouse.contexts.roaming.repository import parties
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import Database


class Parties:
    """Tells whose parties are whose: the `PartyBook` of other contexts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ours(self, actor: Actor, role: PartyRole | None = None) -> Sequence[Party]:
        """Return our parties, in a role or in any; the default one comes first."""
        async with self._database.reading(actor) as connection:
            found = await parties.ours(connection, actor.tenant_id)
        return [party for party in found if role in {None, party.role}]

    async def partners(self, actor: Actor, partner_id: UUID) -> Sequence[Party]:
        """Return the parties of a partner."""
        async with self._database.reading(actor) as connection:
            return await parties.of_platform(connection, actor.tenant_id, partner_id)

    async def named(self, actor: Actor, key: PartyKey, role: PartyRole) -> Party | None:
        """Return a party by its key and role, whoever's it is."""
        async with self._database.reading(actor) as connection:
            return await parties.in_role(connection, actor.tenant_id, key, role)
