"""Starts that were refused and go on charging: when they are stopped, and when that is given up."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

STOPS_AT_MOST: Final = 3
AGAIN_AFTER: Final = timedelta(seconds=20)
"""A stop that the charger did not agree to is sent again so much later."""
TAKES_AT_MOST: Final = timedelta(minutes=2)
"""Chargers that agree to a stop have been seen to need so long."""
ASKED_TO_STOP: Final = "to stop the transaction"
"""What the evidence of a problem says that the charger was asked."""


class RefusedStart(msgspec.Struct, frozen=True, kw_only=True):
    """A session that its policy has stopped, until it ends.

    `next_at` is when it is looked at next, None once nothing more is tried; `tries` counts the
    stops that were sent. `is_told` says that the charger agreed to one.
    """

    session_id: UUID
    station_id: UUID
    attempt_id: UUID
    decision_id: UUID
    began_at: datetime
    next_at: datetime | None
    tries: int = 0
    is_told: bool = False

    @property
    def is_tried_out(self) -> bool:
        """Tell whether there is nothing left but to tell people."""
        return self.is_told or self.tries >= STOPS_AT_MOST


def stopped(start: RefusedStart, now: datetime, *, accepted: bool) -> RefusedStart:
    """Return a start after a stop was sent, to which the charger agreed or not."""
    return replace(
        start,
        tries=start.tries + 1,
        is_told=accepted,
        next_at=now + (TAKES_AT_MOST if accepted else AGAIN_AFTER),
    )
