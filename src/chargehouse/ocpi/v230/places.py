"""What a location is described with, where 2.3.0 opened its enums (locations, data types)."""

from typing import Final

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import Ci4, Number, OpenEnum, Pixels, Text64, Text100, Url
from chargehouse.ocpi.v221.places import EnergySource

EnvironmentalImpactCategory = OpenEnum
ENVIRONMENTAL_IMPACT_CATEGORIES: Final = frozenset({"NUCLEAR_WASTE", "CARBON_DIOXIDE"})

Facility = OpenEnum
FACILITIES: Final = frozenset(
    {
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
    }
)

ImageCategory = OpenEnum
IMAGE_CATEGORIES: Final = frozenset(
    {"CHARGER", "ENTRANCE", "LOCATION", "NETWORK", "OPERATOR", "OTHER", "OWNER"}
)

ParkingRestriction = OpenEnum
PARKING_RESTRICTIONS: Final = frozenset(
    {
        "CUSTOMERS",
        "DISABLED",
        "EMPLOYEES",
        "EV_ONLY",
        "MOTORCYCLES",
        "PLUGGED",
        "TAXIS",
        "TENANTS",
    }
)

ParkingType = OpenEnum
PARKING_TYPES: Final = frozenset(
    {
        "ALONG_MOTORWAY",
        "PARKING_GARAGE",
        "PARKING_LOT",
        "ON_DRIVEWAY",
        "ON_STREET",
        "UNDERGROUND_GARAGE",
    }
)


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
