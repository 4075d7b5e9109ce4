"""Fleets: what vehicles belong together."""

from dataclasses import dataclass

from chargehouse.app.wiring.ground import Ground
from chargehouse.contexts.fleets.service import FleetService


@dataclass(frozen=True)
class FleetServices:
    """The services of fleets."""

    fleets: FleetService


def fleet_services(ground: Ground) -> FleetServices:
    """Return the services of fleets."""
    return FleetServices(fleets=FleetService(ground.database))
