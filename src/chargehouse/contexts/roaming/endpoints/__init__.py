"""Routes of roaming."""

from typing import Final

from chargehouse.contexts.roaming.endpoints.locations import PartyLocationController
from chargehouse.contexts.roaming.endpoints.parties import PartyController

CONTROLLERS: Final = (PartyController, PartyLocationController)

__all__ = ["CONTROLLERS"]
