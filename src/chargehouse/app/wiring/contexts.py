"""Makes the services of every context, once a process."""

from dataclasses import dataclass, fields

from chargehouse.app.across.partner_tokens import TokensReceived
from chargehouse.app.wiring.access import AccessServices, access_services
from chargehouse.app.wiring.across import AcrossServices, across_services
from chargehouse.app.wiring.audit import AuditServices, audit_services
from chargehouse.app.wiring.cdrs import CdrServices, cdr_services
from chargehouse.app.wiring.fleets import FleetServices, fleet_services
from chargehouse.app.wiring.ground import ground_of
from chargehouse.app.wiring.identity import IdentityServices, identity_services
from chargehouse.app.wiring.news import NewsServices, news_services
from chargehouse.app.wiring.people import PeopleServices, people_services
from chargehouse.app.wiring.publishing import PublishingServices, publishing_services
from chargehouse.app.wiring.received import ReceivedServices, received_services
from chargehouse.app.wiring.remote import (
    RemoteServices,
    commanded_reservations,
    commanded_starts,
    remote_services,
)
from chargehouse.app.wiring.roaming import RoamingServices, lines_of, roaming_services
from chargehouse.app.wiring.sessions import SessionServices, session_services
from chargehouse.app.wiring.settings import SettingServices, setting_services
from chargehouse.app.wiring.stations import StationServices, station_services
from chargehouse.app.wiring.tariffs import TariffServices, tariff_services
from chargehouse.app.wiring.webhooks import WebhookServices, webhook_services
from chargehouse.contexts.access.public.freevend import FreevendPort, NobodyConnected
from chargehouse.contexts.access.public.local_lists import LocalListPort, NoLists
from chargehouse.contexts.identity.public.partners import PartnerTokens
from chargehouse.contexts.roaming import public as roaming_public
from chargehouse.contexts.roaming.service import OwnUrl, PartyLocations, PartyService
from chargehouse.contexts.stations.public import CommandPort
from chargehouse.kernel.chance import Chance
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.metrics import Metrics
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring
from chargehouse.platform.settings import Settings


@dataclass(frozen=True)
class Contexts(
    PeopleServices,
    StationServices,
    FleetServices,
    IdentityServices,
    AccessServices,
    SessionServices,
    TariffServices,
    RoamingServices,
    ReceivedServices,
    PublishingServices,
    RemoteServices,
    CdrServices,
    SettingServices,
    WebhookServices,
    AuditServices,
    NewsServices,
    AcrossServices,
):
    """The contexts' services, as every role of a process uses them.

    The fields' names are those by which routes ask for them.
    """

    @classmethod
    def of(cls, *rooms: object) -> "Contexts":
        """Return the services of all rooms together."""
        return cls(**{name: service for room in rooms for name, service in vars(room).items()})

    def by_name(self) -> dict[str, object]:
        """Return the services by the names under which routes ask for them."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def build_contexts(
    database: Database,
    settings: Settings,
    *,
    keyring: Keyring,
    chance: Chance,
    metrics: Metrics,
    port: CommandPort,
    freevend: FreevendPort | None = None,
    lists: LocalListPort | None = None,
    jobs: Jobs | None = None,
    own_url: OwnUrl | None = None,
    partner_line: roaming_public.PartnerLine | None = None,
    partner_tokens: PartnerTokens | None = None,
) -> Contexts:
    """Return every service over one database; what they ask for later goes to `jobs`.

    Without `freevend` no charger's mode can be reached, without `lists` no charger's list. Without
    `own_url` partners are told the address at which the data folder's server listened last. With
    another `partner_line` drivers' tokens are asked about over that; with other `partner_tokens`
    agreements know those.
    """
    ground = ground_of(
        database, settings, keyring=keyring, chance=chance, metrics=metrics, jobs=jobs
    )
    people, parties = people_services(ground), PartyService(database)
    lines = lines_of(ground, tenants=people.tenants, own_url=own_url)
    stations = station_services(ground, port=port, parties=parties)
    directory = stations.station_directory
    tenant_settings = setting_services(ground, directory)
    received, received_modules = received_services(ground, lines)
    fleets = fleet_services(ground)
    identity = identity_services(
        ground,
        directory=directory,
        fleets=fleets.fleets,
        lines=lines,
        partner_line=partner_line,
        partner_tokens=partner_tokens or TokensReceived(received.received_book),
    )
    sessions = session_services(ground, directory=directory, vehicles=identity.vehicles)
    access = access_services(
        ground,
        freevend=freevend or NobodyConnected(),
        lists=lists or NoLists(),
        stations=stations,
        fleets=fleets.fleets,
        identity=identity,
        figures=sessions.session_figures,
        settings=tenant_settings.settings,
    )
    tariffs = tariff_services(ground, directory=directory, parties=parties)
    party_locations = PartyLocations(database, parties, stations.locations)
    cdrs = cdr_services(
        ground,
        directory=directory,
        assignments=tariffs.tariff_assignments,
        locations=party_locations,
        courses=sessions.session_courses,
        received=received.received_book,
    )
    starts = commanded_starts(ground)
    publishing, publishing_modules = publishing_services(
        ground,
        lines,
        stations=stations,
        tariffs=tariffs.tariff_telling,
        fleets=fleets.fleets,
        identity=identity,
        access=access,
        courses=sessions.session_courses,
        cdrs=cdrs,
        received=received.received_book,
        starts=starts,
        reservations=commanded_reservations(ground, directory),
    )
    remote, remote_modules = remote_services(
        ground,
        lines,
        stations=stations,
        courses=sessions.session_courses,
        publishing=publishing,
        starts=starts,
    )
    roaming = roaming_services(
        ground,
        lines,
        parties=parties,
        party_locations=party_locations,
        locations=stations.locations,
        tariffs=tariffs.tariffs,
        modules={**received_modules, **publishing_modules, **remote_modules},
    )
    across = across_services(
        ground,
        me=people.me,
        stations=stations,
        vehicles=identity.vehicles,
        access=access,
        sessions=sessions,
    )
    return Contexts.of(
        people,
        stations,
        fleets,
        identity,
        access,
        sessions,
        tariffs,
        roaming,
        received,
        publishing,
        remote,
        cdrs,
        tenant_settings,
        webhook_services(ground, directory),
        audit_services(ground),
        news_services(ground),
        across,
    )
