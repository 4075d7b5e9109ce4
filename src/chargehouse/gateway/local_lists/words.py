"""What the versions have to say about local lists, whichever words they have for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from chargehouse.contexts.access.public.local_lists import ListFacts, ListOutcome
from chargehouse.gateway.questions import Asked

TRUE: Final = frozenset({"true", "1", "yes", "on"})
FALSE: Final = frozenset({"false", "0", "no", "off"})

OUTCOMES: Final[Mapping[str, ListOutcome]] = {
    "Accepted": "accepted",
    "Failed": "failed",
    "VersionMismatch": "version_mismatch",
    "NotSupported": "not_supported",
}


class Person(NamedTuple):
    """Somebody on a list, as a message says it: the value itself. Without `listed` is taken off."""

    value: str
    type: str
    group: str | None
    valid_until: datetime | None
    listed: bool


class Words(Protocol):
    """How a version speaks of local lists."""

    version_request: Asked
    longest_group: int

    def facts_request(self) -> Asked:
        """Return the request for the settings that say what a charger does with lists."""

    def settings(self, answer: Any) -> dict[str, str]:  # noqa: ANN401  the answer's struct
        """Return what was told of the settings that were asked for, by their names."""

    def facts(self, settings: Mapping[str, str]) -> ListFacts:
        """Return what the settings come to."""

    def version(self, answer: Any) -> int:  # noqa: ANN401  the answer's struct
        """Return the version that a charger told; below 0 it has no list."""

    def entry(self, person: Person) -> dict[str, Any]:
        """Return an entry of a message."""

    def request(self, version: int, entries: Sequence[object], *, full: bool) -> Asked:
        """Return the request that brings entries."""


def flag(text: str | None) -> bool | None:
    """Return what a setting says, None where it says neither."""
    said = (text or "").strip().lower()
    return True if said in TRUE else False if said in FALSE else None


def number(text: str | None) -> int | None:
    """Return a setting's number, None where it has none that can be meant."""
    said = (text or "").strip()
    return int(said) if said.isdigit() and len(said) < 10 else None  # noqa: PLR2004  fits an int
