"""The parts of coalesced writes over the stations' tables (functions: migrations 0003, 0031)."""

from typing import Final

from chargehouse.platform.postgres.coalescer import Part

KNOCKING: Final = Part(
    "stations_knocking",
    "code",
    answers=True,
)

CONNECTED: Final = Part(
    "stations_connected",
    "station_id connection_id process_id subprotocol security_profile remote_address at "
    "event_id actor",
    answers=True,
    tells=True,
)

DISCONNECTED: Final = Part(
    "stations_disconnected",
    "station_id connection_id at close_code reason event_id actor",
    answers=True,
    tells=True,
)

SEEN: Final = Part(
    "stations_seen",
    "station_id connection_id at",
    tells=True,
)

BOOTED: Final = Part(
    "stations_booted",
    "station_id vendor model serial firmware quirk_profile reason at deviations",
    answers=True,
)

HEARD: Final = Part(
    "stations_heard",
    "station_id heartbeat used deviations skew",
)

STATION_REPORTED: Final = Part(
    "stations_reported",
    "station_id status error_code vendor_error_code reported_at received_at event_id actor",
    answers=True,
    tells=True,
)

CONNECTOR_REPORTED: Final = Part(
    "connectors_reported",
    "station_id evse_id connector_id status error_code vendor_id vendor_error_code info "
    "reported_at received_at event_id actor",
    answers=True,
    tells=True,
)

FAULT_OPENED: Final = Part(
    "faults_opened",
    "id station_id evse_id connector_id error_code vendor_id vendor_error_code info "
    "reported_at opened_at event_id actor",
    tells=True,
)

FAULTS_CLOSED: Final = Part(
    "faults_closed",
    "station_id evse_id connector_id code still_code still_vendor_code at actor",
    tells=True,
)

FRAMES: Final = Part(
    "frames_append",
    "station_id id at connection_id direction kind action message_id payload deviations",
)
