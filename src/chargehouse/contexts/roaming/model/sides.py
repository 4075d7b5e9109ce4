"""Which side of a module is ours, and which the partner's."""

from collections.abc import Iterable, Sequence
from typing import Final

from chargehouse.contexts.roaming.public import LegacyRole, PartnerEndpoint
from chargehouse.ocpi.versions import MODULES, InterfaceRole, VersionName

CREDENTIALS_MODULE: Final = "credentials"
OTHER: Final[dict[InterfaceRole, InterfaceRole]] = {"SENDER": "RECEIVER", "RECEIVER": "SENDER"}
SENT_BY_CPOS: Final = frozenset({"cdrs", "locations", "sessions", "tariffs"})
"""The modules of 2.1.1 whose objects CPOs own; tokens and commands are eMSPs'."""

Side = tuple[str, InterfaceRole]


def side_of_211(module: str, partner: LegacyRole) -> InterfaceRole:
    """Return which side of a module of 2.1.1 is a partner's: it follows from what it is."""
    sends = (module in SENT_BY_CPOS) == (partner == "CPO")
    return "SENDER" if sends else "RECEIVER"


def our_sides(version: VersionName, table: Iterable[Side], partner: LegacyRole) -> list[Side]:
    """Return the sides of modules that a partner of a version finds here, in their order."""
    found = sorted(side for side in table if side[0] in MODULES[version])
    if version != "2.1.1":
        return found
    return [(name, role) for name, role in found if role == OTHER[side_of_211(name, partner)]]


def their_sides(
    version: VersionName | None, endpoints: Sequence[PartnerEndpoint], partner: LegacyRole
) -> dict[Side, str]:
    """Return the sides of modules that a partner has, and where they are."""
    found: dict[Side, str] = {}
    for each in endpoints:
        if each.identifier == CREDENTIALS_MODULE:
            continue
        if version == "2.1.1":
            found.setdefault((each.identifier, side_of_211(each.identifier, partner)), each.url)
        elif each.role == "SENDER":
            found.setdefault((each.identifier, "SENDER"), each.url)
        elif each.role == "RECEIVER":
            found.setdefault((each.identifier, "RECEIVER"), each.url)
    return found
