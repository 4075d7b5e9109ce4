"""What actors may be permitted to do with stations."""

from typing import Final

from chargehouse.kernel.actor import Permission

STATIONS_READ: Final = Permission("stations.read", "stations", "See stations and their state.")
STATIONS_EDIT: Final = Permission("stations.edit", "stations", "Add, change and remove stations.")
STATIONS_COMMAND: Final = Permission("stations.command", "stations", "Send commands to stations.")
TIMELINE_READ: Final = Permission(
    "stations.timeline.read", "stations", "See every message that a station sent or got."
)
CONFIGURATION_READ: Final = Permission(
    "stations.configuration.read", "stations", "See stations' configuration."
)
REGISTER: Final = Permission("stations.register", "stations", "Let new stations register.")
CERTIFICATES: Final = Permission(
    "stations.certificates", "stations", "Issue and revoke stations' certificates."
)
LOCATIONS_READ: Final = Permission("locations.read", "stations", "See locations.")
LOCATIONS_EDIT: Final = Permission("locations.edit", "stations", "Add, change, remove locations.")
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
