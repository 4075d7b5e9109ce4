"""Decisions about tokens and what they may be permitted."""

import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from chargehouse.contexts.people.errors import PermissionNotHeld
from chargehouse.contexts.people.model.departments import actions_of
from chargehouse.contexts.people.model.naming import field_error
from chargehouse.kernel.actor import EVERYTHING, Actor, Permission
from chargehouse.kernel.errors import Invalid

MINUTE_S: Final = 60.0
TOKEN_PREFIX: Final = "cht_"  # noqa: S105  what every token begins with opens nothing
LOCATIONS_AT_MOST: Final = 1_000
REQUESTS_PER_MINUTE: Final = 6_000
REQUESTS_AT_MOST: Final = 60_000
USE_IS_NOTED_EVERY: Final = timedelta(minutes=1)

_TOKEN = re.compile(r"cht_[A-Za-z0-9_-]{43}")


def is_token(text: str) -> bool:
    """Tell whether this has the form of an API token."""
    return _TOKEN.fullmatch(text) is not None


def grant(
    actor: Actor,
    asked: Iterable[str],
    catalogue: Collection[Permission],
    *,
    locations: Collection[UUID] | None = None,
) -> list[str]:
    """Return the actions that `actor` may give to a token, sorted, each once.

    Raises `Invalid` for none, `PermissionUnknown` and `PermissionNotHeld`, naming the actions that
    the actor may do nowhere, or at none of the locations.
    """
    actions = actions_of(asked, catalogue, "permissions")
    if not actions:
        rule = "at least one permission"
        raise Invalid(f"A token needs {rule}.", field_error("permissions", rule))
    missing = [action for action in actions if not _is_held(actor, action, locations)]
    if missing:
        raise PermissionNotHeld(
            f"You cannot give what you do not hold: {', '.join(missing)}.",
            {"permissions": missing},
        )
    return actions


def locations_of(asked: Collection[UUID] | None) -> list[UUID] | None:
    """Return the locations to which a token is limited, each once; raise `Invalid` for none."""
    if asked is None:
        return None
    if not 0 < len(asked) <= LOCATIONS_AT_MOST:
        rule = f"1 to {LOCATIONS_AT_MOST} locations, or nothing for all"
        raise Invalid(f"A token has {rule}.", field_error("locations", rule))
    return sorted(set(asked))


def requests_of(asked: int) -> int:
    """Return how often a token may be used in a minute; raise `Invalid`."""
    if not 1 <= asked <= REQUESTS_AT_MOST:
        rule = f"1 to {REQUESTS_AT_MOST}"
        raise Invalid(
            f"A token serves {rule} requests a minute.", field_error("requests_per_minute", rule)
        )
    return asked


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many requests are left at an instant of a monotonic clock, in seconds.

    A minute's worth may come at once; it comes back evenly.
    """

    left: float
    at_s: float

    def after(self, now_s: float, per_minute: int) -> "Allowance":
        """Return what is left after one request more; below nought that request is too many."""
        back = (now_s - self.at_s) * per_minute / MINUTE_S
        return Allowance(min(self.left + back, per_minute) - 1, now_s)

    def wait_s(self, per_minute: int) -> int:
        """Return after how many seconds another request is good."""
        return max(1, math.ceil(-self.left * MINUTE_S / per_minute))


def _is_held(actor: Actor, action: str, locations: Collection[UUID] | None) -> bool:
    if action == EVERYTHING:
        return EVERYTHING in actor.permissions
    reach = actor.reach(Permission(action, "", ""))
    return not (reach if locations is None else reach.within(frozenset(locations))).is_none


def expiry_of(expires_at: datetime | None, now: datetime) -> datetime | None:
    """Return when a token ends; raise `Invalid` unless that is still to come, with its zone."""
    if expires_at is None:
        return None
    if expires_at.tzinfo is None or expires_at <= now:
        rule = "an instant still to come, with its zone"
        raise Invalid(f"A token's expiry is {rule}.", field_error("expires_at", rule))
    return expires_at


def use_is_to_be_noted(last_used_at: datetime | None, now: datetime) -> bool:
    """Tell whether a use is worth a write."""
    return last_used_at is None or now - last_used_at >= USE_IS_NOTED_EVERY
