"""Parties that a hub told of: they belong to its platform, through which they speak."""

from uuid import UUID

from chargehouse.contexts.roaming.events import PartyAdded
from chargehouse.contexts.roaming.public import BusinessDetails, Party, PartyKey, PartyRole
from chargehouse.contexts.roaming.repository import parties
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.errors import InvalidParameters
from chargehouse.platform.postgres.database import Database


class HubParties:
    """Makes clients of hubs known: the `HubBook` of other contexts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def introduce(
        self, actor: Actor, partner_id: UUID, key: PartyKey, role: PartyRole
    ) -> Party | None:
        """Return a client of a hub as a party of the hub's platform, from now on known.

        None for a party of ours. Raises `InvalidParameters` for one of another platform.
        """
        async with self._database.transaction(actor) as work:
            now = work.now()
            party = Party(
                id=self._database.ids.new(),
                country_code=key.country_code,
                party_id=key.party_id,
                role=role,
                business_details=BusinessDetails(name=str(key)),
                platform_id=partner_id,
                is_default=False,
                provisional=False,
                created_at=now,
                updated_at=now,
                version=1,
            )
            if await parties.add(work.connection, work.tenant_id, party):
                work.record(
                    PartyAdded(
                        aggregate_id=party.id,
                        country_code=party.country_code,
                        party_id=party.party_id,
                        role=party.role,
                        ours=False,
                    )
                )
                return party
            known = await parties.in_role(work.connection, work.tenant_id, key, role)
        if known is not None and known.platform_id is None:
            return None
        if known is None or known.platform_id != partner_id:
            raise InvalidParameters("This party in this role is somebody else's", "party_id")
        return known
