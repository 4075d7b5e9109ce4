"""Use cases of identity: vehicles, their identifiers, import, and classification."""

from chargehouse.contexts.identity.service.classification import ClassificationService
from chargehouse.contexts.identity.service.identifiers import IdentifierService
from chargehouse.contexts.identity.service.imports import ImportReport, ImportService
from chargehouse.contexts.identity.service.vehicles import VehicleService

__all__ = [
    "ClassificationService",
    "IdentifierService",
    "ImportReport",
    "ImportService",
    "VehicleService",
]
