"""CDRs as partners are told them."""

from typing import Final
from uuid import UUID

from msgspec.structs import replace

from chargehouse.contexts.cdrs.model.ocpi_cdrs import cdr_v211, cdr_v221, cdr_v230
from chargehouse.contexts.cdrs.public import CDRS_READ, Cdr, CdrSubject, OcpiFacts
from chargehouse.contexts.cdrs.service.records import CdrService
from chargehouse.contexts.stations.public import Site, SiteLookup
from chargehouse.kernel.actor import Actor
from chargehouse.kernel.errors import NotFound
from chargehouse.ocpi.v211.cdrs import Cdr as Cdr211
from chargehouse.ocpi.v211.locations import Connector
from chargehouse.ocpi.v221.cdrs import Cdr as Cdr221
from chargehouse.ocpi.v230.cdrs import Cdr as Cdr230

ADDRESS: Final = ("address", "postal_code", "city", "country", "latitude", "longitude")


class PartnerCdrService:
    """Says a CDR in a version of OCPI, of the party that owned its location.

    Where a location is was written down when the session began. What nobody had said of it by
    then is told as it is known now: a partner that is billed must be told an address.
    """

    def __init__(self, cdrs: CdrService, sites: SiteLookup) -> None:
        self._cdrs = cdrs
        self._sites = sites

    async def subject_of(self, actor: Actor, cdr_id: UUID) -> CdrSubject:
        """Return what a CDR is of. Raises `CdrUnknown`."""
        actor.require_somewhere(CDRS_READ)
        cdr = await self._cdrs.find(actor, cdr_id)
        return CdrSubject(cdr.session_id, cdr.reservation_id)

    async def in_v221(self, actor: Actor, cdr_id: UUID, facts: OcpiFacts) -> Cdr221:
        """Return a CDR in 2.2.1. Raises `CdrUnknown`, `LocationUnknown`, `NotSayable`."""
        actor.require_somewhere(CDRS_READ)
        cdr = await self._cdr(actor, cdr_id)
        return cdr_v221(cdr, cdr.owner, facts)

    async def in_v230(self, actor: Actor, cdr_id: UUID, facts: OcpiFacts) -> Cdr230:
        """Return a CDR in 2.3.0. Raises `CdrUnknown`, `LocationUnknown`, `NotSayable`."""
        actor.require_somewhere(CDRS_READ)
        cdr = await self._cdr(actor, cdr_id)
        return cdr_v230(cdr, cdr.owner, facts)

    async def in_v211(
        self, actor: Actor, cdr_id: UUID, facts: OcpiFacts, connector: Connector
    ) -> Cdr211:
        """Return a CDR in 2.1.1. Raises `CdrUnknown`, `LocationUnknown`, `NotSayable`."""
        actor.require_somewhere(CDRS_READ)
        cdr = await self._cdr(actor, cdr_id)
        return cdr_v211(cdr, cdr.owner, facts, connector)

    async def _cdr(self, actor: Actor, cdr_id: UUID) -> Cdr:
        cdr = await self._cdrs.find(actor, cdr_id)
        if any(getattr(cdr.site, name) is None for name in ADDRESS):
            cdr = replace(cdr, site=await self._completed(actor, cdr.site))
        return cdr

    async def _completed(self, actor: Actor, site: Site) -> Site:
        """Return where somebody charged, with what is known of its address by now."""
        try:
            now = await self._sites.site(actor, site.location_id, site.station_id)
        except NotFound:
            return site
        missing = [name for name in ADDRESS if getattr(site, name) is None]
        return replace(site, **{name: getattr(now, name) for name in missing})
