"""What happened to tariffs."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Change, Event


class TariffCreated(Event, frozen=True, kw_only=True):
    """A tariff was added to the catalogue; partners know it by its `ocpi_id`."""

    wire_name: ClassVar[str] = "tariff.created"

    name: str
    ocpi_id: str
    currency: str
    version: int


class TariffChanged(Event, frozen=True, kw_only=True):
    """A tariff says something else from this version on; sessions under way keep what they had."""

    wire_name: ClassVar[str] = "tariff.changed"

    name: str
    ocpi_id: str
    version: int
    changes: dict[str, Change]


class TariffArchived(Event, frozen=True, kw_only=True):
    """A tariff is offered no more; what was priced by it stays."""

    wire_name: ClassVar[str] = "tariff.archived"

    name: str
    ocpi_id: str


class AssignmentEvent(Event, frozen=True, kw_only=True, omit_defaults=True):
    """What every event of an assignment tells: which tariff, and where it holds."""

    wire_name: ClassVar[str] = "tariff.assignment"

    tariff_id: UUID
    level: str
    location_id: UUID | None = None
    evse_id: int | None = None
    connector_id: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class TariffAssigned(AssignmentEvent, frozen=True, kw_only=True):
    """A tariff holds at a place: everywhere, at a location, a station or a connector."""

    wire_name: ClassVar[str] = "tariff.assigned"


class TariffAssignmentChanged(AssignmentEvent, frozen=True, kw_only=True):
    """A tariff holds at its place from or until another instant; sessions keep what they had."""

    wire_name: ClassVar[str] = "tariff.assignment_changed"

    changes: dict[str, Change]


class TariffUnassigned(AssignmentEvent, frozen=True, kw_only=True):
    """A tariff holds at a place no more; sessions that began there keep it."""

    wire_name: ClassVar[str] = "tariff.unassigned"
