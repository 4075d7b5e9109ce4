"""CDRs: the terms that sessions began on, what they cost, and what is told of that."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.cdrs.service import (
    CdrService,
    CostService,
    PartnerCdrService,
    ReservationBilling,
    SessionFollowing,
    TermsBook,
)
from chargehouse.contexts.received.service import Received
from chargehouse.contexts.remote.service import ReservationsUsed
from chargehouse.contexts.roaming.service import PartyLocations
from chargehouse.contexts.sessions.service import CourseService
from chargehouse.contexts.stations.service import StationDirectory
from chargehouse.contexts.tariffs.service import AssignmentService


@dataclass(frozen=True)
class CdrServices:
    """The services of CDRs."""

    session_costs: CostService
    session_following: SessionFollowing
    reservation_billing: ReservationBilling
    cdrs: CdrService
    partner_cdrs: PartnerCdrService


def cdr_services(
    ground: Ground,
    *,
    directory: StationDirectory,
    assignments: AssignmentService,
    locations: PartyLocations,
    courses: CourseService,
    received: Received,
) -> CdrServices:
    """Return the services of CDRs."""
    database = ground.database
    used = ReservationsUsed(database, ground.keyring, received)
    terms = TermsBook(directory, assignments, locations, used)
    cdrs = CdrService(database)
    return CdrServices(
        session_costs=CostService(database, courses, terms),
        session_following=SessionFollowing(courses, terms, database.ids),
        reservation_billing=ReservationBilling(directory, assignments, locations, database.ids),
        cdrs=cdrs,
        partner_cdrs=PartnerCdrService(cdrs, directory),
    )
