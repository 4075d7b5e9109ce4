"""Versions, and the endpoints of each (versions module).

The list of versions is the same document whichever version follows, so it is read with a broad
mind: a number that is not known is somebody else's version.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

from msgspec import Meta

from chargehouse.ocpi.objects import OcpiObject
from chargehouse.ocpi.scalars import OpenEnum, Url

VersionName = Literal["2.1.1", "2.2.1", "2.3.0"]
VERSIONS: Final[tuple[VersionName, ...]] = ("2.1.1", "2.2.1", "2.3.0")
"""The versions that are spoken here, oldest first."""

InterfaceRole = Literal["SENDER", "RECEIVER"]

ModuleId = OpenEnum
MODULES: Final[Mapping[VersionName, frozenset[str]]] = {
    "2.1.1": frozenset(
        {"cdrs", "commands", "credentials", "locations", "sessions", "tariffs", "tokens"}
    ),
    "2.2.1": frozenset(
        {
            "cdrs",
            "chargingprofiles",
            "commands",
            "credentials",
            "hubclientinfo",
            "locations",
            "sessions",
            "tariffs",
            "tokens",
        }
    ),
    "2.3.0": frozenset(
        {
            "cdrs",
            "chargingprofiles",
            "commands",
            "credentials",
            "hubclientinfo",
            "locations",
            "payments",
            "sessions",
            "tariffs",
            "tokens",
        }
    ),
}
"""The modules of each version; a partner may have others of its own."""

CONFIGURATION_MODULES: Final = frozenset({"credentials", "hubclientinfo", "versions"})


class Version(OcpiObject, frozen=True, kw_only=True):
    """A version that a platform speaks, and where its details are."""

    version: OpenEnum
    url: Url


class Endpoint(OcpiObject, frozen=True, kw_only=True):
    """Where a module is, and for which side of it; for credentials the role says nothing."""

    identifier: ModuleId
    role: InterfaceRole
    url: Url


class VersionDetails(OcpiObject, frozen=True, kw_only=True):
    """The endpoints of a version, since 2.2."""

    version: OpenEnum
    endpoints: Annotated[tuple[Endpoint, ...], Meta(min_length=1)]


class Endpoint211(OcpiObject, frozen=True, kw_only=True):
    """Where a module is; which side of it, is said by what the partner is."""

    identifier: ModuleId
    url: Url


class VersionDetails211(OcpiObject, frozen=True, kw_only=True):
    """The endpoints of 2.1.1."""

    version: OpenEnum
    endpoints: Annotated[tuple[Endpoint211, ...], Meta(min_length=1)]


def newest_common(theirs: Iterable[Version]) -> Version | None:
    """Return the newest of a partner's versions that is spoken here; `None` if there is none."""
    offered = {version.version: version for version in theirs}
    return next((offered[name] for name in reversed(VERSIONS) if name in offered), None)


def has_routing(version: VersionName, module: str) -> bool:
    """Say whether messages of a module carry routing headers: functional ones, since 2.2."""
    return version != "2.1.1" and module not in CONFIGURATION_MODULES


def has_message_ids(version: VersionName) -> bool:
    """Say whether a version requires the ids of messages; they do no harm before it did."""
    return version != "2.1.1"
