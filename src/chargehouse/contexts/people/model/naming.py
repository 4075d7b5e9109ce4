"""Decisions about names: slugs of tenants, names for people to read."""

import re
from typing import Final

from chargehouse.contexts.people.errors import TenantSlugInvalid
from chargehouse.kernel.errors import Invalid

NAME_MAX_LENGTH: Final = 100

RESERVED_SLUGS: Final = frozenset(
    {
        *("api", "assets", "cpo", "first-run", "health", "metrics", "ocpi", "ocpp", "parties"),
        "sign-in",
    }
)
"""First parts of addresses that are no tenant's."""

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def is_slug(text: str) -> bool:
    """Tell whether this is a slug: what may stand for a tenant in an address."""
    return _SLUG.fullmatch(text) is not None


def slug_of(text: str) -> str:
    """Return what was given as a slug, in lower case; raise `TenantSlugInvalid`."""
    slug = text.strip().lower()
    if not is_slug(slug):
        rule = "1 to 63 letters a-z, digits and hyphens; a hyphen neither first nor last"
        raise TenantSlugInvalid(f"A slug has {rule}.", field_error("slug", rule))
    if slug in RESERVED_SLUGS:
        rule = f"none of {', '.join(sorted(RESERVED_SLUGS))}: they begin other addresses"
        raise TenantSlugInvalid(f"A slug is {rule}.", field_error("slug", rule))
    return slug


def name_of(text: str) -> str:
    """Return a name without blanks around it; raise `Invalid` for an empty or long one."""
    name = text.strip()
    if not (0 < len(name) <= NAME_MAX_LENGTH and name.isprintable()):
        rule = f"1 to {NAME_MAX_LENGTH} printable characters"
        raise Invalid(f"A name has {rule}.", field_error("name", rule))
    return name


def field_error(field: str, message: str) -> dict[str, object]:
    """Return the details of a refusal that concerns one field."""
    return {"errors": [{"field": field, "message": message}]}
