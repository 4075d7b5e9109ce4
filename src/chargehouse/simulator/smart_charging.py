"""Charging profiles: which limit holds now (OCPP 1.6 section 3.13; 2.0.1 part 2, K)."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from chargehouse.simulator.evse import Evse
from chargehouse.simulator.power import DIRECT_VOLTS, LINE_VOLTS


class StoredProfile(NamedTuple):
    """A profile as it was set; `evse_id` 0 means every EVSE, `periods` are (start in s, limit)."""

    id: int
    evse_id: int
    purpose: str
    stack_level: int
    unit: str
    starts_at: datetime
    periods: tuple[tuple[int, int], ...]

    def limit_w(self, evse: Evse, at: datetime) -> int | None:
        """Return the limit in W at an instant, or None where the profile says nothing."""
        passed_s = (at - self.starts_at).total_seconds()
        current = [limit for start_s, limit in self.periods if start_s <= passed_s]
        if not current:
            return None
        return current[-1] if self.unit == "W" else watts(current[-1], evse)


def watts(amperes: int, evse: Evse) -> int:
    """Return the power of a current per phase."""
    phases = evse.outlet.phases
    return amperes * phases * LINE_VOLTS if phases else amperes * DIRECT_VOLTS


class ChargingProfiles:
    """The profiles of a charger."""

    def __init__(self) -> None:
        self._stored: list[StoredProfile] = []

    def put(self, profile: StoredProfile) -> None:
        """Set a profile in place of the one with its id, or its purpose, level and EVSE."""
        self._stored = [
            other
            for other in self._stored
            if other.id != profile.id
            and (other.purpose, other.stack_level, other.evse_id)
            != (profile.purpose, profile.stack_level, profile.evse_id)
        ]
        self._stored.append(profile)

    def clear(self, matches: Callable[[StoredProfile], bool]) -> bool:
        """Take out what matches; tells whether there was anything."""
        kept = [profile for profile in self._stored if not matches(profile)]
        changed = len(kept) < len(self._stored)
        self._stored = kept
        return changed

    def forget_transaction(self, evse_id: int) -> None:
        """Take out what held for a transaction alone."""
        self.clear(lambda profile: profile.evse_id == evse_id and profile.purpose == "TxProfile")

    def select(self, matches: Callable[[StoredProfile], bool]) -> list[StoredProfile]:
        """Return what matches."""
        return [profile for profile in self._stored if matches(profile)]

    def limit_w(self, evse: Evse, at: datetime) -> int | None:
        """Return the limit: of each purpose the highest level, of those the least."""
        best: dict[str, tuple[int, int]] = {}
        for profile in self._stored:
            limit = profile.limit_w(evse, at) if profile.evse_id in {0, evse.id} else None
            if limit is not None:
                found = best.get(profile.purpose)
                if found is None or found[0] <= profile.stack_level:
                    best[profile.purpose] = (profile.stack_level, limit)
        if "TxProfile" in best:
            best.pop("TxDefaultProfile", None)
        return min((limit for _, limit in best.values()), default=None)
