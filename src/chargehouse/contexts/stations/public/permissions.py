"""What actors may be permitted to do with stations."""

from typing import Final

from chargehouse.kernel.actor import Permission

STATIONS_READ: Final = Permission("stations.read", "stations", "see stations and their state")
STATIONS_EDIT: Final = Permission("stations.edit", "stations", "add, change and remove stations")
STATIONS_COMMAND: Final = Permission("stations.command", "stations", "send commands to stations")
TIMELINE_READ: Final = Permission(
    "stations.timeline.read", "stations", "see every message that a station sent or got"
)
CONFIGURATION_READ: Final = Permission(
    "stations.configuration.read", "stations", "see stations' configuration"
)
REGISTER: Final = Permission("stations.register", "stations", "let new stations register")
CERTIFICATES: Final = Permission(
    "stations.certificates", "stations", "issue and revoke stations' certificates"
)
LOCATIONS_READ: Final = Permission("locations.read", "stations", "see locations")
LOCATIONS_EDIT: Final = Permission("locations.edit", "stations", "add, change, remove locations")
PERMISSIONS: Final = (
    STATIONS_READ,
    STATIONS_EDIT,
    STATIONS_COMMAND,
    TIMELINE_READ,
    CONFIGURATION_READ,
    REGISTER,
    CERTIFICATES,
    LOCATIONS_READ,
    LOCATIONS_EDIT,
)
