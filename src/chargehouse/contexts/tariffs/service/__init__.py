"""Use cases of tariffs: the catalogue, and which tariff holds where."""

from chargehouse.contexts.tariffs.service.assignments import AssignmentService
from chargehouse.contexts.tariffs.service.catalogue import TariffService

__all__ = ["AssignmentService", "TariffService"]
