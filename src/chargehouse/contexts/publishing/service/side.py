"""What it takes to tell partners of our network, put together once a process."""

from dataclasses import dataclass
from typing import Protocol, Self

from chargehouse.contexts.publishing.service.lists import PublishedLists
from chargehouse.contexts.publishing.service.locations import LocationSaying
from chargehouse.contexts.publishing.service.marking import PublicationMarking
from chargehouse.contexts.publishing.service.naming import EvseNaming
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.publishing.service.renewing import Renewing
from chargehouse.contexts.publishing.service.senders import LocationsSender, TariffsSender
from chargehouse.contexts.publishing.service.sharing import (
    KnownPartners,
    LocationPages,
    SharingService,
)
from chargehouse.contexts.publishing.service.spots import EvseSpots
from chargehouse.contexts.publishing.service.tariffs import TariffSaying
from chargehouse.contexts.roaming.public import ModuleTable, PartyBook
from chargehouse.contexts.stations.public import StationLookup, WholeLocations
from chargehouse.contexts.tariffs.public import TariffBook
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring


class Stations(StationLookup, WholeLocations, Protocol):
    """Knows stations by name, and locations whole."""


@dataclass(frozen=True, slots=True)
class NetworkSide:
    """The modules for the door, and the services for everybody else."""

    modules: ModuleTable
    book: PublicationBook
    lists: PublishedLists
    marking: PublicationMarking
    renewing: Renewing
    evses: EvseSpots
    sharing: SharingService

    @classmethod
    def of(
        cls,
        database: Database,
        keyring: Keyring,
        *,
        stations: Stations,
        locations: LocationPages,
        tariffs: TariffBook,
        parties: PartyBook,
        partners: KnownPartners,
    ) -> Self:
        """Put it together."""
        book = PublicationBook(keyring, database.ids)
        lists = PublishedLists(database, book)
        marking = PublicationMarking(stations, stations, tariffs)
        saying = LocationSaying(
            book,
            EvseNaming(database.ids),
            locations=stations,
            tariffs=tariffs,
            parties=parties,
        )
        return cls(
            modules={
                ("locations", "SENDER"): LocationsSender(lists),
                ("tariffs", "SENDER"): TariffsSender(lists),
            },
            book=book,
            lists=lists,
            marking=marking,
            renewing=Renewing(database, saying, TariffSaying(book, tariffs, parties), marking),
            evses=EvseSpots(database),
            sharing=SharingService(
                database,
                marking,
                partners=partners,
                parties=parties,
                locations=locations,
                stations=stations,
                tariffs=tariffs,
            ),
        )
