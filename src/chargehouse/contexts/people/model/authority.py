"""Decides what somebody may do, and where, from what was allowed and denied them.

Nothing is permitted that is not allowed. A denial wins over every allowance of the same action
where both hold, in whichever order and from whichever source they come.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from chargehouse.kernel.actor import EVERYTHING
from chargehouse.kernel.reach import ALL, NONE, NOWHERE, Place, Reach, Scope

Effect = Literal["allow", "deny"]


@dataclass(frozen=True, slots=True)
class Grant:
    """Actions that somebody is allowed or denied within a scope; `*` stands for every action.

    `source` says where it comes from: a department's name, or `""` for what is the user's own.
    """

    effect: Effect
    actions: frozenset[str]
    scope: Scope
    source: str = ""

    def concerns(self, action: str) -> bool:
        """Tell whether this grant speaks of an action."""
        return action in self.actions or EVERYTHING in self.actions


@dataclass(frozen=True, slots=True)
class Authority:
    """What somebody may do: `permissions` in the whole tenant, `reaches` in parts of it."""

    permissions: frozenset[str] = frozenset()
    reaches: Mapping[str, Reach] = field(default_factory=dict, hash=False)

    def reach(self, action: str) -> Reach:
        """Return where an action is permitted."""
        if action in self.permissions or EVERYTHING in self.permissions:
            return ALL
        return self.reaches.get(action, NONE)


@dataclass(frozen=True, slots=True)
class Step:
    """One grant that speaks of an action, and whether it speaks of the place."""

    grant: Grant
    applies: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an action is permitted or not: the grants that speak of it, and which of them decided.

    `decided_by` is None where nothing allows it.
    """

    permitted: bool
    decided_by: Grant | None
    steps: tuple[Step, ...]


def authority(grants: Collection[Grant], catalogue: Iterable[str]) -> Authority:
    """Return what these grants permit, of the actions of a catalogue."""
    if _is_unlimited(grants):
        return Authority(frozenset({EVERYTHING}))
    return _authority((action, reach_of(grants, action)) for action in catalogue)


def reach_of(grants: Iterable[Grant], action: str) -> Reach:
    """Return where grants permit an action."""
    scopes: dict[Effect, Scope] = {"allow": NOWHERE, "deny": NOWHERE}
    for grant in grants:
        if grant.concerns(action):
            scopes[grant.effect] |= grant.scope
    return Reach(scopes["allow"], scopes["deny"])


def explain(grants: Iterable[Grant], action: str, place: Place | None) -> Explanation:
    """Return why an action is permitted at a place, or, without one, in the whole tenant.

    For the whole tenant a denial anywhere decides, since the action is then not permitted in all
    of it.
    """
    steps = tuple(Step(grant, _applies(grant, place)) for grant in grants if grant.concerns(action))
    decisive = [step.grant for step in steps if step.applies]
    decisive.sort(key=lambda grant: grant.effect == "allow")
    decided_by = decisive[0] if decisive else None
    return Explanation(
        permitted=decided_by is not None and decided_by.effect == "allow",
        decided_by=decided_by,
        steps=steps,
    )


def limited(
    held: Authority,
    actions: Collection[str],
    locations: frozenset[UUID] | None,
    catalogue: Iterable[str],
) -> Authority:
    """Return what remains of what somebody holds for these actions, at these locations.

    What is held with a fleet alone does not remain at locations, since it may stand anywhere.
    """
    asked = catalogue if EVERYTHING in actions else actions
    if locations is None and EVERYTHING in actions and EVERYTHING in held.permissions:
        return held
    within = {action: held.reach(action) for action in asked}
    if locations is not None:
        within = {action: reach.within(locations) for action, reach in within.items()}
    return _authority(within.items())


def _authority(reaches: Iterable[tuple[str, Reach]]) -> Authority:
    whole, part = set[str](), dict[str, Reach]()
    for action, reach in reaches:
        if reach.is_whole:
            whole.add(action)
        elif not reach.is_none:
            part[action] = reach
    return Authority(frozenset(whole), part)


def _applies(grant: Grant, place: Place | None) -> bool:
    if place is not None:
        return grant.scope.covers(place)
    return grant.scope.everywhere if grant.effect == "allow" else bool(grant.scope)


def _is_unlimited(grants: Collection[Grant]) -> bool:
    return all(grant.effect == "allow" for grant in grants) and any(
        EVERYTHING in grant.actions and grant.scope.everywhere for grant in grants
    )
