"""What happened to fleets."""

from typing import ClassVar

from chargehouse.kernel.events import Change, Event


class FleetAdded(Event, frozen=True, kw_only=True):
    """A fleet was added."""

    wire_name: ClassVar[str] = "fleet.added"

    name: str


class FleetChanged(Event, frozen=True, kw_only=True):
    """Some fields of a fleet were changed; while it is not active, its vehicles are refused."""

    wire_name: ClassVar[str] = "fleet.changed"

    name: str
    active: bool
    changes: dict[str, Change]


class FleetRemoved(Event, frozen=True, kw_only=True):
    """A fleet was removed, and its rules with it."""

    wire_name: ClassVar[str] = "fleet.removed"

    name: str
