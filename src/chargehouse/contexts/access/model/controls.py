"""What is known of one charger's access control."""

from datetime import datetime
from uuid import UUID

import msgspec

from chargehouse.contexts.access.model.capability import Capability, not_enforced
from chargehouse.contexts.access.model.mode_changes import ChangeState
from chargehouse.contexts.access.model.synchrony import Sync, sync_of
from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.freevend import Exchange, Gap, SwitchPath


class Stance(msgspec.Struct, frozen=True, kw_only=True):
    """How a charger stands to its modes: what can switch it, and in which it is known to be.

    `observed` is the mode that was read last; it counts while `is_confirmed`.
    """

    station_id: UUID
    found: Capability = "unknown"
    found_path: SwitchPath | None = None
    own_capability: Capability | None = None
    own_path: SwitchPath | None = None
    observed: Mode | None = None
    is_confirmed: bool = False
    sync: Sync = "not_applicable"

    @property
    def capability(self) -> Capability:
        """What holds: what an operator says, else what was found."""
        return self.own_capability or self.found

    @property
    def path(self) -> SwitchPath | None:
        """How it is switched; an operator who says that it cannot be is believed."""
        if self.own_capability is not None and self.own_path is None:
            return self.found_path if self.own_capability == "full" else None
        return self.own_path or self.found_path

    @property
    def is_known(self) -> bool:
        """Whether it is known what this charger can do."""
        return self.capability != "unknown"

    @property
    def confirmed(self) -> Mode | None:
        """The mode that was read back and still counts."""
        return self.observed if self.is_confirmed else None

    def synced(self, expected: Mode | None, change: ChangeState | None, *, drifts: bool) -> Sync:
        """Return how it stands to its expected mode."""
        return sync_of(
            expected=expected,
            confirmed=self.confirmed,
            change=change,
            capability=self.capability,
            switches=self.path is not None,
            drifts=drifts,
        )


class Control(Stance, frozen=True, kw_only=True):
    """What a station can do, as found and as an operator says, and what was observed of it."""

    found_profile: str | None = None
    asks: bool = True
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    probe_outcome: str | None = None
    probe_evidence: tuple[Exchange, ...] = ()
    probed_at: datetime | None = None
    own_reason: str | None = None
    own_by: str | None = None
    own_at: datetime | None = None
    accepted_words: str | None = None
    accepted_gaps: tuple[str, ...] | None = None
    accepted_by: str | None = None
    accepted_at: datetime | None = None
    observed_at: datetime | None = None
    observed_evidence: tuple[Exchange, ...] = ()
    version: int = 1

    @property
    def not_enforced(self) -> list[str]:
        """What will not be enforced, in English."""
        return not_enforced(
            switches=self.path is not None,
            asks=self.asks,
            gaps=self.gaps,
            notes=self.notes,
        )

    @property
    def is_accepted(self) -> bool:
        """Whether somebody accepted in writing all that will not be enforced now."""
        return self.accepted_gaps is not None and set(self.not_enforced) <= set(self.accepted_gaps)

    @property
    def may_be_scheduled(self) -> bool:
        """Whether a schedule may be activated here (FR-006)."""
        return self.capability == "full" or (self.capability == "partial" and self.is_accepted)
