"""REST of identity: vehicles, identifiers, and agreements with partners."""

from chargehouse.contexts.identity.endpoints.agreements import AgreementController
from chargehouse.contexts.identity.endpoints.asking import PartnerAskingController
from chargehouse.contexts.identity.endpoints.feeds import FeedController
from chargehouse.contexts.identity.endpoints.identifiers import IdentifierController
from chargehouse.contexts.identity.endpoints.vehicles import VehicleController

CONTROLLERS = (
    VehicleController,
    IdentifierController,
    AgreementController,
    FeedController,
    PartnerAskingController,
)

__all__ = ["CONTROLLERS"]
