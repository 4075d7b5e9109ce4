"""What the REST API of stations takes; what it gives stands in `public`.

In a change, what is left out stays; with `version` it is refused unless that version still holds.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from chargehouse.contexts.stations.public import Station

Protocol = Literal["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]
RegistrationStatus = Literal["accepted", "pending", "rejected"]
PowerType = Literal["ac_1_phase", "ac_3_phase", "dc"]
SecurityProfile = Annotated[int, Meta(ge=0, le=3)]
TimeoutS = Annotated[float, Meta(ge=1, le=600, description="Seconds until it is given up.")]


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body of a request."""

    def said(self, *but: str) -> dict[str, object]:
        """Return the fields that were given, but for those named."""
        given = msgspec.structs.asdict(self).items()
        return {name: value for name, value in given if value is not UNSET and name not in but}


class NewLocation(Body, frozen=True, kw_only=True):
    """A location to be added; `timezone` is an IANA name, `country` two letters.

    Without `party_id` it belongs to the default party; without `ocpi_id` its own id is that.
    """

    name: str
    timezone: str
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    party_id: UUID | None = None
    ocpi_id: str | None = None
    publish: bool = False


class ChangedLocation(Body, frozen=True, kw_only=True):
    """What changes of a location."""

    name: str | UnsetType = UNSET
    timezone: str | UnsetType = UNSET
    address: str | UnsetType | None = UNSET
    postal_code: str | UnsetType | None = UNSET
    city: str | UnsetType | None = UNSET
    country: str | UnsetType | None = UNSET
    latitude: Decimal | UnsetType | None = UNSET
    longitude: Decimal | UnsetType | None = UNSET
    party_id: UUID | UnsetType = UNSET
    publish: bool | UnsetType = UNSET
    version: int | None = None


class NewStation(Body, frozen=True, kw_only=True):
    """A station to be added; `generate_password` makes one, which is told once."""

    code: str
    location_id: UUID
    security_profile: SecurityProfile
    name: str | None = None
    protocol: Protocol | None = None
    password: str | None = None
    generate_password: bool = False
    registration: RegistrationStatus = "accepted"


class ChangedStation(Body, frozen=True, kw_only=True):
    """What changes of a station."""

    code: str | UnsetType = UNSET
    name: str | UnsetType | None = UNSET
    location_id: UUID | UnsetType = UNSET
    protocol: Protocol | UnsetType | None = UNSET
    security_profile: SecurityProfile | UnsetType = UNSET
    registration: RegistrationStatus | UnsetType = UNSET
    quirk_profile: str | UnsetType | None = UNSET
    version: int | None = None


class AddedStation(msgspec.Struct, frozen=True, kw_only=True):
    """A new station; a password that was made for it is told this once."""

    station: Station
    password: str | None = None


class NewPassword(Body, frozen=True, kw_only=True):
    """Another password for a station; one is made where none is given."""

    password: str | None = None


class ToldPassword(msgspec.Struct, frozen=True, kw_only=True):
    """A password that was made; null where the caller gave it."""

    password: str | None


class DescribedConnector(Body, frozen=True, kw_only=True):
    """What an operator says of a connector; null for unknown."""

    standard: str | UnsetType | None = UNSET
    power_type: PowerType | UnsetType | None = UNSET
    max_power_w: int | UnsetType | None = UNSET


class NewWindow(Body, frozen=True, kw_only=True):
    """A registration window to be opened at a location."""

    location_id: UUID
    security_profile: SecurityProfile
    open_for_s: Annotated[int, Meta(ge=1, le=604_800)] = 900
    stations: Annotated[int, Meta(ge=1, le=1000)] = 1


class SigningRequest(Body, frozen=True, kw_only=True):
    """A certificate signing request (PKCS #10, PEM) of a station."""

    station_id: UUID
    csr: str


class CertificateChain(msgspec.Struct, frozen=True, kw_only=True):
    """Certificates in PEM form, the station's first."""

    chain: str


class Order(Body, frozen=True, kw_only=True):
    """How a command is sent, and why; without `wait` the answer comes at once, queued."""

    timeout_s: TimeoutS = 30.0
    wait: bool = True
    reason: Annotated[str, Meta(max_length=500)] | None = None

    def arguments(self) -> dict[str, object]:
        """Return what is told the station: what was given besides the how and why."""
        how = Order.__struct_fields__
        return {name: value for name, value in self.said(*how).items() if value is not None}


class ActionOrder(Order, frozen=True, kw_only=True):
    """A request of the station's own protocol version; `payload` is the OCPP request."""

    payload: dict[str, Any] = {}


class StartOrder(Order, frozen=True, kw_only=True):
    """Start charging for an identifier; its type is one of OCPP 2.x."""

    id_token: Annotated[str, Meta(min_length=1, max_length=36)]
    token_type: str | None = None
    evse_id: int | None = None


class StopOrder(Order, frozen=True, kw_only=True):
    """Stop a transaction, by the id that the station knows."""

    transaction_id: str


class UnlockOrder(Order, frozen=True, kw_only=True):
    """Unlock a connector."""

    evse_id: int
    connector_id: int | None = None


class ResetOrder(Order, frozen=True, kw_only=True):
    """Restart a station; a gentle reset lets transactions end first."""

    gentle: bool = True


class AvailabilityOrder(Order, frozen=True, kw_only=True):
    """Take an EVSE, or the whole station, in or out of service."""

    operative: bool
    evse_id: int | None = None


class TriggerOrder(Order, frozen=True, kw_only=True):
    """Ask a station for a message."""

    message: str
    evse_id: int | None = None


class ReadConfigurationOrder(Order, frozen=True, kw_only=True):
    """Read configuration keys; in OCPP 2.x `Component.Variable`."""

    keys: list[str] = []


class WriteConfigurationOrder(Order, frozen=True, kw_only=True):
    """Write a configuration key; in OCPP 2.x `Component.Variable`."""

    key: str
    value: str


class ClearCacheOrder(Order, frozen=True, kw_only=True):
    """Let a station forget which identifiers were accepted."""
