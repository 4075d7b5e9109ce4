"""Use cases of identity: vehicles, their identifiers, import, agreements, and classification."""

from chargehouse.contexts.identity.service.agreements import AgreementService
from chargehouse.contexts.identity.service.classification import ClassificationService
from chargehouse.contexts.identity.service.feeds import FeedReport, FeedService
from chargehouse.contexts.identity.service.identifiers import IdentifierService
from chargehouse.contexts.identity.service.imports import ImportReport, ImportService
from chargehouse.contexts.identity.service.vehicles import VehicleService

__all__ = [
    "AgreementService",
    "ClassificationService",
    "FeedReport",
    "FeedService",
    "IdentifierService",
    "ImportReport",
    "ImportService",
    "VehicleService",
]
