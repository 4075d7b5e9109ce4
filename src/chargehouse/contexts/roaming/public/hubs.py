"""Parties that are connected to a hub, and speak through its platform."""

from typing import Protocol
from uuid import UUID

from chargehouse.contexts.roaming.public.parties import Party, PartyRole
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.headers import PartyKey


class HubBook(Protocol):
    """Makes parties known that a hub told of; asks for no permission."""

    async def introduce(
        self, actor: Actor, partner_id: UUID, key: PartyKey, role: PartyRole
    ) -> Party | None:
        """Return a client of a hub as a party of the hub's platform, from now on known.

        None for a party of ours. Raises `InvalidParameters` for one of another platform.
        """
