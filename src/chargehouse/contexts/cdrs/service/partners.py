"""CDRs as partners are told them."""

from uuid import UUID

from chargehouse.contexts.cdrs.model.ocpi_cdrs import cdr_v211, cdr_v221, cdr_v230
from chargehouse.contexts.cdrs.public import CDRS_READ, Cdr, CdrOwners, OcpiFacts
from chargehouse.contexts.cdrs.service.records import CdrService
from chargehouse.kernel.actor import Actor
from chargehouse.ocpi.headers import PartyKey
from chargehouse.ocpi.v211.cdrs import Cdr as Cdr211
from chargehouse.ocpi.v211.locations import Connector
from chargehouse.ocpi.v221.cdrs import Cdr as Cdr221
from chargehouse.ocpi.v230.cdrs import Cdr as Cdr230


class PartnerCdrService:
    """Says a CDR in a version of OCPI, of the party that owns its location."""

    def __init__(self, cdrs: CdrService, owners: CdrOwners) -> None:
        self._cdrs = cdrs
        self._owners = owners

    async def in_v221(self, actor: Actor, cdr_id: UUID, facts: OcpiFacts) -> Cdr221:
        """Return a CDR in 2.2.1. Raises `CdrUnknown`, `LocationUnknown`, `NotSayable`."""
        actor.require_somewhere(CDRS_READ)
        cdr, owner = await self._owned(actor, cdr_id)
        return cdr_v221(cdr, owner, facts)

    async def in_v230(self, actor: Actor, cdr_id: UUID, facts: OcpiFacts) -> Cdr230:
        """Return a CDR in 2.3.0. Raises `CdrUnknown`, `LocationUnknown`, `NotSayable`."""
        actor.require_somewhere(CDRS_READ)
        cdr, owner = await self._owned(actor, cdr_id)
        return cdr_v230(cdr, owner, facts)

    async def in_v211(
        self, actor: Actor, cdr_id: UUID, facts: OcpiFacts, connector: Connector
    ) -> Cdr211:
        """Return a CDR in 2.1.1. Raises `CdrUnknown`, `LocationUnknown`, `NotSayable`."""
        actor.require_somewhere(CDRS_READ)
        cdr, owner = await self._owned(actor, cdr_id)
        return cdr_v211(cdr, owner, facts, connector)

    async def _owned(self, actor: Actor, cdr_id: UUID) -> tuple[Cdr, PartyKey]:
        cdr = await self._cdrs.find(actor, cdr_id)
        return cdr, PartyKey(*await self._owners.owner(actor, cdr.site.location_id))
