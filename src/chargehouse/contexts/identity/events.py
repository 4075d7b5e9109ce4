"""What happened to vehicles and identifiers: masks, never values."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from chargehouse.kernel.events import Change, Event

NAME: frozenset[str] = frozenset({"name"})


class VehicleAdded(Event, frozen=True, kw_only=True):
    """A vehicle was added."""

    wire_name = "vehicle.added"
    personal: ClassVar[frozenset[str]] = NAME

    name: str


class VehicleChanged(Event, frozen=True, kw_only=True):
    """Some fields of a vehicle were changed."""

    wire_name = "vehicle.changed"
    personal: ClassVar[frozenset[str]] = frozenset({"name", "changes"})

    name: str
    status: str
    changed: list[str]
    changes: dict[str, Change]


class VehicleRemoved(Event, frozen=True, kw_only=True):
    """A vehicle was removed."""

    wire_name = "vehicle.removed"
    personal: ClassVar[frozenset[str]] = NAME

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
    """Some fields of an identifier were changed; `reason` is whatever somebody gave for it.

    Its group is named in `changed` alone: `changes` holds no identifiers.
    """

    wire_name = "identifier.changed"
    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    masked: str
    status: str
    vehicle_id: UUID | None
    changed: list[str]
    changes: dict[str, Change]
    reason: str | None = None


class IdentifierRemoved(Event, frozen=True, kw_only=True):
    """An identifier was removed."""

    wire_name = "identifier.removed"

    masked: str
    type: str


class AgreementAdded(Event, frozen=True, kw_only=True):
    """An agreement with a partner was made; `words` say where and when it holds."""

    wire_name = "agreement.added"

    name: str
    words: str


class AgreementChanged(Event, frozen=True, kw_only=True):
    """Some fields of an agreement were changed."""

    wire_name = "agreement.changed"

    name: str
    active: bool
    words: str
    changes: dict[str, Change]


class AgreementEnded(Event, frozen=True, kw_only=True):
    """An agreement was ended: who is known by it alone is refused from then on."""

    wire_name = "agreement.ended"
    personal: ClassVar[frozenset[str]] = frozenset({"reason"})

    name: str
    ended_at: datetime
    reason: str | None


class AgreementFed(Event, frozen=True, kw_only=True):
    """A partner's identifiers were told anew, and something changed by it.

    `kind` is `full` or `partial`; `identifiers` is how many the agreement knows now. A feed that
    made a stale agreement fresh again is told even where it named the same.
    """

    wire_name = "agreement.fed"

    name: str
    kind: str
    source: str
    added: int
    changed: int
    removed: int
    identifiers: int
