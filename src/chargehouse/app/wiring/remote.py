"""Remote: what chargers are told to do across platforms, by partners and by us."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.app.wiring.publishing import PublishingServices
from chargehouse.app.wiring.roaming import Lines
from chargehouse.app.wiring.stations import StationServices
from chargehouse.contexts.remote.service import (
    CommandedReservations,
    CommandedStarts,
    OurSide,
    ReceivedCommandService,
    RemoteSide,
    ReservationExpiry,
    ResultFollowing,
    ResultTeller,
    SentCommandService,
    SessionsOfPartners,
    WishSealer,
)
from chargehouse.contexts.roaming.public import ModuleTable
from chargehouse.contexts.sessions.service import CourseService
from chargehouse.contexts.stations.service import StationDirectory


@dataclass(frozen=True)
class RemoteServices:
    """The services of remote."""

    received_commands: ReceivedCommandService
    sent_commands: SentCommandService
    result_following: ResultFollowing
    result_teller: ResultTeller
    reservation_expiry: ReservationExpiry


def commanded_starts(ground: Ground) -> CommandedStarts:
    """Return what is known of the starts that partners commanded."""
    return CommandedStarts(ground.database, WishSealer(ground.keyring))


def commanded_reservations(ground: Ground, directory: StationDirectory) -> CommandedReservations:
    """Return what is known of what partners reserved."""
    return CommandedReservations(ground.database, WishSealer(ground.keyring), directory)


def remote_services(
    ground: Ground,
    lines: Lines,
    *,
    stations: StationServices,
    courses: CourseService,
    publishing: PublishingServices,
    starts: CommandedStarts,
) -> tuple[RemoteServices, ModuleTable]:
    """Return the services of remote, and its modules for partners' door."""
    directory, names = stations.station_directory, publishing.published_names
    side = RemoteSide.of(
        ground.database,
        ground.keyring,
        OurSide(
            commander=stations.commands,
            evses=names,
            places=directory,
            stations=directory,
            sessions=SessionsOfPartners(starts, publishing.received_tokens, courses),
            tokens=names,
            tenants=lines.tenants,
            own_url=lines.own_url,
            allow_private=ground.settings.ocpi.allow_private_addresses,
        ),
        line=lines.line,
        parties=lines.party_book,
    )
    services = RemoteServices(
        received_commands=side.received,
        sent_commands=side.sent,
        result_following=side.following,
        result_teller=side.teller,
        reservation_expiry=side.expiry,
    )
    return services, side.modules
