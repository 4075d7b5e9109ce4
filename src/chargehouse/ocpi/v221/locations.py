"""Locations, EVSEs and connectors (module locations)."""

from typing import Annotated, Literal

from msgspec import Meta

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import (
    Country,
    CountryCode,
    DateTime,
    EvseId,
    Id,
    PartyId,
    Text4,
    Text10,
    Text16,
    Text20,
    Text45,
    Text64,
    Text255,
    Url,
    Whole,
)
from chargehouse.ocpi.v221.places import (
    AdditionalGeoLocation,
    BusinessDetails,
    EnergyMix,
    Facility,
    GeoLocation,
    Hours,
    Image,
    ParkingRestriction,
    ParkingType,
)
from chargehouse.ocpi.v221.token_types import TokenType

Capability = Literal[
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
]
ConnectorFormat = Literal["SOCKET", "CABLE"]
ConnectorType = Literal[
    "CHADEMO",
    "CHAOJI",
    "DOMESTIC_A",
    "DOMESTIC_B",
    "DOMESTIC_C",
    "DOMESTIC_D",
    "DOMESTIC_E",
    "DOMESTIC_F",
    "DOMESTIC_G",
    "DOMESTIC_H",
    "DOMESTIC_I",
    "DOMESTIC_J",
    "DOMESTIC_K",
    "DOMESTIC_L",
    "DOMESTIC_M",
    "DOMESTIC_N",
    "DOMESTIC_O",
    "GBT_AC",
    "GBT_DC",
    "IEC_60309_2_single_16",
    "IEC_60309_2_three_16",
    "IEC_60309_2_three_32",
    "IEC_60309_2_three_64",
    "IEC_62196_T1",
    "IEC_62196_T1_COMBO",
    "IEC_62196_T2",
    "IEC_62196_T2_COMBO",
    "IEC_62196_T3A",
    "IEC_62196_T3C",
    "NEMA_5_20",
    "NEMA_6_30",
    "NEMA_6_50",
    "NEMA_10_30",
    "NEMA_10_50",
    "NEMA_14_30",
    "NEMA_14_50",
    "PANTOGRAPH_BOTTOM_UP",
    "PANTOGRAPH_TOP_DOWN",
    "TESLA_R",
    "TESLA_S",
]
PowerType = Literal["AC_1_PHASE", "AC_2_PHASE", "AC_2_PHASE_SPLIT", "AC_3_PHASE", "DC"]
Status = Literal[
    "AVAILABLE",
    "BLOCKED",
    "CHARGING",
    "INOPERATIVE",
    "OUTOFORDER",
    "PLANNED",
    "REMOVED",
    "RESERVED",
    "UNKNOWN",
]


class StatusSchedule(OcpiObject, frozen=True, kw_only=True):
    """A status that is planned; what happens then is told by the EVSE's own status."""

    period_begin: DateTime
    period_end: DateTime | None = None
    status: Status


class PublishTokenType(OcpiObject, frozen=True, kw_only=True):
    """Whose token may see a location that is not published; all that is set must match."""

    uid: Id | None = None
    type: TokenType | None = None
    visual_number: Text64 | None = None
    issuer: Text64 | None = None
    group_id: Id | None = None

    def __post_init__(self) -> None:
        check_publish_token(self.uid, self.type, self.visual_number, self.issuer, self.group_id)


def check_publish_token(
    uid: str | None,
    token_type: str | None,
    visual_number: str | None,
    issuer: str | None,
    group_id: str | None,
) -> None:
    """Raise `ValueError` unless these name a token (locations, PublishTokenType)."""
    if uid is None and visual_number is None and group_id is None:
        raise ValueError("One of uid, visual_number and group_id is needed")
    if uid is not None and token_type is None:
        raise ValueError("A uid needs a type")
    if visual_number is not None and issuer is None:
        raise ValueError("A visual_number needs an issuer")


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
    images: tuple[Image, ...] | None = None
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
    last_updated: DateTime
