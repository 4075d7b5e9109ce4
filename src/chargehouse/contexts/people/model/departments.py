"""Decisions about departments: what every tenant begins with, and what may stand in one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from chargehouse.contexts.people.errors import PermissionUnknown
from chargehouse.contexts.people.model.naming import field_error
from chargehouse.kernel.actor import EVERYTHING, Permission
from chargehouse.kernel.errors import Invalid

DESCRIPTION_MAX_LENGTH: Final = 500
ADMINISTRATION: Final = "administration"


@dataclass(frozen=True, slots=True)
class Seed:
    """A department that every tenant begins with, and may edit."""

    key: str
    name: str
    description: str
    allows: tuple[str, ...]


_LOOKING: Final = (
    "tenant.read",
    "events.read",
    "locations.read",
    "stations.read",
    "sessions.read",
    "access.control.read",
    "access.decisions.read",
    "news.read",
    "parties.read",
    "partners.read",
    "received.read",
    "publishing.read",
    "remote.read",
)
"""What everybody who works for the network sees."""

SEEDS: Final = (
    Seed(
        "operations",
        "Operations",
        "Runs the chargers: locations, stations, commands, configuration, access.",
        (
            *_LOOKING,
            "access.control.edit",
            "access.override",
            "access.policy.edit",
            "agreements.edit",
            "agreements.feed",
            "agreements.read",
            "cdrs.read",
            "fleets.edit",
            "fleets.read",
            "identifiers.classify",
            "identifiers.edit",
            "identifiers.read",
            "locations.edit",
            "received.pull",
            "publishing.edit",
            "remote.command",
            "sessions.export",
            "sessions.repair",
            "stations.certificates",
            "stations.command",
            "stations.configuration.read",
            "stations.edit",
            "stations.register",
            "stations.timeline.read",
            "tariffs.read",
            "vehicles.edit",
            "vehicles.read",
        ),
    ),
    Seed(
        "support",
        "Support",
        "Helps drivers: sees why somebody may not charge, starts and stops for them.",
        (
            *_LOOKING,
            "agreements.read",
            "cdrs.read",
            "fleets.read",
            "identifiers.classify",
            "identifiers.read",
            "remote.command",
            "stations.command",
            "stations.configuration.read",
            "stations.timeline.read",
            "tariffs.read",
            "users.read",
            "vehicles.read",
        ),
    ),
    Seed(
        "finance",
        "Finance",
        "Answers for the money: tariffs, CDRs, sessions, their repair, their export.",
        (
            *_LOOKING,
            "agreements.read",
            "cdrs.credit",
            "cdrs.export",
            "cdrs.read",
            "fleets.read",
            "sessions.export",
            "sessions.repair",
            "tariffs.edit",
            "tariffs.read",
            "users.read",
            "vehicles.read",
        ),
    ),
    Seed(
        "marketing",
        "Marketing",
        "Speaks with drivers: sees who they are, exports whom to write to.",
        ("tenant.read", "locations.read", "news.read", "users.export", "users.read"),
    ),
    Seed(
        ADMINISTRATION,
        "Administration",
        "May do everything, and decides what others may do.",
        (EVERYTHING,),
    ),
)


def actions_of(asked: Iterable[str], catalogue: Collection[Permission], field: str) -> list[str]:
    """Return actions, sorted, each once; raise `PermissionUnknown`, which names others."""
    actions = sorted(set(asked))
    known = {permission.action for permission in catalogue} | {EVERYTHING}
    unknown = [action for action in actions if action not in known]
    if unknown:
        raise PermissionUnknown(
            f"There is no such permission: {', '.join(unknown)}.",
            field_error(field, f"not known: {', '.join(unknown)}"),
        )
    return actions


def description_of(text: str) -> str:
    """Return a description without blanks around it; raise `Invalid`."""
    description = text.strip()
    if len(description) > DESCRIPTION_MAX_LENGTH or not description.isprintable():
        rule = f"at most {DESCRIPTION_MAX_LENGTH} printable characters"
        raise Invalid(f"A description has {rule}.", field_error("description", rule))
    return description
