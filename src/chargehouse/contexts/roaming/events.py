"""What happened to parties."""

from typing import ClassVar

from chargehouse.kernel.events import Change, Event


class PartyAdded(Event, frozen=True, kw_only=True):
    """A party came to be known: one of ours, or one that a partner registered."""

    wire_name: ClassVar[str] = "party.added"

    country_code: str
    party_id: str
    role: str
    ours: bool


class PartyChanged(Event, frozen=True, kw_only=True):
    """A party is described otherwise."""

    wire_name: ClassVar[str] = "party.changed"

    country_code: str
    party_id: str
    role: str
    changes: dict[str, Change]


class PartyRemoved(Event, frozen=True, kw_only=True):
    """A party that owned nothing was removed."""

    wire_name: ClassVar[str] = "party.removed"

    country_code: str
    party_id: str
    role: str


class DefaultPartyChanged(Event, frozen=True, kw_only=True):
    """Whatever names no party belongs to this one from now on; what was there stays where it is."""

    wire_name: ClassVar[str] = "party.default_changed"

    country_code: str
    party_id: str


class OrphansAdopted(Event, frozen=True, kw_only=True):
    """Things of the party that nobody chose were given to the default party."""

    wire_name: ClassVar[str] = "party.orphans_adopted"

    country_code: str
    party_id: str
    locations: int
    tariffs: int
