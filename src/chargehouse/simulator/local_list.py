"""The local authorization list (OCPP 1.6 section 3.5.2; 2.0.1 part 2, D)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple

Update = Literal["Accepted", "Failed", "VersionMismatch"]


class Listed(NamedTuple):
    """Whether somebody may charge, and before which instant; None means for good."""

    permitted: bool
    until: datetime | None = None


class LocalList:
    """Identifiers that are decided here, by their values without case."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.version = 0
        self._entries: dict[str, Listed] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def knows(self, value: str) -> bool:
        """Tell whether the list decides about this identifier."""
        return value.lower() in self._entries

    def permits(self, value: str, now: datetime) -> bool:
        """Tell whether the list lets this identifier in now."""
        listed = self._entries.get(value.lower())
        if listed is None or not listed.permitted:
            return False
        until = listed.until
        return until is None or now < (until if until.tzinfo else until.replace(tzinfo=UTC))

    def update(self, version: int, entries: Mapping[str, Listed | None], *, full: bool) -> Update:
        """Replace the list, or change it; None takes an identifier out."""
        if not full and version <= self.version:
            return "VersionMismatch"
        merged = {} if full else dict(self._entries)
        for value, listed in entries.items():
            if listed is None:
                merged.pop(value.lower(), None)
            else:
                merged[value.lower()] = listed
        if len(merged) > self.limit:
            return "Failed"
        self._entries, self.version = merged, version
        return "Accepted"
