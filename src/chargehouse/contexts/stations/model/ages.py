"""How old a fact is."""

from datetime import datetime
from typing import overload


@overload
def age_s(at: datetime, now: datetime) -> int: ...
@overload
def age_s(at: datetime | None, now: datetime) -> int | None: ...
def age_s(at: datetime | None, now: datetime) -> int | None:
    """Return whole seconds from `at` to `now`, never negative; None for what never was."""
    return None if at is None else max(0, int((now - at).total_seconds()))
