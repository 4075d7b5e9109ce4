"""Use cases of tariffs: the catalogue, which tariff holds where, and telling others of both."""

from chargehouse.contexts.tariffs.service.assignments import AssignmentService
from chargehouse.contexts.tariffs.service.catalogue import TariffService
from chargehouse.contexts.tariffs.service.telling import TariffTelling

__all__ = ["AssignmentService", "TariffService", "TariffTelling"]
