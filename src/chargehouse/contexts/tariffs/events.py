"""What happened to tariffs."""

from typing import ClassVar

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
