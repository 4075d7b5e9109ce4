"""Use cases of identity: vehicles, their identifiers, import, agreements, and classification."""

from chargehouse.contexts.identity.service.agreements import AgreementService
from chargehouse.contexts.identity.service.asking import AskingLines
from chargehouse.contexts.identity.service.classification import ClassificationService
from chargehouse.contexts.identity.service.feeds import FeedReport, FeedService
from chargehouse.contexts.identity.service.identifiers import IdentifierService
from chargehouse.contexts.identity.service.imports import ImportReport, ImportService
from chargehouse.contexts.identity.service.opening import IdentifierOpener
from chargehouse.contexts.identity.service.partner_feeds import PartnerFeeds
from chargehouse.contexts.identity.service.real_time import RealTime
from chargehouse.contexts.identity.service.vehicles import VehicleService

__all__ = [
    "AgreementService",
    "AskingLines",
    "ClassificationService",
    "FeedReport",
    "FeedService",
    "IdentifierOpener",
    "IdentifierService",
    "ImportReport",
    "ImportService",
    "PartnerFeeds",
    "RealTime",
    "VehicleService",
]
