"""What stands on a charger's local list, what changes on it, and what follows from its answers.

A list has no hours: who may charge at some hours alone is not on it, so that it never lets anybody
in whom a decision would refuse. The choice among those that may stand on it is the database's
(`local_list_choice`).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from chargehouse.contexts.access.public.local_lists import (
    LeftOut,
    ListEntry,
    ListFacts,
    ListOutcome,
    MustBeSet,
    SentKind,
    State,
)

ROOM_UNTOLD: Final = 100
"""So many entries are tried where a charger does not say how many it holds."""
ROOM_AT_MOST: Final = 5000
ITEMS_UNTOLD: Final = 50
LOOKED_AT_LEAST_EVERY: Final = timedelta(days=1)
RENEWED_APART: Final = timedelta(minutes=1)
DELAYS: Final = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200))
TRIES_UNTIL_PROBLEM: Final = 2

SAYABLE: Final[Mapping[str, tuple[str, ...] | None]] = MappingProxyType(
    {
        "ocpp1.6": None,
        "ocpp2.0.1": ("rfid", "mac", "emaid", "pin", "key_code", "central", "local"),
        "ocpp2.1": (
            *("rfid", "mac", "emaid", "pin", "key_code", "central", "local", "evccid", "vin"),
        ),
    }
)
"""The types of identifiers that a protocol has a word for; None where it says none at all."""

MEANINGS: Final[Mapping[State, str]] = MappingProxyType(
    {
        "unknown": "The charger was not asked about its list yet.",
        "not_needed": "Nothing but freevend is expected here, so that no list is kept.",
        "in_step": "The charger confirmed the list that it should have.",
        "waiting": "The charger could not be reached. It is seen to when it is back.",
        "not_supported": "The charger has no local list: without a connection nobody it does not"
        " remember can start.",
        "switched_off": "The charger has a local list, and it is switched off there.",
        "failing": "The charger does not take over its list. It is tried again by itself.",
    }
)
LEFT_OUT: Final[Mapping[LeftOut, str]] = MappingProxyType(
    {
        "no_room": "The charger's list holds no more.",
        "bound_to_hours": "They may charge here at some hours alone, and a list has no hours.",
        "too_long": "They have more than the 20 characters that OCPP 1.6 can say.",
        "unsayable": "The charger's protocol has no word for their type.",
    }
)
ALL_FIT: Final = "Everybody who may stand on the list does."
BY_USE: Final = (
    "Not all fit: those who charged at this charger last come first, then those who charged last at"
    " its location, then the newest of your own, then partners' newest."
)
WHY_ENABLED: Final = "The charger does not use its local list."
WHY_OFFLINE: Final = "While its connection is down the charger does not go by its list."
WHY_UNKNOWN: Final = "While its connection is down the charger lets everybody start."
SETTING_NAMES: Final[Mapping[bool, Mapping[str, str]]] = MappingProxyType(
    {
        True: {
            "uses_list": "LocalAuthListEnabled",
            "uses_it_offline": "LocalAuthorizeOffline",
            "unknown_let_in": "AllowOfflineTxForUnknownId",
        },
        False: {
            "uses_list": "LocalAuthListCtrlr.Enabled",
            "uses_it_offline": "AuthCtrlr.LocalAuthorizeOffline",
            "unknown_let_in": "AuthCtrlr.OfflineTxForUnknownIdEnabled",
        },
    }
)
"""What the settings are called in OCPP 1.6, and in 2.x."""


class LocalList(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a station's list, without who stands on it.

    `learned_room` is how many entries the charger was found to hold, where it refused more than it
    had said that it holds. `protocol` and `facts` are what it said last.
    """

    station_id: UUID
    state: State = "unknown"
    due_at: datetime | None = None
    leased_until: datetime | None = None
    wants_full: bool = False
    protocol: str | None = None
    facts: ListFacts | None = None
    learned_room: int | None = None
    version: int | None = None
    last_version: int = 0
    entries: int = 0
    listable: int = 0
    left_out: dict[LeftOut, int] = {}
    outcome: ListOutcome | None = None
    tries: int = 0
    told_at: datetime | None = None
    sent_at: datetime | None = None
    sent_kind: SentKind | None = None
    sent_changes: int | None = None

    @property
    def room(self) -> int:
        """How many entries are tried."""
        told = None if self.facts is None else self.facts.room
        rooms = [each for each in (told, self.learned_room) if each is not None]
        return min([ROOM_AT_MOST, *(rooms or [ROOM_UNTOLD])])


