"""Hours that come back every week, by the clock on the wall."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final

import msgspec
from whenever import Instant

WINDOWS_AT_MOST: Final = 50

Clock = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
"""A time of day by the clock on the wall: `22:00`."""

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Window(msgspec.Struct, frozen=True):
    """Hours that come back every week, in the local time of wherever a start is asked for.

    It begins on each of `days` (1 is Monday) at `begins`, and ends before `ends`: on the next day
    where that is not later. Where both are the same it lasts until then on the next day.
    """

    days: list[Annotated[int, msgspec.Meta(ge=1, le=7)]]
    begins: Clock
    ends: Clock


def is_within(windows: Iterable[Window], at: datetime, timezone: str) -> bool:
    """Tell whether the clocks of a time zone show a time within any of the windows.

    What the clock on the wall shows is meant: an hour that is skipped in spring is never within,
    one that comes twice in autumn is within twice. `hours_of` and `minute_of_week` in the database
    say the same.
    """
    local = Instant(at).to_tz(timezone).to_plain()
    clock, today = f"{local.hour:02}:{local.minute:02}", local.date().day_of_week().value
    yesterday = (today - 2) % 7 + 1
    for window in windows:
        passes_midnight = window.ends <= window.begins
        begun = today in window.days and window.begins <= clock
        if begun and (passes_midnight or clock < window.ends):
            return True
        if passes_midnight and yesterday in window.days and clock < window.ends:
            return True
    return False


def in_order(windows: Iterable[Window]) -> list[Window]:
    """Return windows whose days are in order, each once."""
    return [msgspec.structs.replace(window, days=sorted(set(window.days))) for window in windows]


def in_words(windows: Iterable[Window]) -> str:
    """Return windows in English: `Mon, Tue 22:00 to 06:00; every day 12:00 to 13:00`."""
    return "; ".join(_hours(window) for window in windows) or "always"


def _hours(window: Window) -> str:
    named = ", ".join(_DAYS[day - 1] for day in window.days)
    days = "every day" if len(window.days) == len(_DAYS) else named
    return f"{days} {window.begins} to {window.ends}"
