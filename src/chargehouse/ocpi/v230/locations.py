"""Locations, EVSEs and connectors (module locations)."""

from typing import Annotated, Final

from msgspec import Meta

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import (
    Ci25,
    Country,
    CountryCode,
    DateTime,
    EvseId,
    Id,
    OpenEnum,
    PartyId,
    Text4,
    Text10,
    Text16,
    Text20,
    Text45,
    Text50,
    Text64,
    Text255,
    Url,
    Whole,
)
from chargehouse.ocpi.v221.locations import (
    ConnectorFormat,
    PowerType,
    Status,
    StatusSchedule,
    check_publish_token,
)
from chargehouse.ocpi.v221.places import AdditionalGeoLocation, GeoLocation, Hours
from chargehouse.ocpi.v230.parking import EVSEParking, Parking
from chargehouse.ocpi.v230.places import (
    BusinessDetails,
    EnergyMix,
    Facility,
    Image,
    ParkingRestriction,
    ParkingType,
)
from chargehouse.ocpi.v230.token_types import TokenType

Capability = OpenEnum
CAPABILITIES: Final = frozenset(
    {
        "CHARGING_PROFILE_CAPABLE",
        "CHARGING_PREFERENCES_CAPABLE",
        "CHIP_CARD_SUPPORT",
        "CONTACTLESS_CARD_SUPPORT",
        "CREDIT_CARD_PAYABLE",
        "DEBIT_CARD_PAYABLE",
        "PED_TERMINAL",
        "REMOTE_START_STOP_CAPABLE",
        "RESERVABLE",
        "RFID_READER",
        "START_SESSION_CONNECTOR_REQUIRED",
        "TOKEN_GROUP_CAPABLE",
        "UNLOCK_CAPABLE",
    }
)

ConnectorCapability = OpenEnum
CONNECTOR_CAPABILITIES: Final = frozenset(
    {"ISO_15118_2_PLUG_AND_CHARGE", "ISO_15118_20_PLUG_AND_CHARGE"}
)

ConnectorType = OpenEnum
NEW_CONNECTOR_TYPES: Final = frozenset({"MCS", "SAE_J3400"})
"""The ones that 2.2.1 has no word for."""


class PublishTokenType(OcpiObject, frozen=True, kw_only=True):
    """Whose token may see a location that is not published; all that is set must match."""

    uid: Id | None = None
    type: TokenType | None = None
    visual_number: Text64 | None = None
    issuer: Text64 | None = None
    group_id: Id | None = None

    def __post_init__(self) -> None:
        check_publish_token(self.uid, self.type, self.visual_number, self.issuer, self.group_id)


class Connector(OcpiObject, frozen=True, kw_only=True):
    """A socket, or a cable with its plug; of one EVSE only one can be in use."""

    id: Id
    standard: ConnectorType
    format: ConnectorFormat
    power_type: PowerType
    max_voltage: Whole
    max_amperage: Whole
    max_electric_power: Whole | None = None
    tariff_ids: tuple[Id, ...] | None = None
    terms_and_conditions: Url | None = None
    capabilities: tuple[ConnectorCapability, ...] | None = None
    last_updated: DateTime


class Evse(OcpiObject, frozen=True, kw_only=True):
    """What supplies one vehicle in one session; a removed one stays, with status `REMOVED`."""

    uid: Id
    evse_id: EvseId | None = None
    status: Status
    status_schedule: tuple[StatusSchedule, ...] | None = None
    capabilities: tuple[Capability, ...] | None = None
    connectors: Annotated[tuple[Connector, ...], Meta(min_length=1)]
    floor_level: Text4 | None = None
    coordinates: GeoLocation | None = None
    physical_reference: Text16 | None = None
    directions: tuple[DisplayText, ...] | None = None
    parking_restrictions: tuple[ParkingRestriction, ...] | None = None
    parking: tuple[EVSEParking, ...] | None = None
    images: tuple[Image, ...] | None = None
    accepted_service_providers: tuple[Text50, ...] | None = None
    last_updated: DateTime


class Location(OcpiObject, frozen=True, kw_only=True):
    """A place with EVSEs; its owner is a party, its `country` is where it stands."""

    country_code: CountryCode
    party_id: PartyId
    id: Id
    publish: bool
    publish_allowed_to: tuple[PublishTokenType, ...] | None = None
    name: Text255 | None = None
    address: Text255
    city: Text45
    postal_code: Text10 | None = None
    state: Text20 | None = None
    country: Country
    coordinates: GeoLocation
    related_locations: tuple[AdditionalGeoLocation, ...] | None = None
    parking_type: ParkingType | None = None
    evses: tuple[Evse, ...] | None = None
    parking_places: tuple[Parking, ...] | None = None
    directions: tuple[DisplayText, ...] | None = None
    operator: BusinessDetails | None = None
    suboperator: BusinessDetails | None = None
    owner: BusinessDetails | None = None
    facilities: tuple[Facility, ...] | None = None
    time_zone: Text255
    opening_times: Hours | None = None
    charging_when_closed: bool | None = None
    images: tuple[Image, ...] | None = None
    energy_mix: EnergyMix | None = None
    help_phone: Ci25 | None = None
    last_updated: DateTime
