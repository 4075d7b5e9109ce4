"""Shapes of a station's own policy and of overrides."""

from datetime import datetime

import msgspec

from chargehouse.contexts.access.public import Mode
from chargehouse.contexts.access.public.policies import PolicyDraft


class OwnPolicy(PolicyDraft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that a station's own policy is to say.

    With `version` it is refused unless the station has one in that version.
    """

    version: int | None = None

    def draft(self) -> PolicyDraft:
        """Return what it is to say."""
        return PolicyDraft(
            default_mode=self.default_mode,
            windows=self.windows,
            exceptions=self.exceptions,
            starts=self.starts,
        )


class NewOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mode to be ordered for a station: from now on, and until it is ended, if nothing is said.

    `reason` is kept with it.
    """

    mode: Mode
    begins: datetime | None = None
    ends: datetime | None = None
    reason: str | None = None
