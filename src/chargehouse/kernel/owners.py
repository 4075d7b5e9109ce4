"""Who owns what partners are told of: asked of whoever keeps the parties."""

from typing import Protocol
from uuid import UUID

from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import NotFound


class PartyUnknown(NotFound):
    """There is no such party in this tenant."""

    code = "party_unknown"


class OwnParties(Protocol):
    """Knows the tenant's own parties, to which locations and tariffs belong."""

    async def owner(self, actor: Actor, party_id: UUID | None) -> UUID:
        """Return the CPO of ours that is meant: the default party where none is named.

        Raises `PartyUnknown`, or a `Conflict` for one that is a partner's or in another role.
        """


class NoParties:
    """Stands where nobody keeps parties: nothing can be given to one."""

    async def owner(self, actor: Actor, party_id: UUID | None) -> UUID:  # noqa: ARG002  the protocol's names
        """Refuse every party."""
        raise PartyUnknown("There is no such party.")
