"""The terms of sessions: taken once, and kept."""

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection

from chargehouse.contexts.cdrs.model.pricing import prices_reservations
from chargehouse.contexts.cdrs.public import CdrOwners, Reservations, SessionTerms
from chargehouse.contexts.cdrs.repository import terms as repository
from chargehouse.contexts.sessions.public import SessionHead
from chargehouse.contexts.stations.public import SiteLookup
from chargehouse.contexts.tariffs.public import ChargingPlace, TariffLookup
from chargehouse.kernel.actor import Actor
from chargehouse.platform.postgres.database import UnitOfWork


class TermsBook:
    """Finds the terms of a session, or what they would be if they were taken now."""

    def __init__(
        self,
        sites: SiteLookup,
        tariffs: TariffLookup,
        owners: CdrOwners,
        reservations: Reservations,
    ) -> None:
        self._sites = sites
        self._tariffs = tariffs
        self._owners = owners
        self._reservations = reservations

    async def of(
        self, connection: AsyncConnection, actor: Actor, head: SessionHead
    ) -> SessionTerms:
        """Return the terms of a session; those that nobody took yet are as they are now."""
        kept = await repository.find(connection, actor.tenant_id, head.id)
        return await self._as_it_is(actor, head) if kept is None else kept

    async def take(self, work: UnitOfWork, head: SessionHead) -> SessionTerms:
        """Return the terms of a session, which are kept from now on."""
        kept = await repository.find(work.connection, work.tenant_id, head.id)
        if kept is None:
            kept = await self._as_it_is(work.actor, head)
            since = await self._reservations.used_by(work.actor, head)
            if prices_reservations(kept.tariff):
                kept = replace(kept, reserved_since=since)
            await repository.keep(work.connection, work.tenant_id, kept, work.now())
        return kept

    async def _as_it_is(self, actor: Actor, head: SessionHead) -> SessionTerms:
        site = await self._sites.site(
            actor,
            head.location_id,
            head.station_id,
            evse_id=head.evse_id,
            connector_id=head.connector_id,
        )
        place = ChargingPlace(
            location_id=head.location_id,
            station_id=head.station_id,
            evse_id=head.evse_id,
            connector_id=head.connector_id,
        )
        tariff = await self._tariffs.applying(actor, place, head.started_at)
        party_id, owner = await self._owners.owner(actor, head.location_id)
        return SessionTerms(
            session_id=head.id, site=site, tariff=tariff, party_id=party_id, owner=owner
        )
