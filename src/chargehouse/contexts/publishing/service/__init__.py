"""Use cases of publishing."""

from chargehouse.contexts.publishing.service.cdr_telling import CdrTelling
from chargehouse.contexts.publishing.service.drivers import (
    Charging,
    Drivers,
    DriverSide,
    Footing,
)
from chargehouse.contexts.publishing.service.judgements import DecidedJudgements
from chargehouse.contexts.publishing.service.lists import PublishedLists
from chargehouse.contexts.publishing.service.locations import LocationSaying
from chargehouse.contexts.publishing.service.lookups import PublishedNames
from chargehouse.contexts.publishing.service.marking import PublicationMarking
from chargehouse.contexts.publishing.service.naming import EvseNaming
from chargehouse.contexts.publishing.service.partner_places import ReceivedPlaces
from chargehouse.contexts.publishing.service.publications import PublicationBook
from chargehouse.contexts.publishing.service.pushing import Pusher
from chargehouse.contexts.publishing.service.queues import QueueService
from chargehouse.contexts.publishing.service.renewing import Renewing
from chargehouse.contexts.publishing.service.rewording import Rewording
from chargehouse.contexts.publishing.service.roaming_tokens import ReceivedTokens
from chargehouse.contexts.publishing.service.senders import LocationsSender, TariffsSender
from chargehouse.contexts.publishing.service.session_telling import SessionTelling
from chargehouse.contexts.publishing.service.sharing import SharingService
from chargehouse.contexts.publishing.service.side import NetworkSide
from chargehouse.contexts.publishing.service.spots import EvseSpots
from chargehouse.contexts.publishing.service.tariffs import TariffSaying
from chargehouse.contexts.publishing.service.token_sharing import TokenSharingService
from chargehouse.contexts.publishing.service.token_telling import TokenTelling

__all__ = [
    "CdrTelling",
    "Charging",
    "DecidedJudgements",
    "DriverSide",
    "Drivers",
    "EvseNaming",
    "EvseSpots",
    "Footing",
    "LocationSaying",
    "LocationsSender",
    "NetworkSide",
    "PublicationBook",
    "PublicationMarking",
    "PublishedLists",
    "PublishedNames",
    "Pusher",
    "QueueService",
    "ReceivedPlaces",
    "ReceivedTokens",
    "Renewing",
    "Rewording",
    "SessionTelling",
    "SharingService",
    "TariffSaying",
    "TariffsSender",
    "TokenSharingService",
    "TokenTelling",
]
