"""REST of tariffs, and of where they hold."""

from typing import Final

from chargehouse.contexts.tariffs.endpoints.assignments import AssignmentController
from chargehouse.contexts.tariffs.endpoints.catalogue import TariffController

CONTROLLERS: Final = (TariffController, AssignmentController)
