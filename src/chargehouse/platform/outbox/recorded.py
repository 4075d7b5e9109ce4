"""Events as they were recorded, and where each stands."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Self, TypeVar
from uuid import UUID

import msgspec

from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.events import Event

E = TypeVar("E", bound=Event)

_POSITION = re.compile(r"([0-9]{1,20})-([0-9]{1,19})")


class Position(NamedTuple):
    """Where an event stands: by transaction, then by its place within the sequence.

    A sequence alone would not do: its numbers are handed out in blocks, and committed in any
    order. Transaction ids below the oldest one still running can gain no more events.
    """

    xid: int
    sequence: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.sequence}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a position as it was shown. Raises `Invalid`."""
        parts = _POSITION.fullmatch(text)
        if parts is None or int(parts[1]) >= 1 << 64 or int(parts[2]) >= 1 << 63:
            raise Invalid("This is not the id of a position among events.")
        return cls(int(parts[1]), int(parts[2]))


class RecordedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it is kept; `payload` is its JSON, and `actor` reads `kind:name`.

    `actor_id` is whose account or token it was; `origin` says from where the actor came.
    """

    position: Position
    event_id: UUID
    tenant_id: UUID
    wire_name: str
    aggregate_id: UUID
    station_id: UUID | None
    occurred_at: datetime
    actor: str
    actor_id: UUID | None = None
    origin: str | None = None
    request_id: str | None
    payload: str

    def read(self, kind: type[E]) -> E:
        """Return the event itself; `kind` is the class whose wire name it bears."""
        return msgspec.json.decode(self.payload, type=kind)


class Names:
    """A choice of wire names: `session.started`, `session.*`, or `*` for all, `but` some names."""

    def __init__(self, patterns: Iterable[str], *, but: Iterable[str] = ()) -> None:
        self.patterns = tuple(patterns)
        self.exact = sorted(name for name in self.patterns if not name.endswith("*"))
        self.prefixes = sorted(name[:-1] for name in self.patterns if name.endswith("*"))
        self.left_out = sorted(but)
        self._left_out = frozenset(self.left_out)
        self._exact = frozenset(self.exact)
        self._prefixes = tuple(self.prefixes)

    def __contains__(self, wire_name: str) -> bool:
        if wire_name in self._left_out:
            return False
        return wire_name in self._exact or wire_name.startswith(self._prefixes)


EVERY_NAME = Names(("*",))
