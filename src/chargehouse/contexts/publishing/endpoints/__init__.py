"""Routes of publishing."""

from typing import Final

from chargehouse.contexts.publishing.endpoints.drivers import DriverController
from chargehouse.contexts.publishing.endpoints.queues import PartnerQueueController
from chargehouse.contexts.publishing.endpoints.sharing import SharingController

CONTROLLERS: Final = (DriverController, PartnerQueueController, SharingController)

__all__ = ["CONTROLLERS"]
