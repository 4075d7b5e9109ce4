"""Commands across platforms, put together once a process."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from chargehouse.contexts.publishing.public import EvseLookup, TokenLookup
from chargehouse.contexts.remote.service.following import ResultFollowing
from chargehouse.contexts.remote.service.hearing import CommandResults, ProfileResults
from chargehouse.contexts.remote.service.profiles import ProfileReceiver
from chargehouse.contexts.remote.service.received import ReceivedCommandService
from chargehouse.contexts.remote.service.receiving import CommandReceiver
from chargehouse.contexts.remote.service.reservations import ReservationExpiry
from chargehouse.contexts.remote.service.sealing import WishSealer
from chargehouse.contexts.remote.service.sending import SentCommandService
from chargehouse.contexts.remote.service.sessions import SessionsOfPartners
from chargehouse.contexts.remote.service.telling import ResultTeller
from chargehouse.contexts.remote.service.wishing import Wishes
from chargehouse.contexts.roaming.public import ModuleTable, PartnerLine, PartyBook, TenantNames
from chargehouse.contexts.stations.public import Commander, StationLookup, WholeLocations
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring


@dataclass(frozen=True, slots=True, kw_only=True)
class OurSide:
    """What is ours: chargers, sessions and tokens, and where partners reach us."""

    commander: Commander
    evses: EvseLookup
    places: WholeLocations
    stations: StationLookup
    sessions: SessionsOfPartners
    tokens: TokenLookup
    tenants: TenantNames
    own_url: Callable[[], str]
    allow_private: bool


@dataclass(frozen=True, slots=True)
class RemoteSide:
    """The modules for the door, and the services for everybody else."""

    modules: ModuleTable
    received: ReceivedCommandService
    sent: SentCommandService
    following: ResultFollowing
    teller: ResultTeller
    expiry: ReservationExpiry

    @classmethod
    def of(
        cls,
        database: Database,
        keyring: Keyring,
        ours: OurSide,
        *,
        line: PartnerLine,
        parties: PartyBook,
    ) -> Self:
        """Put it together."""
        sealer, following = WishSealer(keyring), ResultFollowing()
        wishes = Wishes(database, sealer, ours.commander, allow_private=ours.allow_private)
        teller = ResultTeller(database, sealer, line, ours.commander)
        following.on_answered.append(teller.answered)
        expiry = ReservationExpiry(database, ours.stations)
        return cls(
            modules={
                ("commands", "RECEIVER"): CommandReceiver(
                    database,
                    keyring,
                    wishes,
                    evses=ours.evses,
                    places=ours.places,
                    sessions=ours.sessions,
                    stations=ours.stations,
                    parties=parties,
                    expiry=expiry,
                ),
                ("commands", "SENDER"): CommandResults(database),
                ("chargingprofiles", "RECEIVER"): ProfileReceiver(
                    database, wishes, sessions=ours.sessions, stations=ours.stations
                ),
                ("chargingprofiles", "SENDER"): ProfileResults(database),
            },
            received=ReceivedCommandService(database),
            sent=SentCommandService(
                database, line, tokens=ours.tokens, tenants=ours.tenants, own_url=ours.own_url
            ),
            following=following,
            teller=teller,
            expiry=expiry,
        )
