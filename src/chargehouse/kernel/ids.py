"""Ids: UUIDv7 (RFC 9562), so that rows sort by the time they were made."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import uuid_utils.compat


class Ids(Protocol):
    """Makes ids."""

    def new(self) -> UUID:
        """Return an id that was never returned before."""


class TimeOrderedIds:
    """UUIDv7 ids."""

    def new(self) -> UUID:
        """Return a new UUIDv7."""
        return uuid_utils.compat.uuid7()


def first_id(at: datetime) -> UUID:
    """Return the least UUIDv7 of an instant's millisecond, to search ids by time (RFC 9562).

    Before 1970 there are none, so that the least of all stands for every such instant.
    """
    return UUID(int=max(0, int(at.timestamp() * 1000)) << 80)
