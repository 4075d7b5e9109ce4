"""REST of identity: vehicles, identifiers, and agreements with partners."""

from chargehouse.contexts.identity.endpoints.agreements import AgreementController
from chargehouse.contexts.identity.endpoints.feeds import FeedController
from chargehouse.contexts.identity.endpoints.identifiers import IdentifierController
from chargehouse.contexts.identity.endpoints.vehicles import VehicleController

CONTROLLERS = (VehicleController, IdentifierController, AgreementController, FeedController)

__all__ = ["CONTROLLERS"]
