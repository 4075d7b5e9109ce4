"""What a location is described with, where 2.1.1 differs from 2.2.1 (locations, data types)."""

from typing import Literal

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import LooseNumber, Text64
from chargehouse.ocpi.v221.places import (
    EnergySourceCategory,
    EnvironmentalImpactCategory,
    ExceptionalPeriod,
    RegularHours,
)

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
    "BUS_STOP",
    "TAXI_STAND",
    "TRAIN_STATION",
    "AIRPORT",
    "CARPOOL_PARKING",
    "FUEL_STATION",
    "WIFI",
]
LocationType = Literal[
    "ON_STREET", "PARKING_GARAGE", "UNDERGROUND_GARAGE", "PARKING_LOT", "OTHER", "UNKNOWN"
]


class EnergySource(OcpiObject, frozen=True, kw_only=True):
    """A part of the energy mix, in percent."""

    source: EnergySourceCategory
    percentage: LooseNumber


class EnvironmentalImpact(OcpiObject, frozen=True, kw_only=True):
    """What a kilowatt-hour leaves behind, in grams; later versions call `source` category."""

    source: EnvironmentalImpactCategory
    amount: LooseNumber


class EnergyMix(OcpiObject, frozen=True, kw_only=True):
    """Where the energy of a location or a tariff comes from."""

    is_green_energy: bool
    energy_sources: tuple[EnergySource, ...] | None = None
    environ_impact: tuple[EnvironmentalImpact, ...] | None = None
    supplier_name: Text64 | None = None
    energy_product_name: Text64 | None = None


class Hours(OcpiObject, frozen=True, kw_only=True):
    """When a location can be reached: by regular hours, or always."""

    regular_hours: tuple[RegularHours, ...] | None = None
    twentyfourseven: bool | None = None
    exceptional_openings: tuple[ExceptionalPeriod, ...] | None = None
    exceptional_closings: tuple[ExceptionalPeriod, ...] | None = None

    def __post_init__(self) -> None:
        if self.regular_hours is None and self.twentyfourseven is None:
            raise ValueError("Either regular_hours or twentyfourseven is needed")
