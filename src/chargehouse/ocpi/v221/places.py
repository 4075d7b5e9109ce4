"""What a location is described with: its place, hours, pictures, energy (locations, data types)."""

from typing import Literal

from chargehouse.ocpi.objects import DisplayText, OcpiObject
from chargehouse.ocpi.scalars import (
    Ci4,
    DateTime,
    Latitude,
    Longitude,
    Number,
    Pixels,
    Text64,
    Text100,
    TimeOfDay,
    Url,
    Weekday,
)

EnergySourceCategory = Literal[
    "NUCLEAR", "GENERAL_FOSSIL", "COAL", "GAS", "GENERAL_GREEN", "SOLAR", "WIND", "WATER"
]
EnvironmentalImpactCategory = Literal["NUCLEAR_WASTE", "CARBON_DIOXIDE"]
Facility = Literal[
    "HOTEL",
    "RESTAURANT",
    "CAFE",
    "MALL",
    "SUPERMARKET",
    "SPORT",
    "RECREATION_AREA",
    "NATURE",
    "MUSEUM",
    "BIKE_SHARING",
    "BUS_STOP",
    "TAXI_STAND",
    "TRAM_STOP",
    "METRO_STATION",
    "TRAIN_STATION",
    "AIRPORT",
    "PARKING_LOT",
    "CARPOOL_PARKING",
    "FUEL_STATION",
    "WIFI",
]
ImageCategory = Literal["CHARGER", "ENTRANCE", "LOCATION", "NETWORK", "OPERATOR", "OTHER", "OWNER"]
ParkingRestriction = Literal["EV_ONLY", "PLUGGED", "DISABLED", "CUSTOMERS", "MOTORCYCLES"]
ParkingType = Literal[
    "ALONG_MOTORWAY",
    "PARKING_GARAGE",
    "PARKING_LOT",
    "ON_DRIVEWAY",
    "ON_STREET",
    "UNDERGROUND_GARAGE",
]


class GeoLocation(OcpiObject, frozen=True, kw_only=True):
    """A point (WGS 84), five to seven decimals."""

    latitude: Latitude
    longitude: Longitude


class AdditionalGeoLocation(OcpiObject, frozen=True, kw_only=True):
    """A further point that matters to a driver, as an entrance."""

    latitude: Latitude
    longitude: Longitude
    name: DisplayText | None = None


class Image(OcpiObject, frozen=True, kw_only=True):
    """A picture or a logo, by its address."""

    url: Url
    thumbnail: Url | None = None
    category: ImageCategory
    type: Ci4
    width: Pixels | None = None
    height: Pixels | None = None


class BusinessDetails(OcpiObject, frozen=True, kw_only=True):
    """A company, as drivers know it."""

    name: Text100
    website: Url | None = None
    logo: Image | None = None


class EnergySource(OcpiObject, frozen=True, kw_only=True):
    """A part of the energy mix, in percent."""

    source: EnergySourceCategory
    percentage: Number


class EnvironmentalImpact(OcpiObject, frozen=True, kw_only=True):
    """What a kilowatt-hour leaves behind, in grams."""

    category: EnvironmentalImpactCategory
    amount: Number


class EnergyMix(OcpiObject, frozen=True, kw_only=True):
    """Where the energy of a location or a tariff comes from."""

    is_green_energy: bool
    energy_sources: tuple[EnergySource, ...] | None = None
    environ_impact: tuple[EnvironmentalImpact, ...] | None = None
    supplier_name: Text64 | None = None
    energy_product_name: Text64 | None = None


class RegularHours(OcpiObject, frozen=True, kw_only=True):
    """Hours of one weekday, in local time."""

    weekday: Weekday
    period_begin: TimeOfDay
    period_end: TimeOfDay


class ExceptionalPeriod(OcpiObject, frozen=True, kw_only=True):
    """A period of being open or closed against the rule."""

    period_begin: DateTime
    period_end: DateTime


class Hours(OcpiObject, frozen=True, kw_only=True):
    """When a location can be reached; closings go before openings, both before the regular."""

    twentyfourseven: bool
    regular_hours: tuple[RegularHours, ...] | None = None
    exceptional_openings: tuple[ExceptionalPeriod, ...] | None = None
    exceptional_closings: tuple[ExceptionalPeriod, ...] | None = None
