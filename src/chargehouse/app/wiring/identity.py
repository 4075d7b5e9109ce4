"""Identity: vehicles, identifiers, and agreements with partners."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.app.wiring.roaming import Lines
from chargehouse.contexts.fleets.service import FleetService
from chargehouse.contexts.identity.public.partners import PartnerTokens
from chargehouse.contexts.identity.service import (
    AgreementService,
    AskingLines,
    ClassificationService,
    FeedService,
    IdentifierService,
    ImportService,
    PartnerFeeds,
    RealTime,
    VehicleService,
)
from chargehouse.contexts.roaming import public as roaming_public
from chargehouse.contexts.stations.service import StationDirectory


@dataclass(frozen=True)
class IdentityServices:
    """The services of identity."""

    vehicles: VehicleService
    identifiers: IdentifierService
    identifier_imports: ImportService
    classification: ClassificationService
    agreements: AgreementService
    agreement_feeds: FeedService
    partner_feeds: PartnerFeeds
    asking_lines: AskingLines
    real_time: RealTime


def identity_services(
    ground: Ground,
    *,
    directory: StationDirectory,
    fleets: FleetService,
    lines: Lines,
    partner_line: roaming_public.PartnerLine | None,
    partner_tokens: PartnerTokens,
) -> IdentityServices:
    """Return the services of identity.

    Drivers' tokens are asked about over `partner_line`, or else where all is asked; agreements know
    `partner_tokens`.
    """
    database, keyring = ground.database, ground.keyring
    asking_lines = AskingLines(database, lines.line)
    return IdentityServices(
        vehicles=VehicleService(database, fleets),
        identifiers=IdentifierService(database, keyring),
        identifier_imports=ImportService(database, keyring),
        classification=ClassificationService(database, keyring),
        agreements=AgreementService(database, keyring, directory, lines.party_book),
        agreement_feeds=FeedService(database, keyring),
        partner_feeds=PartnerFeeds(database, keyring, ground.jobs, partner_tokens),
        asking_lines=asking_lines,
        real_time=RealTime(
            database, keyring, partner_line or lines.line, asking_lines, ground.metrics
        ),
    )
