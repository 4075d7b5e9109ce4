"""The local authorization list (OCPP 1.6 section 3.5.2; 2.0.1 part 2, D)."""

from collections.abc import Mapping
from typing import Literal

Update = Literal["Accepted", "Failed", "VersionMismatch"]


class LocalList:
    """Identifiers that are decided here: value, without case, to whether it may charge."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.version = 0
        self._entries: dict[str, bool] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def knows(self, value: str) -> bool:
        """Tell whether the list decides about this identifier."""
        return value.lower() in self._entries

    def permits(self, value: str) -> bool:
        """Tell whether the list lets this identifier in."""
        return self._entries.get(value.lower(), False)

    def update(self, version: int, entries: Mapping[str, bool | None], *, full: bool) -> Update:
        """Replace the list, or change it; None takes an identifier out."""
        if not full and version <= self.version:
            return "VersionMismatch"
        merged = {} if full else dict(self._entries)
        for value, permitted in entries.items():
            if permitted is None:
                merged.pop(value.lower(), None)
            else:
                merged[value.lower()] = permitted
        if len(merged) > self.limit:
            return "Failed"
        self._entries, self.version = merged, version
        return "Accepted"
