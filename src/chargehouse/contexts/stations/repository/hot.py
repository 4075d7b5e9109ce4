"""The parts of coalesced writes over the stations' tables (their functions: migration 0003)."""

from typing import Final

from chargehouse.platform.postgres.coalescer import Part

FIND: Final = Part("stations_find", ("text",), answers=True)

# station, connection, process, subprotocol, profile, address, at, event, actor
CONNECTED: Final = Part(
    "stations_connected",
    ("uuid", "uuid", "uuid", "text", "smallint", "text", "timestamptz", "uuid", "text"),
    answers=True,
    tells=True,
)

# station, connection, at, close code, reason, event, actor
DISCONNECTED: Final = Part(
    "stations_disconnected",
    ("uuid", "uuid", "timestamptz", "integer", "text", "uuid", "text"),
    answers=True,
    tells=True,
)

# station, connection, at
SEEN: Final = Part("stations_seen", ("uuid", "uuid", "timestamptz"), tells=True)

# station, vendor, model, serial, firmware, quirk profile, reason, at, deviations
BOOTED: Final = Part(
    "stations_booted",
    ("uuid", "text", "text", "text", "text", "text", "text", "timestamptz", "integer"),
    answers=True,
)

# station, heartbeat, last use, deviations, clock skew
HEARD: Final = Part(
    "stations_heard", ("uuid", "timestamptz", "timestamptz", "integer", "double precision")
)

# station, status, error code, vendor code, reported, received, event, actor
STATION_REPORTED: Final = Part(
    "stations_reported",
    ("uuid", "text", "text", "text", "timestamptz", "timestamptz", "uuid", "text"),
    answers=True,
    tells=True,
)

# station, EVSE, connector, status, error code, vendor id, vendor code, info, reported, received,
# event, actor
CONNECTOR_REPORTED: Final = Part(
    "connectors_reported",
    (
        *("uuid", "integer", "integer", "text", "text", "text", "text", "text"),
        *("timestamptz", "timestamptz", "uuid", "text"),
    ),
    answers=True,
    tells=True,
)

# fault, station, EVSE, connector, error code, vendor id, vendor code, info, reported, received,
# event, actor
FAULT_OPENED: Final = Part(
    "faults_opened",
    (
        *("uuid", "uuid", "integer", "integer", "text", "text", "text", "text"),
        *("timestamptz", "timestamptz", "uuid", "text"),
    ),
    tells=True,
)

# station, EVSE, connector, code or None for any, code and vendor code that still hold, at, actor
FAULTS_CLOSED: Final = Part(
    "faults_closed",
    ("uuid", "integer", "integer", "text", "text", "text", "timestamptz", "text"),
    tells=True,
)

# station, id, at, connection, direction, kind, action, message id, payload, deviations by line
FRAMES: Final = Part(
    "frames_append",
    ("uuid", "uuid", "timestamptz", "uuid", "text", "text", "text", "text", "text", "text"),
)
