"""What happened to parties, and with partners."""

from typing import ClassVar
from uuid import UUID

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


class PartnerAdded(Event, frozen=True, kw_only=True):
    """A partner's platform is known by name; nothing was exchanged with it yet."""

    wire_name: ClassVar[str] = "partner.added"

    name: str


class PartnerChanged(Event, frozen=True, kw_only=True):
    """A partner is called or spoken to otherwise."""

    wire_name: ClassVar[str] = "partner.changed"

    name: str
    changes: dict[str, Change]


class PartnerInvited(Event, frozen=True, kw_only=True):
    """A partner was given a token with which it can register; the one before serves no more."""

    wire_name: ClassVar[str] = "partner.invited"

    name: str


class PartnerRegistered(Event, frozen=True, kw_only=True):
    """A partner and we exchanged credentials; `by` is who began it, `us` or `them`."""

    wire_name: ClassVar[str] = "partner.registered"

    name: str
    by: str
    ocpi_version: str
    parties: list[str]


class PartnerCredentialsChanged(Event, frozen=True, kw_only=True):
    """A partner and we changed credentials, and endpoints were read anew."""

    wire_name: ClassVar[str] = "partner.credentials_changed"

    name: str
    by: str
    ocpi_version: str
    parties: list[str]


class PartnerUnregistered(Event, frozen=True, kw_only=True):
    """Credentials with a partner serve no more, on either side."""

    wire_name: ClassVar[str] = "partner.unregistered"

    name: str
    by: str


class PartnerHandshakeFailed(Event, frozen=True, kw_only=True):
    """A handshake with a partner came to nothing at a step; what held before holds on."""

    wire_name: ClassVar[str] = "partner.handshake_failed"

    name: str
    by: str
    step: str
    fault: str


class PartnerRemoved(Event, frozen=True, kw_only=True):
    """A partner that was not registered was removed."""

    wire_name: ClassVar[str] = "partner.removed"

    name: str


class PartnerExamined(Event, frozen=True, kw_only=True):
    """The doctor looked at a partner's platform; the counts are those of its findings."""

    wire_name: ClassVar[str] = "partner.examined"

    name: str
    examination_id: UUID
    ocpi_version: str | None
    faults: int
    warnings: int
    notes: int
