"""What a check is: what it is called, and what it tells who reads of it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from chargehouse.contexts.roaming.public.examinations import Severity
from chargehouse.ocpi.versions import VersionName

NEWEST_WORDS: Final = "2.2.1"
"""The version whose specification is named before it is known which one is spoken."""


class Section(NamedTuple):
    """A place in the specification: since 2.2, and in 2.1.1 where that has another one."""

    title: str
    title_211: str | None = None

    def of(self, version: VersionName | None) -> str:
        """Return the place as it is called in a version."""
        title = self.title_211 if version == "2.1.1" and self.title_211 else self.title
        return f"OCPI {version or NEWEST_WORDS}, {title}"


class Check(msgspec.Struct, frozen=True):
    """Something that can be wrong: its title says what, when it is found."""

    id: str
    severity: Severity
    title: str
    meaning: str
    remedy: str
    section: Section


def by_id(*groups: Sequence[Check]) -> dict[str, Check]:
    """Return checks by their ids, in their order."""
    return {check.id: check for group in groups for check in group}
