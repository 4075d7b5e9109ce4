"""Decisions about slugs, tokens and what they may be permitted."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from chargehouse.contexts.people.errors import (
    PermissionNotHeld,
    PermissionUnknown,
    TenantSlugInvalid,
)
from chargehouse.kernel.actor import Actor, Permission
from chargehouse.kernel.errors import Invalid

EVERYTHING: Final = "*"
NAME_MAX_LENGTH: Final = 100
TOKEN_PREFIX: Final = "cht_"  # noqa: S105  what every token begins with opens nothing
USE_IS_NOTED_EVERY: Final = timedelta(minutes=1)

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOKEN = re.compile(r"cht_[A-Za-z0-9_-]{43}")


def is_slug(text: str) -> bool:
    """Tell whether this is a slug: what may stand for a tenant in an address."""
    return _SLUG.fullmatch(text) is not None


def slug_of(text: str) -> str:
    """Return what was given as a slug, in lower case; raise `TenantSlugInvalid`."""
    slug = text.strip().lower()
    if not is_slug(slug):
        rule = "1 to 63 letters a-z, digits and hyphens; a hyphen neither first nor last"
        raise TenantSlugInvalid(f"A slug has {rule}.", _error("slug", rule))
    return slug


def name_of(text: str) -> str:
    """Return a name without blanks around it; raise `Invalid` for an empty or long one."""
    name = text.strip()
    if not (0 < len(name) <= NAME_MAX_LENGTH and name.isprintable()):
        rule = f"1 to {NAME_MAX_LENGTH} printable characters"
        raise Invalid(f"A name has {rule}.", _error("name", rule))
    return name


def is_token(text: str) -> bool:
    """Tell whether this has the form of an API token."""
    return _TOKEN.fullmatch(text) is not None


def grant(actor: Actor, asked: Iterable[str], catalogue: Collection[Permission]) -> list[str]:
    """Return the actions that `actor` may give to a token, sorted, each once.

    Raises `Invalid` for none, `PermissionUnknown` and `PermissionNotHeld`, naming the actions.
    """
    actions = sorted(set(asked))
    if not actions:
        rule = "at least one permission"
        raise Invalid(f"A token needs {rule}.", _error("permissions", rule))
    known = {permission.action for permission in catalogue} | {EVERYTHING}
    unknown = [action for action in actions if action not in known]
    if unknown:
        raise PermissionUnknown(
            f"There is no such permission: {', '.join(unknown)}.",
            _error("permissions", f"not known: {', '.join(unknown)}"),
        )
    if EVERYTHING not in actor.permissions:
        missing = [action for action in actions if action not in actor.permissions]
        if missing:
            raise PermissionNotHeld(
                f"You cannot give what you do not hold: {', '.join(missing)}.",
                {"permissions": missing},
            )
    return actions


def expiry_of(expires_at: datetime | None, now: datetime) -> datetime | None:
    """Return when a token ends; raise `Invalid` unless that is still to come, with its zone."""
    if expires_at is None:
        return None
    if expires_at.tzinfo is None or expires_at <= now:
        rule = "an instant still to come, with its zone"
        raise Invalid(f"A token's expiry is {rule}.", _error("expires_at", rule))
    return expires_at


def use_is_to_be_noted(last_used_at: datetime | None, now: datetime) -> bool:
    """Tell whether a use is worth a write."""
    return last_used_at is None or now - last_used_at >= USE_IS_NOTED_EVERY


def _error(field: str, message: str) -> dict[str, object]:
    return {"errors": [{"field": field, "message": message}]}
