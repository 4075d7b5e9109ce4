"""What happened to vehicles and identifiers: masks, never values."""

from uuid import UUID

from chargehouse.kernel.events import Event


class VehicleAdded(Event, frozen=True, kw_only=True):
    """A vehicle was added."""

    wire_name = "vehicle.added"

    name: str


class VehicleChanged(Event, frozen=True, kw_only=True):
    """Some fields of a vehicle were changed."""

    wire_name = "vehicle.changed"

    name: str
    status: str
    changed: list[str]


class VehicleRemoved(Event, frozen=True, kw_only=True):
    """A vehicle was removed."""

    wire_name = "vehicle.removed"

    name: str


class IdentifierAdded(Event, frozen=True, kw_only=True):
    """An identifier was added."""

    wire_name = "identifier.added"

    masked: str
    type: str
    status: str
    vehicle_id: UUID | None
    source: str


class IdentifierChanged(Event, frozen=True, kw_only=True):
    """Some fields of an identifier were changed."""

    wire_name = "identifier.changed"

    masked: str
    status: str
    vehicle_id: UUID | None
    changed: list[str]


class IdentifierRemoved(Event, frozen=True, kw_only=True):
    """An identifier was removed."""

    wire_name = "identifier.removed"

    masked: str
    type: str
