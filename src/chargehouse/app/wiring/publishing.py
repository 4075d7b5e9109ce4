"""Publishing: what partners are told of what is ours, and of drivers on both sides."""

from dataclasses import dataclass

from chargehouse.app.wiring.access import AccessServices
from chargehouse.app.wiring.cdrs import CdrServices
from chargehouse.app.wiring.ground import Ground
from chargehouse.app.wiring.identity import IdentityServices
from chargehouse.app.wiring.roaming import Lines
from chargehouse.app.wiring.stations import StationServices
from chargehouse.contexts.access.service import RulesAbroadService
from chargehouse.contexts.fleets.service import FleetService
from chargehouse.contexts.identity.service import IdentifierOpener
from chargehouse.contexts.publishing.service import (
    CdrTelling,
    Charging,
    DecidedJudgements,
    Drivers,
    DriverSide,
    EvseSpots,
    Footing,
    NetworkSide,
    PublicationBook,
    PublicationMarking,
    PublishedLists,
    PublishedNames,
    QueueService,
    ReceivedPlaces,
    ReceivedTokens,
    Renewing,
    Rewording,
    SessionTelling,
    SharingService,
    TokenSharingService,
    TokenTelling,
)
from chargehouse.contexts.received.service import Received
from chargehouse.contexts.remote.service import CommandedReservations, CommandedStarts
from chargehouse.contexts.roaming.public import ModuleTable
from chargehouse.contexts.sessions.service import CourseService
from chargehouse.contexts.tariffs.service import TariffTelling


@dataclass(frozen=True)
class PublishingServices:
    """The services of publishing."""

    publication_book: PublicationBook
    publication_lists: PublishedLists
    publication_marking: PublicationMarking
    published_names: PublishedNames
    renewing: Renewing
    told_evses: EvseSpots
    sharing: SharingService
    partner_queues: QueueService
    received_tokens: ReceivedTokens
    session_telling: SessionTelling
    cdr_telling: CdrTelling
    token_telling: TokenTelling
    token_sharing: TokenSharingService
    rewording: Rewording


def publishing_services(
    ground: Ground,
    lines: Lines,
    *,
    stations: StationServices,
    tariffs: TariffTelling,
    fleets: FleetService,
    identity: IdentityServices,
    access: AccessServices,
    courses: CourseService,
    cdrs: CdrServices,
    received: Received,
    starts: CommandedStarts,
    reservations: CommandedReservations,
) -> tuple[PublishingServices, ModuleTable]:
    """Return the services of publishing, and its modules for partners' door."""
    database, keyring = ground.database, ground.keyring
    network = NetworkSide.of(
        database,
        keyring,
        stations=stations.station_directory,
        locations=stations.locations,
        tariffs=tariffs,
        parties=lines.party_book,
        partners=lines.partners,
    )
    judgements = DecidedJudgements(access.access, identity.agreements)
    tokens = ReceivedTokens(received, starts=starts, judgements=judgements)
    drivers = DriverSide.of(
        Footing(
            database=database,
            keyring=keyring,
            book=network.book,
            lists=network.lists,
            line=lines.line,
            parties=lines.party_book,
            values=ground.values,
            jobs=ground.jobs,
        ),
        Charging(
            courses=courses,
            costs=cdrs.session_costs,
            cdrs=cdrs.partner_cdrs,
            tokens=tokens,
            reservations=reservations,
        ),
        Drivers(
            identifiers=IdentifierOpener(database, keyring),
            standings=identity.classification,
            rules=RulesAbroadService(database, fleets),
            fleets=fleets,
            places=ReceivedPlaces(received, lines.party_book),
        ),
    )
    services = PublishingServices(
        publication_book=network.book,
        publication_lists=network.lists,
        publication_marking=network.marking,
        published_names=PublishedNames(database, network.book),
        renewing=network.renewing,
        told_evses=network.evses,
        sharing=network.sharing,
        partner_queues=QueueService(database, lines.line),
        received_tokens=tokens,
        session_telling=drivers.sessions,
        cdr_telling=drivers.cdrs,
        token_telling=drivers.tokens,
        token_sharing=drivers.sharing,
        rewording=drivers.rewording,
    )
    return services, {**network.modules, **drivers.modules}
