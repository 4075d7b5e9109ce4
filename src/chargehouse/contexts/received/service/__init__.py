"""Use cases of what partners told us."""

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
from chargehouse.contexts.received.service.side import ReceivingSide

__all__ = [
    "CdrReceiving",
    "ClientReceiving",
    "ListReading",
    "LocationReceiving",
    "PullService",
    "Received",
    "ReceivedService",
    "Receiving",
    "ReceivingSide",
    "Room",
    "Shelf",
]
