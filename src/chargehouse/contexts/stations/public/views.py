"""What can be read of locations and stations. Instants are UTC; ages are whole seconds."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec


class Location(msgspec.Struct, frozen=True, kw_only=True):
    """A place where stations stand; `timezone` is an IANA name.

    It belongs to a party of ours, whatever country it lies in. `ocpi_id` is what partners call it;
    `publish` lets them show it to the public.
    """

    id: UUID
    name: str
    timezone: str
    address: str | None
    postal_code: str | None
    city: str | None
    country: str | None
    latitude: Decimal | None
    longitude: Decimal | None
    party_id: UUID
    ocpi_id: str
    publish: bool
    stations: int
    created_at: datetime
    updated_at: datetime
    version: int


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody charges, as it is told to others: a location, a station and a connector.

    `timezone` is an IANA name, `country` as the location has it. What nobody said is None.
    """

    location_id: UUID
    name: str
    timezone: str
    address: str | None
    postal_code: str | None
    city: str | None
    country: str | None
    latitude: Decimal | None
    longitude: Decimal | None
    station_id: UUID
    station_code: str | None
    evse_id: int | None = None
    connector_id: int | None = None
    standard: str | None = None
    power_type: str | None = None
    max_power_w: int | None = None


class Socket(msgspec.Struct, frozen=True, kw_only=True):
    """The station's newest websocket: `open`, `closed`, or `never` where there was none.

    It is open only while the process that holds it is known to live. `since` is when it opened or
    closed; `last_seen_at` is when the station last sent anything over it.
    """

    state: str
    since: datetime | None = None
    age_s: int | None = None
    subprotocol: str | None = None
    security_profile: int | None = None
    remote_address: str | None = None
    last_seen_at: datetime | None = None
    last_seen_age_s: int | None = None
    close_code: int | None = None
    close_reason: str | None = None


class ReportedStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What a station or connector said of itself; `reported_at` is the station's own time."""

    status: str | None
    reported_at: datetime | None
    received_at: datetime | None
    age_s: int | None


class ProvenUse(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody last charged at the station, as its own messages prove."""

    at: datetime | None
    age_s: int | None


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """A charging station: what it is, and three facts of its state that do not imply each other.

    `protocol` is what is expected of it, None for any; `open_faults` counts its faults that hold.
    """

    id: UUID
    code: str
    name: str | None
    location_id: UUID
    location_name: str
    timezone: str
    protocol: str | None
    security_profile: int
    has_password: bool
    registration: str
    vendor: str | None
    model: str | None
    serial_number: str | None
    firmware_version: str | None
    quirk_profile: str | None
    boot_reason: str | None
    booted_at: datetime | None
    heartbeat_at: datetime | None
    clock_skew_s: float | None
    deviations: int
    open_faults: int
    socket: Socket
    reported: ReportedStatus
    proven_use: ProvenUse
    created_at: datetime
    updated_at: datetime
    version: int


class Connector(msgspec.Struct, frozen=True, kw_only=True):
    """A connector; `power_type` is None as long as nobody has said it."""

    station_id: UUID
    evse_id: int
    connector_id: int
    standard: str | None
    power_type: str | None
    max_power_w: int | None
    reported: ReportedStatus
    error_code: str | None
    vendor_id: str | None
    vendor_error_code: str | None
    info: str | None


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """A fault that a station reported; it holds while `closed_at` is None."""

    id: UUID
    station_id: UUID
    station_code: str
    location_id: UUID
    evse_id: int
    connector_id: int
    error_code: str
    vendor_id: str | None
    vendor_error_code: str | None
    info: str | None
    reported_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    age_s: int


class Variable(msgspec.Struct, frozen=True, kw_only=True):
    """A configuration key (component '') or device-model variable, as it was last observed.

    `value` is masked, and `masked` says so, where it may hold an identifier or a secret.
    """

    component: str
    component_instance: str
    evse_id: int
    connector_id: int
    variable: str
    variable_instance: str
    attribute: str
    value: str | None
    masked: bool
    mutability: str | None
    data_type: str | None
    unit: str | None
    observed_at: datetime
    age_s: int


class TimelineFrame(msgspec.Struct, frozen=True, kw_only=True):
    """A frame of the timeline; `payload` is JSON text whose identifiers are masked."""

    id: UUID
    station_id: UUID
    at: datetime
    connection_id: UUID
    direction: str
    kind: str
    action: str | None
    message_id: str | None
    payload: str | None
    deviations: list[str]


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A command and what came of it; `request` and `answer` are JSON, identifiers masked."""

    id: UUID
    station_id: UUID
    action: str
    verb: str | None
    status: str
    request: dict[str, Any]
    answer: dict[str, Any] | None
    answer_status: str | None
    error_code: str | None
    error_description: str | None
    requested_by: str
    request_id: str | None
    reason: str | None
    requested_at: datetime
    expires_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """Something about a station that a person should look at; `sentence` says it in English.

    `kind` is `fault`, `disconnected`, `silent`, `pending` or `never_seen`.
    """

    kind: str
    station_id: UUID
    station_code: str
    station_name: str | None
    since: datetime
    sentence: str


class RegistrationWindow(msgspec.Struct, frozen=True, kw_only=True):
    """A while in which new stations may register themselves at a location."""

    id: UUID
    location_id: UUID
    security_profile: int
    opened_by: str
    opens_at: datetime
    closes_at: datetime
    stations_left: int


class StationCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that the tenant's authority issued; `status` is `valid` or `revoked`."""

    id: UUID
    station_id: UUID
    serial_number: str
    subject: str
    certificate_pem: str
    not_before: datetime
    not_after: datetime
    status: str
    issued_at: datetime


class LastUsed(msgspec.Struct, frozen=True, kw_only=True):
    """Stations by how long ago somebody last charged there, as their own messages prove."""

    day: int
    week: int
    month: int
    older: int
    never: int


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of a location, or of all: stations by what is known of them, connectors by status.

    Every station is either connected, disconnected or never seen. Silent are those connected ones
    that sent nothing for long. What it reports, and when it was used, are facts apart. Each count
    is that of the list with the filter of its name; disconnected are those that are neither
    connected nor never seen.
    """

    stations: int
    connected: int
    disconnected: int
    never_seen: int
    silent: int
    silent_after_s: int
    faulted: int
    pending: int
    open_faults: int
    last_used: LastUsed
    connectors_by_status: dict[str, int]
    at: datetime
