"""Routes of roaming."""

from typing import Final

from chargehouse.contexts.roaming.endpoints.doors import DoorController
from chargehouse.contexts.roaming.endpoints.examinations import ExaminationController
from chargehouse.contexts.roaming.endpoints.locations import PartyLocationController
from chargehouse.contexts.roaming.endpoints.parties import PartyController
from chargehouse.contexts.roaming.endpoints.partners import PartnerController

CONTROLLERS: Final = (
    PartyController,
    PartyLocationController,
    PartnerController,
    ExaminationController,
    DoorController,
)

__all__ = ["CONTROLLERS"]
