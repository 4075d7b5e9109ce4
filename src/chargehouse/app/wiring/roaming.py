"""Roaming: parties of ours and of partners, how partners are reached, and their door."""

from dataclasses import dataclass

from chargehouse.app.addresses import Listening, portal_url
from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.people.service import TenantService
from chargehouse.contexts.roaming import public as roaming_public
from chargehouse.contexts.roaming.service import (
    Adoption,
    Asking,
    Callers,
    Doctor,
    ExchangeLog,
    Line,
    ModuleDoor,
    OwnUrl,
    Parties,
    PartnerDoor,
    PartnerService,
    PartyLocations,
    PartyService,
    Vault,
)
from chargehouse.contexts.stations.service import LocationService
from chargehouse.contexts.tariffs.service import TariffService
from chargehouse.platform.outside.addresses import rule
from chargehouse.platform.outside.exchange import Outside
from chargehouse.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class Lines:
    """How partners are reached and known, which other contexts stand on."""

    tenants: TenantService
    own_url: OwnUrl
    outside: Outside
    vault: Vault
    asking: Asking
    callers: Callers
    partners: PartnerService
    party_book: Parties
    exchanges: ExchangeLog
    line: Line


@dataclass(frozen=True)
class RoamingServices:
    """The services of roaming."""

    parties: PartyService
    party_locations: PartyLocations
    adoption: Adoption
    partners: PartnerService
    partner_door: PartnerDoor
    module_door: ModuleDoor
    partner_line: Line
    party_book: Parties
    exchanges: ExchangeLog
    doctor: Doctor
    outside: Outside


def lines_of(ground: Ground, *, tenants: TenantService, own_url: OwnUrl | None) -> Lines:
    """Return the lines to partners.

    Without `own_url` they are told the address at which the data folder's server listened last.
    """
    database, settings = ground.database, ground.settings
    outside = Outside(
        database.clock, may_reach=rule(allow_private=settings.ocpi.allow_private_addresses)
    )
    vault, exchanges = Vault(ground.keyring, ground.chance), ExchangeLog(database)
    asking, callers = Asking(outside, database.ids), Callers(database, tenants)
    own_url = own_url or (lambda: portal_url(settings, Listening.recall(settings)))
    return Lines(
        tenants=tenants,
        own_url=own_url,
        outside=outside,
        vault=vault,
        asking=asking,
        callers=callers,
        partners=PartnerService(
            database,
            vault,
            asking,
            callers=callers,
            tenants=tenants,
            own_url=own_url,
            allow_private=settings.ocpi.allow_private_addresses,
        ),
        party_book=Parties(database),
        exchanges=exchanges,
        line=Line(database, vault, outside, exchanges),
    )


def roaming_services(
    ground: Ground,
    lines: Lines,
    *,
    parties: PartyService,
    party_locations: PartyLocations,
    locations: LocationService,
    tariffs: TariffService,
    modules: roaming_public.ModuleTable,
) -> RoamingServices:
    """Return the services of roaming; behind partners' door are `modules`."""
    database = ground.database
    return RoamingServices(
        parties=parties,
        party_locations=party_locations,
        adoption=Adoption(database, locations=locations, tariffs=tariffs),
        partners=lines.partners,
        partner_door=PartnerDoor(
            database,
            lines.vault,
            lines.asking,
            callers=lines.callers,
            own_url=lines.own_url,
            modules=modules,
        ),
        module_door=ModuleDoor(modules, lines.party_book, lines.exchanges),
        partner_line=lines.line,
        party_book=lines.party_book,
        exchanges=lines.exchanges,
        doctor=Doctor(
            database,
            lines.vault,
            lines.outside,
            tenants=lines.tenants,
            own_url=lines.own_url,
            allow_private=ground.settings.ocpi.allow_private_addresses,
        ),
        outside=lines.outside,
    )


def chosen_party(settings: Settings) -> roaming_public.ChosenParty:
    """Return the default party that the first tenant begins with."""
    told = settings.ocpi.default_party
    return roaming_public.ChosenParty(
        country_code=told.country_code,
        party_id=told.party_id,
        business_details=roaming_public.BusinessDetails(
            name=told.business_details.name, website=told.business_details.website
        ),
    )
