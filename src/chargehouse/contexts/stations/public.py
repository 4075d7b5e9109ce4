"""What other rooms may know of stations, and the port through which stations are told things."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol
from uuid import UUID

import msgspec

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

Registration = Literal["accepted", "pending", "rejected"]


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
    """What must be known of a station to let it in; the previous connection is one still open."""

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
    """What a BootNotification says; `received_at` is ours."""

    vendor: str
    model: str
    serial_number: str | None = None
    firmware_version: str | None = None
    quirk_profile: str | None = None
    reason: str | None = None
    received_at: datetime
    deviations: int = 0


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


@dataclass(frozen=True, slots=True)
class CommandTarget:
    """The station that a command is for; `protocol` is that of its newest connection."""

    tenant_id: UUID
    station_id: UUID
    code: str
    protocol: str
    quirk_profile: str | None


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command that is to be sent now: what the port takes through the broker to a station."""

    id: UUID
    tenant_id: UUID
    station_id: UUID
    action: str
    payload: Mapping[str, object]
    expires_at: datetime


class CommandOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """How a command ended.

    `status` is `accepted` or `rejected` where the station answered with a CALLRESULT (its own
    `status` field decides; an answer without one is accepted), `refused` for a CALLERROR,
    `timed_out` where no answer came in time, `offline` where no process holds the station,
    `expired` where it could not be sent in time, `cancelled` where the connection ended first.
    `answer` is the station's answer as JSON text with identifiers masked.
    """

    status: str
    answer: str | None = None
    answer_status: str | None = None
    error_code: str | None = None
    error_description: str | None = None
    connection_id: UUID | None = None
    message_id: str | None = None
    sent_at: datetime | None = None
    answered_at: datetime | None = None


class CommandPort(Protocol):
    """Speaks a station's protocol; payloads are opaque JSON to everybody else."""

    def translate(
        self, target: CommandTarget, verb: str, arguments: Mapping[str, object]
    ) -> tuple[str, Mapping[str, object]]:
        """Return action and payload of a version-neutral verb in the station's protocol.

        Raises `Invalid`, naming an argument, or `CommandNotPossible`.
        """

    def check(self, protocol: str, action: str, payload: Mapping[str, object]) -> None:
        """Raise `Invalid`, naming the field, unless the payload is a request of the action.

        Raises `CommandNotPossible` where the protocol has no such action towards a station.
        """

    def mask(self, protocol: str, action: str, payload: Mapping[str, object]) -> str:
        """Return a request as JSON text whose identifiers and secrets are masked."""

    async def send(self, command: CommandRow) -> CommandOutcome:
        """Take a command to the process that holds the station, and return how it ended.

        Raises nothing for what a station or a network can do: each is an outcome.
        """
