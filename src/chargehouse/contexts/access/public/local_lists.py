"""The port through which chargers' local lists are read and written, and what is told of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from chargehouse.contexts.access.public.freevend import Exchange

ListOutcome = Literal[
    "accepted",
    "failed",
    "version_mismatch",
    "not_confirmed",
    "not_supported",
    "refused",
    "offline",
    "timed_out",
    "busy",
]
"""How a charger answered about its list.

`failed` and `version_mismatch` are its own words; `not_confirmed` says that it accepted a list and
then told another version; `timed_out` that nobody knows what it has, `busy` that it was not asked.
"""

SentKind = Literal["full", "difference"]

State = Literal[
    "unknown", "not_needed", "in_step", "waiting", "not_supported", "switched_off", "failing"
]
"""How a charger's list stands.

`in_step`: it confirmed the version that holds what it should. `waiting`: it could not be reached.
`not_needed`: nothing but freevend is expected there. `switched_off`: it has lists, and uses none.
`failing`: it was told, and does not hold what it should. `unknown`: it was not asked yet.
"""

LeftOut = Literal["no_room", "bound_to_hours", "too_long", "unsayable"]
"""Why somebody who may charge at a station is not on its list.

`no_room`: it holds no more. `bound_to_hours`: a rule or an agreement lets them in at some hours
alone, and a list has no hours. `too_long`: OCPP 1.6 says no more than 20 characters. `unsayable`:
the protocol has no word for their type.
"""


class ListFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a charger says of its lists; None is what it did not say.

    `room` is how many entries it holds, `items_at_most` and `bytes_at_most` what one message may
    bring. `uses_list`: the list is switched on; `uses_it_offline`: it decides while the connection
    is down; `before_asking`: who is on it starts without our being asked; `unknown_let_in`: while
    the connection is down everybody starts.
    """

    is_supported: bool = True
    room: int | None = None
    items_at_most: int | None = None
    bytes_at_most: int | None = None
    uses_list: bool | None = None
    uses_it_offline: bool | None = None
    before_asking: bool | None = None
    unknown_let_in: bool | None = None


class ListQuestion(msgspec.Struct, frozen=True):
    """A charger to be asked for its list's version, and with `facts` for its settings too."""

    station_id: UUID
    facts: bool


class ListSight(msgspec.Struct, frozen=True, kw_only=True):
    """What a charger said of its list. Without `accepted` as outcome nothing is known.

    `protocol` is the subprotocol it speaks; it is there where it was reached.
    """

    station_id: UUID
    outcome: ListOutcome
    protocol: str | None = None
    version: int | None = None
    facts: ListFacts | None = None
    exchanges: tuple[Exchange, ...] = ()


class ListEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on a list. Value and group are encrypted, and read where they are sent alone."""

    value_hash: bytes
    identifier_id: UUID
    type: str
    value_encrypted: bytes
    group_encrypted: bytes | None = None
    valid_until: datetime | None = None


class ListWish(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent: a list, or with kind `difference` who is to be added and taken off.

    The first message bears `version`, each further one the next number.
    """

    station_id: UUID
    version: int
    kind: SentKind
    entries: tuple[ListEntry, ...]
    gone: tuple[ListEntry, ...] = ()
    items_at_most: int
    bytes_at_most: int | None = None


class ListReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a wish.

    `version` is the one that was read back; `accepted` says that it is the one that was sent.
    """

    station_id: UUID
    outcome: ListOutcome
    version: int | None = None
    exchanges: tuple[Exchange, ...] = ()


class LocalListPort(Protocol):
    """Speaks with chargers about their lists; what they or networks do is an outcome, no error."""

    async def look(self, tenant_id: UUID, asked: Sequence[ListQuestion]) -> Sequence[ListSight]:
        """Ask chargers for their lists' versions; an answer for each, in their order."""

    async def send(self, tenant_id: UUID, wishes: Sequence[ListWish]) -> Sequence[ListReceipt]:
        """Send lists or differences, and read the versions back; an answer for each, in order."""


class NoLists:
    """A `LocalListPort` where no charger is connected: every one is offline."""

    async def look(self, tenant_id: UUID, asked: Sequence[ListQuestion]) -> Sequence[ListSight]:  # noqa: ARG002  the port's
        """Reach nobody."""
        return [ListSight(station_id=each.station_id, outcome="offline") for each in asked]

    async def send(self, tenant_id: UUID, wishes: Sequence[ListWish]) -> Sequence[ListReceipt]:  # noqa: ARG002  the port's
        """Reach nobody."""
        return [ListReceipt(station_id=each.station_id, outcome="offline") for each in wishes]


class MustBeSet(msgspec.Struct, frozen=True):
    """A setting of the charger without which its list does not do what it is for, and why."""

    key: str
    value: str
    why: str


class LeftOutView(msgspec.Struct, frozen=True):
    """How many that may charge at a station are not on its list, and why, in English."""

    reason: LeftOut
    count: int
    why: str


class LocalListView(msgspec.Struct, frozen=True, kw_only=True):
    """A charger's local list: who starts there while its connection is down.

    `is_kept` is false where lists are switched off, or access control is not rolled out whole.
    `version` is what the charger confirmed, null where nobody knows; `listable` counts who might
    stand on the list, `left_out` who may charge and does not. `changes_wait` says that something
    is yet to be told. `told_at` is when the charger last told its version, `sent_at` when something
    was last sent, with `outcome` as its answer. `meaning` is the state in English, `choice` how it
    was chosen who stands on it.
    """

    station_id: UUID
    state: State
    meaning: str
    is_kept: bool
    changes_wait: bool
    version: int | None
    entries: int
    room: int | None
    listable: int
    left_out: list[LeftOutView]
    choice: str
    must_be_set: list[MustBeSet]
    starts_without_asking: bool | None
    told_at: datetime | None
    sent_at: datetime | None
    sent_kind: SentKind | None
    sent_changes: int | None
    outcome: ListOutcome | None
    tries: int
    evidence: list[Exchange]
