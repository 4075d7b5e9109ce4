"""What partners are told of drivers, put together once a process."""

from dataclasses import dataclass
from typing import Self

from chargehouse.contexts.access.public import RulesAbroad
from chargehouse.contexts.cdrs.public import PartnerCdrs, SessionCosts
from chargehouse.contexts.fleets.public import FleetLookup
from chargehouse.contexts.identity.public import IdentifierOpening, StandingLookup
from chargehouse.contexts.publishing.public import PartnerPlaces, RemoteReservations, RoamingTokens
from chargehouse.contexts.publishing.service.authorising import TokenAuthoriser
from chargehouse.contexts.publishing.service.cdr_telling import CdrTelling
from chargehouse.contexts.publishing.service.driver_modules import (
    CdrSending,
    SessionSending,
    TokenSending,
)
from chargehouse.contexts.publishing.service.lists import PublishedLists
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.publishing.service.rewording import Rewording
from chargehouse.contexts.publishing.service.session_telling import SessionBook, SessionTelling
from chargehouse.contexts.publishing.service.token_sharing import TokenSharingService
from chargehouse.contexts.publishing.service.token_telling import TokenTelling
from chargehouse.contexts.roaming.public import ModuleTable, PartnerLine, PartyBook
from chargehouse.contexts.sessions.public import SessionCourses
from chargehouse.kernel.setting import SettingValues
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring


@dataclass(frozen=True, slots=True, kw_only=True)
class Charging:
    """What is asked about sessions, and of what they cost."""

    courses: SessionCourses
    costs: SessionCosts
    cdrs: PartnerCdrs
    tokens: RoamingTokens
    reservations: RemoteReservations


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """What is asked about our drivers, and where they would charge."""

    identifiers: IdentifierOpening
    standings: StandingLookup
    rules: RulesAbroad
    fleets: FleetLookup
    places: PartnerPlaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """What telling stands on."""

    database: Database
    keyring: Keyring
    book: PublicationBook
    lists: PublishedLists
    line: PartnerLine
    parties: PartyBook
    values: SettingValues
    jobs: Jobs


@dataclass(frozen=True, slots=True)
class DriverSide:
    """The modules for the door, and the services for everybody else."""

    modules: ModuleTable
    sessions: SessionTelling
    cdrs: CdrTelling
    tokens: TokenTelling
    sharing: TokenSharingService
    rewording: Rewording

    @classmethod
    def of(cls, telling: Footing, charging: Charging, drivers: Drivers) -> Self:
        """Put it together."""
        database, book = telling.database, telling.book
        sessions = SessionBook(telling.keyring, tokens=charging.tokens, line=telling.line)
        tokens = TokenTelling(
            database,
            telling.keyring,
            book,
            identifiers=drivers.identifiers,
            fleets=drivers.fleets,
            parties=telling.parties,
        )
        authoriser = TokenAuthoriser(
            database,
            tokens,
            identifiers=drivers.identifiers,
            standings=drivers.standings,
            rules=drivers.rules,
            places=drivers.places,
        )
        session_telling = SessionTelling(
            database,
            book,
            sessions,
            courses=charging.courses,
            costs=charging.costs,
            values=telling.values,
        )
        cdr_telling = CdrTelling(
            database,
            book,
            sessions,
            courses=charging.courses,
            cdrs=charging.cdrs,
            parties=telling.parties,
            reservations=charging.reservations,
        )
        return cls(
            modules={
                ("cdrs", "SENDER"): CdrSending(telling.lists),
                ("sessions", "SENDER"): SessionSending(database, telling.lists, charging.courses),
                ("tokens", "SENDER"): TokenSending(telling.lists, authoriser),
            },
            sessions=session_telling,
            cdrs=cdr_telling,
            tokens=tokens,
            sharing=TokenSharingService(database, telling.jobs, tokens, drivers.fleets),
            rewording=Rewording(
                database,
                telling.jobs,
                book,
                line=telling.line,
                sessions=session_telling,
                cdrs=cdr_telling,
            ),
        )
