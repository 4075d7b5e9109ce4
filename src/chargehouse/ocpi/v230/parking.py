"""Parking places at a location, new in 2.3.0 (locations, Parking and EVSEParking)."""

from typing import Annotated, Final, Literal

from msgspec import Meta

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import CiString, Id, Number, OpenEnum, Text12
from chargehouse.ocpi.v230.places import Image

EVSEPosition = Literal["LEFT", "RIGHT", "CENTER"]
ParkingDirection = Literal["PARALLEL", "PERPENDICULAR", "ANGLE"]

VehicleType = OpenEnum
VEHICLE_TYPES: Final = frozenset(
    {
        "MOTORCYCLE",
        "PERSONAL_VEHICLE",
        "PERSONAL_VEHICLE_WITH_TRAILER",
        "VAN",
        "SEMI_TRACTOR",
        "RIGID",
        "TRUCK_WITH_TRAILER",
        "BUS",
        "DISABLED",
    }
)


class Parking(OcpiObject, frozen=True, kw_only=True):
    """A place to park while charging: weight in kg, sizes in cm, `time_limit` in minutes."""

    id: Id
    physical_reference: Text12 | None = None
    vehicle_types: Annotated[tuple[VehicleType, ...], Meta(min_length=1)]
    max_vehicle_weight: Number | None = None
    max_vehicle_height: Number | None = None
    max_vehicle_length: Number | None = None
    max_vehicle_width: Number | None = None
    parking_space_length: Number | None = None
    parking_space_width: Number | None = None
    dangerous_goods_allowed: bool | None = None
    direction: ParkingDirection | None = None
    drive_through: bool | None = None
    restricted_to_type: bool
    reservation_required: bool
    time_limit: Number | None = None
    roofed: bool | None = None
    images: tuple[Image, ...] | None = None
    lighting: bool | None = None
    refrigeration_outlet: bool | None = None
    standards: tuple[Id, ...] | None = None
    apds_reference: CiString | None = None


class EVSEParking(OcpiObject, frozen=True, kw_only=True):
    """That a parking place of the same location can be used at an EVSE."""

    parking_id: Id
    evse_position: EVSEPosition | None = None
