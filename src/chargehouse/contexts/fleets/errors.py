"""What fleets refuse."""

from chargehouse.kernel.errors import Conflict, NotFound


class FleetUnknown(NotFound):
    """The tenant has no such fleet."""

    code = "fleet_unknown"


class FleetNameTaken(Conflict):
    """The tenant has a fleet of this name, in whatever case."""

    code = "fleet_name_taken"


class FleetHasVehicles(Conflict):
    """A fleet is not removed while vehicles belong to it."""

    code = "fleet_has_vehicles"


class FleetChangedMeanwhile(Conflict):
    """The fleet is no longer in the version that was read."""

    code = "changed_meanwhile"
