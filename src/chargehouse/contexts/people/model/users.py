"""Decisions about users: what is kept of them, and who may give whom what."""

import re
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from chargehouse.contexts.people.errors import PermissionNotHeld
from chargehouse.contexts.people.model.naming import field_error
from chargehouse.contexts.people.public import Part
from chargehouse.kernel.actor import EVERYTHING, Actor, Permission
from chargehouse.kernel.errors import Invalid
from chargehouse.kernel.reach import Reach, Scope

SOURCE_MAX_LENGTH: Final = 100
REASON_MAX_LENGTH: Final = 500
PLACES_AT_MOST: Final = 1_000

_PHONE = re.compile(r"\+?[0-9](?:[ ()./-]?[0-9]){3,18}")


def phone_of(text: str | None) -> str | None:
    """Return a telephone number; None for nothing; raise `Invalid`."""
    phone = (text or "").strip()
    if phone and _PHONE.fullmatch(phone) is None:
        rule = "4 to 19 digits, with or without a + before them and blanks between"
        raise Invalid(f"A telephone number has {rule}.", field_error("phone", rule))
    return phone or None


def source_of(text: str | None) -> str | None:
    """Return where a user came from; None for nothing; raise `Invalid`."""
    source = (text or "").strip()
    if len(source) > SOURCE_MAX_LENGTH or not source.isprintable():
        rule = f"at most {SOURCE_MAX_LENGTH} printable characters"
        raise Invalid(f"A source has {rule}.", field_error("acquisition_source", rule))
    return source or None


def reason_of(text: str) -> str:
    """Return why somebody is allowed or denied a thing; raise `Invalid`."""
    reason = text.strip()
    if not (0 < len(reason) <= REASON_MAX_LENGTH and reason.isprintable()):
        rule = f"1 to {REASON_MAX_LENGTH} printable characters"
        raise Invalid(f"A reason has {rule}.", field_error("reason", rule))
    return reason


def scope_of(part: Part) -> Scope:
    """Return a part of a tenant as permissions hold in it; raise `Invalid` for none at all."""
    scope = Scope(part.everywhere, frozenset(part.locations), frozenset(part.fleets))
    if not scope:
        rule = "everywhere, or at least one location or fleet"
        raise Invalid(f"Say where: {rule}.", field_error("part", rule))
    if scope.everywhere and (scope.locations or scope.fleets):
        rule = "everywhere, or locations and fleets, not both"
        raise Invalid(f"Say where: {rule}.", field_error("part", rule))
    if len(scope.locations) + len(scope.fleets) > PLACES_AT_MOST:
        rule = f"at most {PLACES_AT_MOST} locations and fleets"
        raise Invalid(f"Say where: {rule}.", field_error("part", rule))
    return scope


def part_of(everywhere: bool, locations: Iterable[UUID], fleets: Iterable[UUID]) -> Part:  # noqa: FBT001  a row's columns, in their order
    """Return a part of a tenant as it is shown."""
    return Part(everywhere=everywhere, locations=sorted(locations), fleets=sorted(fleets))


def require_held(
    actor: Actor, actions: Iterable[str], scope: Scope, catalogue: Iterable[Permission]
) -> None:
    """Raise `PermissionNotHeld` for actions that the actor does not hold in all of a scope.

    Nobody gives what they do not hold; to give everything, one must hold everything.
    """
    asked = set(actions)
    if EVERYTHING in asked:
        asked = {permission.action for permission in catalogue}
    missing = sorted(action for action in asked if not _covers(actor, action, scope))
    if missing:
        raise PermissionNotHeld(
            f"You cannot give what you do not hold: {', '.join(missing)}.",
            {"permissions": missing},
        )


def _covers(actor: Actor, action: str, scope: Scope) -> bool:
    reach = actor.reach(Permission(action, "", ""))
    return reach.is_whole or _includes(reach, scope)


def _includes(reach: Reach, scope: Scope) -> bool:
    """Tell whether a reach holds all of a scope that is a part of the tenant."""
    if reach.is_none or reach.denied.everywhere or scope.everywhere:
        return False
    denied = reach.denied
    if (scope.locations & denied.locations) or (scope.fleets & denied.fleets):
        return False
    if (scope.locations and denied.fleets) or (scope.fleets and denied.locations):
        return False  # what stands at a location may belong to a denied fleet
    return reach.allowed.everywhere or (
        scope.locations <= reach.allowed.locations and scope.fleets <= reach.allowed.fleets
    )
