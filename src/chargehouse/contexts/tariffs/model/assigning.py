"""Which tariff holds where: the nearest assignment that can be meant."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from msgspec import Struct

Level = Literal["tenant", "location", "station", "connector"]
"""What a tariff is assigned to; the nearest to whoever charges wins, a connector before all."""

LEVELS: Final[tuple[Level, ...]] = ("connector", "station", "location", "tenant")
"""The levels of a place, the nearest first."""


class Candidate(Struct, frozen=True, kw_only=True):
    """A tariff that is assigned to a place in an instant, and how long it may be offered."""

    assignment_id: UUID
    tariff_id: UUID
    level: Level
    archived_at: datetime | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def may_price(self, at: datetime) -> bool:
        """Tell whether a session that starts in an instant may be priced by it."""
        return (
            (self.archived_at is None or at < self.archived_at)
            and (self.valid_from is None or self.valid_from <= at)
            and (self.valid_to is None or at < self.valid_to)
        )


def nearest(
    candidates: Iterable[Candidate], at: datetime
) -> tuple[Candidate | None, Sequence[Candidate]]:
    """Return the nearest candidate that may price, and those nearer that may not."""
    passed_over: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda each: LEVELS.index(each.level)):
        if candidate.may_price(at):
            return candidate, passed_over
        passed_over.append(candidate)
    return None, passed_over
