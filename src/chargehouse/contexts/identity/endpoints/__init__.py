"""REST of identity: vehicles and identifiers."""

from chargehouse.contexts.identity.endpoints.identifiers import IdentifierController
from chargehouse.contexts.identity.endpoints.vehicles import VehicleController

CONTROLLERS = (VehicleController, IdentifierController)

__all__ = ["CONTROLLERS"]