class Difference(NamedTuple):
    """What is to be sent, and what then stands on the list."""

    changed: tuple[ListEntry, ...]
    gone: tuple[ListEntry, ...]
    after: tuple[ListEntry, ...]

    @property
    def size(self) -> int:
        """How many entries are sent."""
        return len(self.changed) + len(self.gone)


def difference(
    kept: Collection[ListEntry], wanted: Collection[ListEntry], now: datetime
) -> Difference | None:
    """Return what makes of the list that is kept the one that is wanted.

    An entry that merely lasts longer is told anew when half of what was left has passed: a feed
    that comes every hour need not be told to every charger every hour. None where a difference
    cannot say it, since somebody's type is another and OCPP 2.x knows entries by value and type.
    """
    before = {each.value_hash: each for each in kept}
    after = {each.value_hash: each for each in wanted}
    changed = []
    for value_hash, entry in after.items():
        known = before.get(value_hash)
        if known is not None and known.type != entry.type:
            return None
        if known is not None and is_good_enough(known, entry, now):
            after[value_hash] = known
        else:
            changed.append(entry)
    gone = tuple(entry for value_hash, entry in before.items() if value_hash not in after)
    return Difference(tuple(changed), gone, tuple(after.values()))


def is_good_enough(known: ListEntry, wanted: ListEntry, now: datetime) -> bool:
    """Tell whether what the charger knows of somebody may stay as it is for now."""
    if known.group_encrypted != wanted.group_encrypted:
        return False
    if known.valid_until == wanted.valid_until:
        return True
    if known.valid_until is None:
        return False
    if wanted.valid_until is None:
        return False
    left, possible = known.valid_until - now, wanted.valid_until - now
    return known.valid_until < wanted.valid_until and left > possible / 2


def applied(
    kept: Collection[ListEntry], changed: Collection[ListEntry], gone: Collection[ListEntry]
) -> dict[bytes, ListEntry]:
    """Return what a charger holds after a difference, by values."""
    removed = {each.value_hash for each in gone}
    held = {each.value_hash: each for each in kept if each.value_hash not in removed}
    return held | {each.value_hash: each for each in changed}


def looked_at_next(
    entries: Sequence[ListEntry], changes_at: Sequence[datetime | None], now: datetime
) -> datetime:
    """Return when a list in step is seen to again: before anything on it ends or something begins.

    At the latest in a day; an entry that ends is looked at when half of what is left has passed,
    since it may last longer by then, and when it has ended.
    """
    soonest = now + LOOKED_AT_LEAST_EVERY
    for at in changes_at:
        if at is not None and at > now:
            soonest = min(soonest, at)
    for entry in entries:
        if entry.valid_until is not None and entry.valid_until > now:
            half = now + max((entry.valid_until - now) / 2, RENEWED_APART)
            soonest = min(soonest, half, max(entry.valid_until, now + RENEWED_APART))
    return soonest


def after_failure(tries: int) -> timedelta:
    """Return how long to wait after so many tries in a row."""
    return DELAYS[min(max(tries, 1), len(DELAYS)) - 1]


def must_be_set(facts: ListFacts | None, protocol: str | None) -> list[MustBeSet]:
    """Return the settings that keep a list from doing what it is for."""
    if facts is None or protocol is None or not facts.is_supported:
        return []
    names = SETTING_NAMES[protocol == "ocpp1.6"]
    needed = []
    if facts.uses_list is False:
        needed.append(MustBeSet(names["uses_list"], "true", WHY_ENABLED))
    if facts.uses_it_offline is False:
        needed.append(MustBeSet(names["uses_it_offline"], "true", WHY_OFFLINE))
    if facts.unknown_let_in:
        needed.append(MustBeSet(names["unknown_let_in"], "false", WHY_UNKNOWN))
    return needed
