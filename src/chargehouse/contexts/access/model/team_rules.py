"""What a fleet's rules say of a start.

A denial that holds wins, whatever the order. Where a fleet has any rule that allows, valid now or
not, what no such rule covers is refused; a fleet without one is let in. `team_verdict_of` in the
database says the same within a decision.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, UnsetType
from whenever import Instant

from chargehouse.contexts.access.public import Effect, RuleStep, TeamRule, Verdict
from chargehouse.contexts.stations.public import Spot
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.weekly_hours import (
    WINDOWS_AT_MOST,
    Window,
    in_order,
    in_words,
    is_within,
)

RULES_AT_MOST: Final = 100
PLACES_AT_MOST: Final = 500
NOTE_MAX_LENGTH: Final = 200

INACTIVE: Final = Verdict(allowed=False, words="The fleet is not active.")
UNCOVERED: Final = Verdict(allowed=False, words="No rule of the fleet allows this here and now.")
UNRULED: Final = Verdict(allowed=True)


class RuleChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a rule is to say; of one that is there, what is not given stays."""

    effect: Effect | UnsetType = UNSET
    everywhere: bool | UnsetType = UNSET
    locations: list[UUID] | UnsetType = UNSET
    stations: list[UUID] | UnsetType = UNSET
    windows: list[Window] | UnsetType = UNSET
    valid_from: datetime | UnsetType | None = UNSET
    valid_until: datetime | UnsetType | None = UNSET
    note: str | UnsetType = UNSET


def verdict_of(
    rules: Iterable[TeamRule], spot: Spot, at: datetime, *, active: bool = True
) -> Verdict:
    """Return what a fleet's rules say of a start at a station at an instant.

    Of several rules that decide alike the oldest is named. `active` tells whether the fleet is.
    """
    if not active:
        return INACTIVE
    known = list(rules)
    holding = [rule for rule in known if _step(rule, spot, at).holds]
    for rule in sorted(holding, key=lambda rule: (rule.effect == "allow", rule.id)):
        return Verdict(rule.effect == "allow", rule.id, rule.words)
    return UNCOVERED if any(rule.effect == "allow" for rule in known) else UNRULED


def steps_of(
    rules: Iterable[TeamRule], spot: Spot, at: datetime, decided: UUID | None
) -> list[RuleStep]:
    """Return how each rule was looked at; `decided` is the one that made the verdict."""
    return [
        msgspec.structs.replace(_step(rule, spot, at), decided=rule.id == decided) for rule in rules
    ]


def checked(rule: TeamRule) -> TeamRule:
    """Return a rule in order, with its words; raise `Invalid`, naming a field."""
    places = len(rule.locations) + len(rule.stations)
    if rule.everywhere == (places > 0):
        raise refused("everywhere", "says everywhere, or there are locations or stations")
    if places > PLACES_AT_MOST:
        raise refused("locations", f"has at most {PLACES_AT_MOST} places")
    if len(rule.windows) > WINDOWS_AT_MOST:
        raise refused("windows", f"has at most {WINDOWS_AT_MOST} windows")
    if any(not window.days for window in rule.windows):
        raise refused("windows", "names a day for each window")
    for name, instant in (("valid_from", rule.valid_from), ("valid_until", rule.valid_until)):
        if instant is not None and instant.tzinfo is None:
            raise refused(name, "names its zone: 2026-03-01T00:00:00Z")
    if rule.valid_from and rule.valid_until and rule.valid_from >= rule.valid_until:
        raise refused("valid_until", "is later than valid_from")
    note = rule.note.strip()
    if len(note) > NOTE_MAX_LENGTH or not note.isprintable():
        raise refused("note", f"has at most {NOTE_MAX_LENGTH} printable characters")
    ordered = msgspec.structs.replace(
        rule,
        locations=sorted(set(rule.locations)),
        stations=sorted(set(rule.stations)),
        windows=in_order(rule.windows),
        note=note,
    )
    return msgspec.structs.replace(ordered, words=_words(ordered))


def refused(field: str, rule: str) -> Invalid:
    """Return a refusal that names the field and what it should be."""
    return Invalid(
        f"The field {field} is refused: it {rule}.",
        {"errors": [{"field": field, "message": rule}]},
    )


def _step(rule: TeamRule, spot: Spot, at: datetime) -> RuleStep:
    here = rule.everywhere or spot.location_id in rule.locations or spot.station_id in rule.stations
    in_hours = not rule.windows or is_within(rule.windows, at, spot.timezone)
    valid = (rule.valid_from is None or rule.valid_from <= at) and (
        rule.valid_until is None or at < rule.valid_until
    )
    return RuleStep(
        rule_id=rule.id,
        effect=rule.effect,
        words=rule.words,
        here=here,
        in_hours=in_hours,
        valid=valid,
        holds=here and in_hours and valid,
        decided=False,
    )


def _words(rule: TeamRule) -> str:
    """Return a rule in English: Denies at 1 location, Mon, Tue 22:00 to 06:00 (no noise)."""
    where = " and ".join(
        f"{count} {kind}{'' if count == 1 else 's'}"
        for count, kind in ((len(rule.locations), "location"), (len(rule.stations), "station"))
        if count
    )
    said = [
        f"{'Allows' if rule.effect == 'allow' else 'Denies'} "
        + (f"at {where}" if where else "everywhere"),
        in_words(rule.windows),
    ]
    if rule.valid_from is not None:
        said.append(f"from {_instant(rule.valid_from)} on")
    if rule.valid_until is not None:
        said.append(f"until {_instant(rule.valid_until)}")
    return ", ".join(said) + (f" ({rule.note})." if rule.note else ".")


def _instant(instant: datetime) -> str:
    return Instant(instant).to_stdlib().strftime("%Y-%m-%d %H:%M UTC")
