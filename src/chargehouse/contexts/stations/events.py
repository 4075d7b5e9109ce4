"""What happens to stations. All but the edits of operators are written by the hot path."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Change, Event


class StationConnected(Event, frozen=True, kw_only=True):
    """A station opened a websocket; `replaced_connection_id` is the one that it took over."""

    wire_name: ClassVar[str] = "station.connected"
    personal: ClassVar[frozenset[str]] = frozenset({"remote_address"})

    connection_id: UUID
    subprotocol: str
    security_profile: int
    remote_address: str
    replaced_connection_id: UUID | None = None


class StationDisconnected(Event, frozen=True, kw_only=True):
    """A station's newest connection ended; `close_code` is the websocket's (RFC 6455, 7.4)."""

    wire_name: ClassVar[str] = "station.disconnected"

    connection_id: UUID
    close_code: int | None = None
    reason: str | None = None


class ConnectionRefused(Event, frozen=True, kw_only=True):
    """Somebody was turned away; of an unknown station only a mask of its code is kept."""

    wire_name: ClassVar[str] = "station.connection_refused"
    personal: ClassVar[frozenset[str]] = frozenset({"remote_address"})

    reason: str
    remote_address: str
    code_masked: str | None = None


class StationBooted(Event, frozen=True, kw_only=True):
    """A station said what it is: after a boot, or, where not `rebooted`, because it was asked."""

    wire_name: ClassVar[str] = "station.booted"

    vendor: str
    model: str
    firmware_version: str | None
    boot_reason: str | None
    rebooted: bool = True


class ConnectorStatusChanged(Event, frozen=True, kw_only=True):
    """A connector reports another status or error; EVSE 0 is the station as a whole."""

    wire_name: ClassVar[str] = "station.connector_status_changed"

    evse_id: int
    connector_id: int
    status: str
    previous_status: str | None
    error_code: str | None
    vendor_error_code: str | None
    reported_at: datetime | None


class FaultOpened(Event, frozen=True, kw_only=True):
    """A station reports a fault that was not open."""

    wire_name: ClassVar[str] = "station.fault_opened"

    fault_id: UUID
    evse_id: int
    connector_id: int
    error_code: str
    vendor_id: str | None
    vendor_error_code: str | None
    info: str | None
    reported_at: datetime | None


class FaultCleared(Event, frozen=True, kw_only=True):
    """An open fault no longer holds."""

    wire_name: ClassVar[str] = "station.fault_cleared"

    fault_id: UUID
    evse_id: int
    connector_id: int
    error_code: str
    vendor_error_code: str | None
    opened_at: datetime


class FirmwareStatusReported(Event, frozen=True, kw_only=True):
    """A station tells how its firmware update goes."""

    wire_name: ClassVar[str] = "station.firmware_status_reported"

    status: str
    request_number: int | None = None


class DiagnosticsStatusReported(Event, frozen=True, kw_only=True):
    """A station tells how its upload of diagnostics or logs goes."""

    wire_name: ClassVar[str] = "station.diagnostics_status_reported"

    status: str
    request_number: int | None = None


class SecurityEventReported(Event, frozen=True, kw_only=True):
    """A station reports a security event (OCPP 2.0.1 part 2, appendix 1)."""

    wire_name: ClassVar[str] = "station.security_event_reported"

    kind: str
    reported_at: datetime | None


class StationVariablesObserved(Event, frozen=True, kw_only=True):
    """A station's configuration or device model was read; `changed` names what is new."""

    wire_name: ClassVar[str] = "station.variables_observed"
    audited: ClassVar[bool] = False

    observed: int
    changed: list[str]


class LocationAdded(Event, frozen=True, kw_only=True):
    """A location was added."""

    wire_name: ClassVar[str] = "location.added"

    name: str
    timezone: str


class LocationEdited(Event, frozen=True, kw_only=True):
    """A location was edited."""

    wire_name: ClassVar[str] = "location.edited"

    changes: dict[str, Change]


class LocationRemoved(Event, frozen=True, kw_only=True):
    """A location was removed."""

    wire_name: ClassVar[str] = "location.removed"

    name: str


class StationAdded(Event, frozen=True, kw_only=True):
    """A station was added: by somebody, or let in by a registration window."""

    wire_name: ClassVar[str] = "station.added"

    code: str
    location_id: UUID
    registration_window_id: UUID | None = None


class StationEdited(Event, frozen=True, kw_only=True):
    """A station was edited."""

    wire_name: ClassVar[str] = "station.edited"

    changes: dict[str, Change]


class StationRemoved(Event, frozen=True, kw_only=True):
    """A station was removed; its history stays."""

    wire_name: ClassVar[str] = "station.removed"

    code: str


class StationPasswordChanged(Event, frozen=True, kw_only=True):
    """A station was given another password."""

    wire_name: ClassVar[str] = "station.password_changed"


class ConnectorEdited(Event, frozen=True, kw_only=True):
    """A connector was described by an operator."""

    wire_name: ClassVar[str] = "station.connector_edited"

    evse_id: int
    connector_id: int
    changes: dict[str, Change]


class RegistrationWindowOpened(Event, frozen=True, kw_only=True):
    """New stations may register themselves at a location for a while."""

    wire_name: ClassVar[str] = "location.registration_window_opened"

    window_id: UUID
    security_profile: int
    stations: int
    closes_at: datetime


class RegistrationWindowClosed(Event, frozen=True, kw_only=True):
    """A registration window was closed before its time."""

    wire_name: ClassVar[str] = "location.registration_window_closed"

    window_id: UUID


class CommandRequested(Event, frozen=True, kw_only=True):
    """Somebody told a station to do something."""

    wire_name: ClassVar[str] = "station.command_requested"
    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    command_id: UUID
    action: str
    verb: str | None
    reason: str | None


class CommandCompleted(Event, frozen=True, kw_only=True):
    """A command came to its end: by the station's own answer, or without one."""

    wire_name: ClassVar[str] = "station.command_completed"

    command_id: UUID
    action: str
    status: str
    answer_status: str | None
    error_code: str | None


class CertificateIssued(Event, frozen=True, kw_only=True):
    """A station's certificate was signed by the tenant's authority."""

    wire_name: ClassVar[str] = "station.certificate_issued"

    certificate_id: UUID
    serial_number: str
    not_after: datetime


class CertificateRevoked(Event, frozen=True, kw_only=True):
    """A station's certificate is no longer honoured."""

    wire_name: ClassVar[str] = "station.certificate_revoked"

    certificate_id: UUID
    serial_number: str
