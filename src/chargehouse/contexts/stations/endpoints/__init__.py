"""REST of stations: locations, stations and their parts, commands, registration, certificates."""

from chargehouse.contexts.stations.endpoints.certificates import CertificateController
from chargehouse.contexts.stations.endpoints.commands import CommandController
from chargehouse.contexts.stations.endpoints.locations import LocationController
from chargehouse.contexts.stations.endpoints.observations import (
    FaultController,
    ObservationController,
)
from chargehouse.contexts.stations.endpoints.registration import RegistrationController
from chargehouse.contexts.stations.endpoints.stations import StationController
from chargehouse.contexts.stations.endpoints.verbs import VerbController

CONTROLLERS = (
    LocationController,
    StationController,
    ObservationController,
    FaultController,
    CommandController,
    VerbController,
    RegistrationController,
    CertificateController,
)

__all__ = ["CONTROLLERS"]
