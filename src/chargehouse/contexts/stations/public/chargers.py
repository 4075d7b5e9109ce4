"""What chargers are and report, as the gateway hands it over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

Registration = Literal["accepted", "pending", "rejected"]
PROFILES_WITH_PASSWORD: Final = (1, 2)
PROFILES_WITHOUT: Final = (0, 3)
"""The security profiles whose stations prove who they are by a password, and the others."""


@dataclass(frozen=True, slots=True)
class StationRef:
    """A station as the hot path carries it; `code` is what it calls itself in its URL."""

    tenant_id: UUID
    id: UUID
    code: str

    @property
    def actor_name(self) -> str:
        """How events name the station as the one who acted."""
        return f"station:{self.code}"


@dataclass(frozen=True, slots=True)
class Admitted:
    """What must be known of a station to let it in; the previous connection is one still open.

    An offered password is one that the station was told, and may use from now on. `clock_skew_s`
    is how far ahead its clock was last.
    """

    station_id: UUID
    location_id: UUID
    protocol: str | None
    security_profile: int
    password_hash: bytes | None
    registration: Registration
    quirk_profile: str | None
    previous_connection: UUID | None
    previous_process: UUID | None
    timezone: str
    offered_password_hash: bytes | None = None
    clock_skew_s: float | None = None


@dataclass(frozen=True, slots=True)
class Replaced:
    """The connection that a newer one took over, and the process that holds it."""

    connection_id: UUID
    process_id: UUID


@dataclass(frozen=True, slots=True)
class Seen:
    """A connection sent something at an instant."""

    tenant_id: UUID
    station_id: UUID
    connection_id: UUID
    at: datetime


class BootReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a BootNotification says; `received_at` is ours.

    `rebooted` is false for one that was only asked for, or repeats one that was not accepted.
    """

    vendor: str
    model: str
    serial_number: str | None = None
    firmware_version: str | None = None
    quirk_profile: str | None = None
    reason: str | None = None
    received_at: datetime
    deviations: int = 0
    rebooted: bool = True


class StatusReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a StatusNotification says.

    `error_code` is OCPP 1.6's and None in 2.x. Connector n of 1.6 is EVSE n, connector 1; EVSE 0
    with connector 0 is the station as a whole. `reported_at` is the station's time.
    """

    evse_id: int
    connector_id: int
    status: str
    error_code: str | None = None
    vendor_id: str | None = None
    vendor_error_code: str | None = None
    info: str | None = None
    reported_at: datetime | None = None
    received_at: datetime


class StatusBefore(msgspec.Struct, frozen=True):
    """What a connector had reported before."""

    status: str
    error_code: str | None
    received_at: datetime


class FaultReport(msgspec.Struct, frozen=True, kw_only=True):
    """A fault that a station reports by an event of its own (NotifyEvent of OCPP 2.x)."""

    evse_id: int
    connector_id: int
    error_code: str
    vendor_id: str | None = None
    vendor_error_code: str | None = None
    info: str | None = None
    reported_at: datetime | None = None
    received_at: datetime
    cleared: bool = False


class VariableReport(msgspec.Struct, frozen=True, kw_only=True):
    """A configuration key of OCPP 1.6 (component '') or a device-model variable of 2.x.

    `value` is as the station wrote it: the service decides whether it may be kept plain.
    """

    variable: str
    value: str | None
    component: str = ""
    component_instance: str = ""
    evse_id: int = 0
    connector_id: int = 0
    variable_instance: str = ""
    attribute: str = "Actual"
    mutability: str | None = None
    data_type: str | None = None
    unit: str | None = None
    characteristics: str | None = None


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One OCPP-J frame for the timeline; `payload` is text whose identifiers are masked.

    `direction` is `in` (from the station) or `out`; `kind` is `call`, `result`, `error`, `send`
    or `malformed`.
    """

    station_id: UUID
    id: UUID
    at: datetime
    connection_id: UUID
    direction: str
    kind: str
    action: str | None = None
    message_id: str | None = None
    payload: str | None = None
    deviations: tuple[str, ...] = ()
