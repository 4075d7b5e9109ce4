"""Locations, EVSEs and connectors (module locations)."""

from typing import Annotated, Literal

from msgspec import Meta

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import (
    DateTime,
    EvseId,
    Id,
    LongId,
    LooseCountry,
    Text4,
    Text10,
    Text16,
    Text45,
    Text255,
    Url,
    Whole,
)
from chargehouse.ocpi.v211.places import EnergyMix, Facility, Hours, LocationType
from chargehouse.ocpi.v221.locations import ConnectorFormat, Status, StatusSchedule
from chargehouse.ocpi.v221.places import (
    AdditionalGeoLocation,
    BusinessDetails,
    GeoLocation,
    Image,
    ParkingRestriction,
)

Capability = Literal[
    "CHARGING_PROFILE_CAPABLE",
    "CREDIT_CARD_PAYABLE",
    "REMOTE_START_STOP_CAPABLE",
    "RESERVABLE",
    "RFID_READER",
    "UNLOCK_CAPABLE",
]
ConnectorType = Literal[
    "CHADEMO",
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
    "TESLA_R",
    "TESLA_S",
]
PowerType = Literal["AC_1_PHASE", "AC_3_PHASE", "DC"]


class Connector(OcpiObject, frozen=True, kw_only=True):
    """A socket, or a cable with its plug; of one EVSE only one can be in use."""

    id: Id
    standard: ConnectorType
    format: ConnectorFormat
    power_type: PowerType
    voltage: Whole
    amperage: Whole
    tariff_id: Id | None = None
    terms_and_conditions: Url | None = None
    last_updated: DateTime


class Evse(OcpiObject, frozen=True, kw_only=True):
    """What supplies one vehicle in one session; a removed one stays, with status `REMOVED`."""

    uid: LongId
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
    """A place with EVSEs; whose it is, is said by the URL or the connection."""

    id: LongId
    type: LocationType
    name: Text255 | None = None
    address: Text45
    city: Text45
    postal_code: Text10
    country: LooseCountry
    coordinates: GeoLocation
    related_locations: tuple[AdditionalGeoLocation, ...] | None = None
    evses: tuple[Evse, ...] | None = None
    directions: tuple[DisplayText, ...] | None = None
    operator: BusinessDetails | None = None
    suboperator: BusinessDetails | None = None
    owner: BusinessDetails | None = None
    facilities: tuple[Facility, ...] | None = None
    time_zone: Text255 | None = None
    opening_times: Hours | None = None
    charging_when_closed: bool | None = None
    images: tuple[Image, ...] | None = None
    energy_mix: EnergyMix | None = None
    last_updated: DateTime
