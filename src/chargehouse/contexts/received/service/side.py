"""Our receiving side of OCPI's modules, put together once a process."""

from dataclasses import dataclass
from typing import Self

from chargehouse.contexts.received.service.book import Received
from chargehouse.contexts.received.service.cdrs import CdrReceiving
from chargehouse.contexts.received.service.clients import ClientReceiving
from chargehouse.contexts.received.service.lists import ReceivedService
from chargehouse.contexts.received.service.locations import LocationReceiving
from chargehouse.contexts.received.service.pulling import PullService
from chargehouse.contexts.received.service.reading import ListReading
from chargehouse.contexts.received.service.receiving import Receiving
from chargehouse.contexts.received.service.room import Room
from chargehouse.contexts.received.service.shelf import Shelf
from chargehouse.contexts.roaming.public import ModuleTable, PartnerLine, PartyBook
from chargehouse.contexts.roaming.public.hubs import HubBook
from chargehouse.kernel.setting import SettingValues
from chargehouse.platform.jobs.queue import Jobs
from chargehouse.platform.postgres.database import Database
from chargehouse.platform.secrets import Keyring


@dataclass(frozen=True, slots=True)
class ReceivingSide:
    """The modules for the door, and the services for everybody else."""

    modules: ModuleTable
    lists: ReceivedService
    room: Room
    book: Received
    pulls: PullService

    @classmethod
    def of(
        cls,
        database: Database,
        keyring: Keyring,
        *,
        parties: PartyBook,
        hubs: HubBook,
        line: PartnerLine,
        jobs: Jobs,
        values: SettingValues,
    ) -> Self:
        """Put it together."""
        shelf, room = Shelf(keyring, database.ids), Room(database, values)
        clients = ClientReceiving(database, shelf, room, parties, hubs)
        return cls(
            modules={
                ("cdrs", "RECEIVER"): CdrReceiving(database, shelf, room, parties),
                ("hubclientinfo", "RECEIVER"): clients,
                ("locations", "RECEIVER"): LocationReceiving(
                    "locations", database, shelf, room, parties
                ),
                ("sessions", "RECEIVER"): Receiving("sessions", database, shelf, room, parties),
                ("tariffs", "RECEIVER"): Receiving("tariffs", database, shelf, room, parties),
                ("tokens", "RECEIVER"): Receiving("tokens", database, shelf, room, parties),
            },
            lists=ReceivedService(database, shelf),
            room=room,
            book=Received(database, shelf, parties),
            pulls=PullService(
                database,
                line,
                ListReading(database, shelf, room, clients),
                jobs=jobs,
                values=values,
            ),
        )
